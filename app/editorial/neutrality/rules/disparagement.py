"""I05: disparaging a party, the opposition or whoever stands for them (SaarlVerfGH, Lv 4/09; BVerfGE 148, 11)."""

from collections.abc import Iterator

from app.editorial.neutrality.flags import Hit, IndicatorLevel
from app.editorial.neutrality.reading import PARTISAN, Reading

INDICATOR = "I05"


def find(reading: Reading) -> Iterator[Hit]:
    """Yield what is said against an actor, and the government set off against others who only talk."""
    for cue, _ in reading.pairs(["attack_plain", "attack"], PARTISAN, inherits=True):
        yield Hit(INDICATOR, "attack.party", cue.first, cue.last, is_plain=cue.name == "attack_plain")
    for cue, _ in reading.pairs(["attack_mild"], PARTISAN):
        yield Hit(INDICATOR, "attack.mild", cue.first, cue.last)
    for cue, _ in reading.pairs(["attack_soft"], PARTISAN):
        yield Hit(INDICATOR, "attack.party", cue.first, cue.last, IndicatorLevel.REVIEW)
    for name in ("attack_frame", "contrast"):
        for cue in reading.marks.by_name.get(name, []):
            yield Hit(INDICATOR, "attack.contrast", cue.first, cue.last, is_plain=name == "contrast")
