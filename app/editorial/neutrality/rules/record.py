"""I09: a record of success (BVerfGE 44, 125, headnote 8; SaarlVerfGH, Lv 4/09)."""

import re
from collections.abc import Iterator

from app.editorial.neutrality.flags import Hit, IndicatorLevel
from app.editorial.neutrality.reading import Reading

INDICATOR = "I09"
_OURS = ("own_voice", "government", "office")


_FIGURE = re.compile(r"(?<![^\s:(])[+−-]\s?(?!49\b)\d|[✅✔☑]\ufe0f?\s?\d")
_ROW = 3
"""So many figures with a sign make a row."""


def find(reading: Reading) -> Iterator[Hit]:
    """Yield balances and rows of achievements: a warning in the period without a cause, otherwise at most a hint."""
    for name in ("record_sure", "record"):
        for cue in reading.marks.by_name.get(name, []):
            sentence = reading.tokens[cue.first].sentence
            if name == "record" and not reading.marks.is_near(_OURS, sentence, 1):
                continue
            if reading.context.pre_election:
                causes = ["cause"] if name == "record_sure" else ["cause", "club"]
                has_cause = reading.context.cause or reading.marks.is_near(causes, sentence, 2)
                level = IndicatorLevel.HINT if has_cause else IndicatorLevel.WARNING
                yield Hit(INDICATOR, "record.period", cue.first, cue.last, level, is_plain=True)
            elif reading.marks.is_near(["election", "election_day"], sentence, 1):
                yield Hit(INDICATOR, "record.election", cue.first, cue.last, IndicatorLevel.HINT)
    if reading.context.pre_election and not reading.context.cause:
        yield from _find_row(reading)


def _find_row(reading: Reading) -> Iterator[Hit]:
    """Yield a row of rising and falling figures that no cause explains: achievements told without the word for them."""
    places = [match.start() for match in _FIGURE.finditer(reading.text)]
    is_told = any(reading.marks.by_name.get(name) for name in (*_OURS, "record_sure", "region"))
    if (
        len(places) < _ROW
        or not is_told
        or reading.marks.by_name.get("cause")
        or reading.marks.by_name.get("club")
    ):
        return
    at = next((at for at, token in enumerate(reading.tokens) if token.end > places[0]), None)
    if at is not None:
        yield Hit(INDICATOR, "record.period", at, at, is_plain=True)
