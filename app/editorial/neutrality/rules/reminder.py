"""I01 without a name: the reader is reminded of somebody with the vote in mind (BVerfGE 44, 125, headnote 1)."""

from collections.abc import Iterator

from app.editorial.neutrality.flags import Hit
from app.editorial.neutrality.reading import Reading

INDICATOR = "I01"
_INFORMING = ("neutral_call", "ctx_election_office", "ctx_civic", "club", "contest")


def find(reading: Reading) -> Iterator[Hit]:
    """Yield reminders beside the act of voting, and hopes set on it, where nothing informs about an election."""
    for name, others in (("reminder", ["verdict"]), ("hope", ["verdict", "polling"])):
        for cue in reading.marks.by_name.get(name, []):
            sentence = reading.tokens[cue.first].sentence
            is_beside = reading.marks.is_near(others, sentence)
            if is_beside and not reading.marks.is_near(_INFORMING, sentence, 1):
                yield Hit(INDICATOR, "vote.appeal", cue.first, cue.last, is_plain=True)
    yield from _find_places(reading)
    if any(reading.marks.by_name.get(name) for name in (*_INFORMING, "cause")):
        return
    for cue in reading.marks.by_name.get("stake", []):
        if reading.marks.is_near(["season"], reading.tokens[cue.first].sentence, 1):
            yield Hit(INDICATOR, "vote.appeal", cue.first, cue.last)


def _find_places(reading: Reading) -> Iterator[Hit]:
    """Yield the place of a cross told beside the ballot paper, where nothing explains how to fill it in."""
    for cue in reading.marks.by_name.get("ballot_place", []):
        sentence = reading.tokens[cue.first].sentence
        is_paper = reading.marks.is_near(["ballot_near"], sentence, 1)
        if is_paper and not reading.marks.is_near(["ballot_howto"], sentence, 1):
            yield Hit(INDICATOR, "vote.appeal", cue.first, cue.last, is_plain=True)
