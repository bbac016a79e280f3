"""I12: answering criticism with ridicule (BVerfGE 148, 11, headnote 3: no right to strike back)."""

from collections.abc import Iterator

from app.editorial.neutrality.flags import Hit
from app.editorial.neutrality.reading import PARTISAN, Reading

INDICATOR = "I12"


def find(reading: Reading) -> Iterator[Hit]:
    """Yield ridicule in a sentence about a political actor or right after it, and in an answer to one."""
    for cue, _ in reading.pairs(["ridicule"], PARTISAN, inherits=True):
        yield Hit(INDICATOR, "striking-back.ridicule", cue.first, cue.last, is_plain=True)
    for cue in reading.marks.by_name.get("attack_plain", []):
        if reading.marks.is_near(["critic"], reading.tokens[cue.first].sentence, 1):
            yield Hit(INDICATOR, "striking-back.ridicule", cue.first, cue.last)
    for cue in reading.marks.by_name.get("ridicule", []):
        sentence = reading.tokens[cue.first].sentence
        if not reading.named(sentence, PARTISAN) and reading.marks.is_near(["adversary"], sentence, 1):
            yield Hit(INDICATOR, "striking-back.ridicule", cue.first, cue.last, is_plain=True)
