"""I01: a call to vote for or against somebody, also without a name (BVerfGE 44, 125, headnote 1)."""

from collections.abc import Iterator

from app.editorial.neutrality.flags import Hit
from app.editorial.neutrality.reading import PARTISAN, Reading

INDICATOR = "I01"
_GAMES = ("contest", "of_the_year")
_MANY = 3


def find(reading: Reading) -> Iterator[Hit]:
    """Yield calls that stand for themselves, and calls to vote beside a party, a collective or a candidate."""
    for name in ("appeal_alone", "appeal_frame"):
        for cue in reading.marks.by_name.get(name, []):
            if not reading.parties and reading.marks.is_near(_GAMES, reading.tokens[cue.first].sentence, 1):
                continue
            yield Hit(INDICATOR, "vote.appeal", cue.first, cue.last, is_plain=True)
    for cue, actor in reading.pairs(["appeal"], PARTISAN, inherits=True):
        if not (actor.role == "allusion" and reading.is_negated(cue)):
            is_one = reading.parties_around(reading.tokens[cue.first].sentence) < _MANY
            yield Hit(INDICATOR, "vote.appeal-actor", cue.first, cue.last, is_plain=is_one)
    for cue, person in reading.pairs(["appeal"], ["person", "office"]):
        if reading.marks.is_near(["for_against"], reading.tokens[cue.first].sentence):
            first, last = min(cue.first, person.first), max(cue.last, person.last)
            yield Hit(INDICATOR, "vote.appeal-actor", first, last, is_plain=True)
