"""I01 by default: the act of voting spoken of without an informing occasion (BVerfGE 44, 125, headnotes 1 and 4).

An office may say when, where and how is voted, and ask to take part. Whoever speaks of ballot paper, polling day or voters
for another reason is asked for it; no actor and no voice of the office is needed.
"""

from collections.abc import Iterator

from app.editorial.neutrality.contexts import AROUND, has_occasion
from app.editorial.neutrality.flags import Hit
from app.editorial.neutrality.reading import Reading

INDICATOR = "I01"
_INFORMING = (*AROUND, "neutral_call", "club", "contest", "of_the_year", "cause", "ctx_parliament")


def find(reading: Reading) -> Iterator[Hit]:
    """Yield each mention of the act of voting in a text that nowhere informs about an election."""
    if any(reading.marks.by_name.get(name) for name in _INFORMING):
        return
    for cue in reading.marks.by_name.get("election_act", []):
        if has_occasion(reading, reading.tokens[cue.first].sentence):
            continue
        yield Hit(INDICATOR, "vote.no-occasion", cue.first, cue.last, is_plain=True)
