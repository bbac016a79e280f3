"""I07: a party's event, or the office's means for a campaign (BVerfGE 44, 125, headnote 1)."""

from collections.abc import Iterator

from app.editorial.neutrality.flags import Hit, IndicatorLevel
from app.editorial.neutrality.reading import Reading

INDICATOR = "I07"
_SIDES = ("party", "own_party", "person", "office")
_JOINING = ("invitation", "office_means", "own_voice", "merit_plain")


def _is_ours(reading: Reading, sentence: int) -> bool:
    """Say whether the office itself invites by its own means: no occasion around explains that."""
    return all(reading.marks.is_near([name], sentence, 1) for name in ("office_means", "own_voice"))


def find(reading: Reading) -> Iterator[Hit]:
    """Yield party events to which somebody invites, goes or lends the office's means."""
    for name in ("party_event", "party_branch"):
        for cue in reading.marks.by_name.get(name, []):
            sentence = reading.tokens[cue.first].sentence
            is_known = name == "party_event" or bool(reading.named(sentence, ["party", "own_party"]))
            is_known = is_known or reading.marks.is_near(["party_body"], sentence)
            if not is_known or reading.is_negated(cue):
                continue
            sides = _SIDES if name == "party_event" else _SIDES[2:]
            joins = bool(reading.named(sentence, sides)) or reading.marks.is_near(_JOINING, sentence, 1)
            level = IndicatorLevel.WARNING if joins else IndicatorLevel.HINT
            yield Hit(
                INDICATOR, "event.party", cue.first, cue.last, level, is_plain=_is_ours(reading, sentence)
            )
    for cue, actor in reading.pairs(["gathering"], ["party", "own_party"]):
        sentence = reading.tokens[cue.first].sentence
        if abs(cue.first - actor.first) <= 6 and reading.marks.is_near(_JOINING, sentence, 1):  # noqa: PLR2004 -- words
            yield Hit(INDICATOR, "event.party", cue.first, cue.last)
