"""I13: who may govern with whom (BVerfG 2 BvE 4/20, 5/20)."""

from collections.abc import Iterator

from app.editorial.neutrality.flags import Hit
from app.editorial.neutrality.reading import PARTISAN, Reading

INDICATOR = "I13"


def find(reading: Reading) -> Iterator[Hit]:
    """Yield a judgement on working together with a party; the mere report of a coalition has none."""
    for cue in reading.marks.by_name.get("coalition_frame", []):
        yield Hit(INDICATOR, "coalition.judgement", cue.first, cue.last, is_plain=True)
    for cue, _ in reading.pairs(["coalition"], PARTISAN, inherits=True):
        sentence = reading.tokens[cue.first].sentence
        if reading.marks.is_near(["routine_frame"], sentence):
            continue
        if reading.marks.is_near(["exclusion", "wish"], sentence):
            yield Hit(INDICATOR, "coalition.judgement", cue.first, cue.last, is_plain=True)
    for cue, _ in reading.pairs(["firewall"], PARTISAN, inherits=True):
        yield Hit(INDICATOR, "coalition.judgement", cue.first, cue.last)
    for cue in reading.marks.by_name.get("colours", []):
        sentence = reading.tokens[cue.first].sentence
        if reading.marks.is_near(["political"], sentence) and reading.marks.is_near(
            ["wish", "merit_plain", "attack_plain"], sentence
        ):
            yield Hit(INDICATOR, "coalition.judgement", cue.first, cue.last, is_plain=True)
