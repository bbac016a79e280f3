"""I11: keeping people from a party's event, or calling to one against it (BVerfGE 148, 11; ThürVerfGH 2/14); disputed."""

from collections.abc import Iterator

from app.editorial.neutrality.flags import Hit, IndicatorLevel
from app.editorial.neutrality.reading import PARTISAN, Reading

INDICATOR = "I11"


def find(reading: Reading) -> Iterator[Hit]:
    """Yield deterrence aimed at a party; at a movement that is none it is a hint (BVerwG 10 C 6.16)."""
    for cue, _ in reading.pairs(["deterrence"], PARTISAN, inherits=True):
        yield Hit(INDICATOR, "deterrence.party", cue.first, cue.last, is_disputed=True)
    for cue in reading.marks.by_name.get("deterrence_sure", []):
        sentence = reading.tokens[cue.first].sentence
        around = [
            actor
            for here in (sentence - 1, sentence, sentence + 1)
            for actor in reading.named(here, PARTISAN)
        ]
        level = IndicatorLevel.WARNING if around else IndicatorLevel.HINT
        if around or reading.marks.is_near(["movement"], sentence, 1):
            yield Hit(
                INDICATOR, "deterrence.party", cue.first, cue.last, level, is_plain=True, is_disputed=True
            )
