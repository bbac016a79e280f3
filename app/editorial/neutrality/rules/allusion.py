"""I16: an allusion that is understood without a name, where politics or an election is spoken of (VerfGH Berlin 80/18)."""

from collections.abc import Iterator

from app.editorial.neutrality.cues import Cue
from app.editorial.neutrality.flags import Hit, IndicatorLevel
from app.editorial.neutrality.reading import Reading

INDICATOR = "I16"
_JUDGING = (
    "merit_plain",
    "merit",
    "attack_plain",
    "attack",
    "attack_mild",
    "ridicule",
    "reminder",
    "hope",
)
_ELECTION = ("election_act", "polling")


def find(reading: Reading) -> Iterator[Hit]:
    """Yield allusions, and colours beside politics: a hint, beside a judgement or an election a warning."""
    for cue in reading.marks.by_name.get("allusion", []):
        yield _hit("allusion.collective", cue, reading)
    for cue in reading.marks.by_name.get("colours", []):
        if reading.marks.is_near(["political"], reading.tokens[cue.first].sentence):
            yield _hit("allusion.colours", cue, reading)


def _hit(reason: str, cue: Cue, reading: Reading) -> Hit:
    sentence = reading.tokens[cue.first].sentence
    near = reading.marks.is_near
    is_judged = near(_JUDGING, sentence, 1) or near(_ELECTION, sentence, 1)
    level = IndicatorLevel.WARNING if is_judged else IndicatorLevel.HINT
    return Hit(INDICATOR, reason, cue.first, cue.last, level)
