"""I02: advertising a candidate (BVerfGE 44, 125, headnotes 1 and 3)."""

from collections.abc import Iterator

from app.editorial.neutrality.actors import Actor
from app.editorial.neutrality.cues import Cue
from app.editorial.neutrality.flags import Hit, IndicatorLevel
from app.editorial.neutrality.reading import PARTISAN, Reading

INDICATOR = "I02"
_PEOPLE = ("person", "office")


def find(reading: Reading) -> Iterator[Hit]:
    """Yield wishes and praise for somebody who stands for election, and the news of a candidacy itself."""
    for cue in reading.marks.by_name.get("candidacy_wish", []):
        yield Hit(INDICATOR, "candidate.wish", cue.first, cue.last, is_plain=True)
    yield from _find_news(reading)
    for cue, person in reading.pairs(["praise_person", "merit_plain"], _PEOPLE, inherits=True):
        sentence = reading.tokens[cue.first].sentence
        if reading.marks.is_near(["campaign", "candidacy", "seat"], sentence, 1) and not _is_contest(
            reading, sentence
        ):
            yield _join("candidate.praise", cue, person, is_plain=True)
    for cue, person in reading.pairs(["campaign"], _PEOPLE):
        if not reading.is_negated(cue):
            yield _join("candidate.campaign", cue, person, is_plain=False)


def _find_news(reading: Reading) -> Iterator[Hit]:
    for cue in reading.marks.by_name.get("candidacy", []):
        sentence = reading.tokens[cue.first].sentence
        if _is_contest(reading, sentence):
            continue
        people = reading.named(sentence, (*_PEOPLE, *PARTISAN)) or reading.named(sentence - 1, _PEOPLE)
        is_backed = reading.marks.is_near(["own_voice"], sentence) or reading.marks.is_near(
            ["praise_person"], sentence, 1
        )
        if people or is_backed:
            yield Hit(INDICATOR, "candidate.news", cue.first, cue.last)
        elif reading.marks.is_near(["election"], sentence):
            yield Hit(INDICATOR, "candidate.news", cue.first, cue.last, IndicatorLevel.HINT)


def _is_contest(reading: Reading, sentence: int) -> bool:
    """Say whether somebody stands for a prize, a team or the board of a club, and no public election is spoken of."""
    near = reading.marks.is_near
    if near(["of_the_year"], sentence):
        return True
    is_club = near(["club"], sentence, 1) and not near(["seat"], sentence, 1)
    return is_club or (near(["contest"], sentence, 1) and not near(["election"], sentence, 1))


def _join(reason: str, cue: Cue, person: Actor, *, is_plain: bool) -> Hit:
    return Hit(INDICATOR, reason, min(cue.first, person.first), max(cue.last, person.last), is_plain=is_plain)
