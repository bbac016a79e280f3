"""I10: the form of advertising instead of information (BVerfGE 44, 125, headnote 6)."""

from collections.abc import Iterator

from app.editorial.neutrality.flags import Hit, IndicatorLevel
from app.editorial.neutrality.reading import Reading

INDICATOR = "I10"


def find(reading: Reading) -> Iterator[Hit]:
    """Yield superlatives and praise of the government or its members: a hint, in the period a warning."""
    level = (
        IndicatorLevel.WARNING
        if reading.context.pre_election and not reading.context.cause
        else IndicatorLevel.HINT
    )
    for cue in reading.marks.by_name.get("person_cult", []):
        yield Hit(INDICATOR, "advertising.person", cue.first, cue.last, level, is_plain=True)
    for cue in reading.marks.by_name.get("superlative", []):
        sentence = reading.tokens[cue.first].sentence
        if reading.marks.is_near(["government"], sentence) or reading.named(sentence, ["office"]):
            yield Hit(INDICATOR, "advertising.praise", cue.first, cue.last, level, is_plain=True)
    for cue in reading.marks.by_name.get("cheer", []):
        sentence = reading.tokens[cue.first].sentence
        if reading.marks.is_near(["record_sure", "record"], sentence, 1):
            yield Hit(INDICATOR, "advertising.cheer", cue.first, cue.last, level, is_plain=True)
