"""I14: taking part in another level's election (BVerfGE 44, 125, headnote 5)."""

from collections.abc import Iterator

from app.editorial.neutrality.flags import Hit
from app.editorial.neutrality.reading import PARTISAN, Reading

INDICATOR = "I14"
_ANYBODY = (*PARTISAN, "person", "office")


def find(reading: Reading) -> Iterator[Hit]:
    """Yield the wish for a result in the election of another Land, the federation, Europe or a municipality."""
    for cue in reading.marks.by_name.get("other_election", []):
        sentence = reading.tokens[cue.first].sentence
        around = [
            actor
            for here in (sentence - 1, sentence, sentence + 1)
            for actor in reading.named(here, _ANYBODY)
        ]
        if around and reading.marks.is_near(["wish"], sentence, 1):
            yield Hit(INDICATOR, "other-election.wish", cue.first, cue.last, is_plain=True)
    for cue in reading.marks.by_name.get("chancellor", []):
        if reading.marks.is_near(
            ["wish", "merit_plain", "praise_person"], reading.tokens[cue.first].sentence, 1
        ):
            yield Hit(INDICATOR, "other-election.wish", cue.first, cue.last, is_plain=True)
