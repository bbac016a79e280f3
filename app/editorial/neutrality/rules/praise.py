"""I04: praise of a party or identification with it (BVerfGE 44, 125, headnote 1; SaarlVerfGH, Lv 4/09)."""

from collections.abc import Iterator

from app.editorial.neutrality.flags import Hit, IndicatorLevel
from app.editorial.neutrality.reading import Reading

INDICATOR = "I04"
_PARTY = ("party", "own_party")


def find(reading: Reading) -> Iterator[Hit]:
    """Yield merit ascribed to a party, thanks and praise for it, and words that make it the office's own."""
    for cue in reading.marks.by_name.get("own_party", []):
        yield Hit(INDICATOR, "praise.own-party", cue.first, cue.last, is_plain=True)
    for name in ("merit_frame", "identity_frame"):
        for cue in reading.marks.by_name.get(name, []):
            yield Hit(INDICATOR, "praise.merit", cue.first, cue.last, is_plain=True)
    for cue, actor in [
        *reading.pairs(["merit_plain"], _PARTY, inherits=True),
        *reading.pairs(["merit", "merit_mild"], _PARTY),
    ]:
        is_plain = cue.name == "merit_plain"
        if actor.is_tag and not is_plain:
            continue
        level = IndicatorLevel.REVIEW if actor.is_tag else IndicatorLevel.WARNING
        reason = "praise.mild" if cue.name == "merit_mild" else "praise.merit"
        yield Hit(INDICATOR, reason, cue.first, cue.last, level, is_plain=is_plain)
    for cue, _ in reading.pairs(["merit_soft"], _PARTY):
        yield Hit(INDICATOR, "praise.mild", cue.first, cue.last, IndicatorLevel.REVIEW)
    for cue, _ in reading.pairs(["merit_plain", "merit"], ["foundation"]):
        yield Hit(INDICATOR, "praise.foundation", cue.first, cue.last, IndicatorLevel.HINT)
