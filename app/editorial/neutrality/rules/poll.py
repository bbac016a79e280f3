"""I15: a poll or a result with a valuation (BVerfGE 44, 125, headnote 3)."""

from collections.abc import Iterator

from app.editorial.neutrality.flags import Hit, IndicatorLevel
from app.editorial.neutrality.reading import PARTISAN, Reading

INDICATOR = "I15"
_VALUES = ("poll_value", "merit_plain", "attack_plain", "wish", "attack", "own_voice")

_WISHES = ("wish", "poll_value", "hope")


def find(reading: Reading) -> Iterator[Hit]:
    """Yield figures or results of a party beside a valuation; a single party's figures without one are a hint."""
    for cue, actor in reading.pairs(["poll"], PARTISAN, inherits=True):
        sentence = reading.tokens[cue.first].sentence
        if reading.marks.is_near(_VALUES, sentence, 1):
            yield Hit(INDICATOR, "poll.valued", cue.first, max(cue.last, cue.first), is_plain=True)
        elif actor.role == "party":
            yield Hit(INDICATOR, "poll.figures", cue.first, cue.last, IndicatorLevel.HINT)
    for cue in reading.marks.by_name.get("tally", []):
        sentence = reading.tokens[cue.first].sentence
        if reading.marks.is_near(_WISHES, sentence, 2) and not reading.marks.is_near(
            ["ctx_election_office"], sentence, 2
        ):
            yield Hit(INDICATOR, "poll.valued", cue.first, cue.last, is_plain=True)
    for cue, _ in reading.pairs(["poll_value"], PARTISAN, inherits=True):
        yield Hit(INDICATOR, "poll.valued", cue.first, cue.last, is_plain=True)
