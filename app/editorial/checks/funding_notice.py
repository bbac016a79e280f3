"""Posts that chiefly document the hand-over of funding notices are to be avoided (Anlage 1, page 7)."""

from collections.abc import Iterator, Sequence
from typing import Final

import regex

from app.editorial.checks.base import Facts, Rule, point_at, texts_of
from app.editorial.checks.sentences import split_sentences
from app.errors import Issue
from app.models.check import CheckLevel
from app.models.post import Rendering, Revision

_NOTICE: Final = regex.compile(
    r"(?<!\p{L})(?:(?:förder|zuwendungs|bewilligungs)[\p{L}-]*(?:bescheid|zusage)(?:e|en|es|s|n)?"
    r"|fördermittel|fördergeld(?:er)?|fördersumme|förderscheck[s]?|scheck[s]?|bescheid(?:e|en|es|s)?)(?!\p{L})",
    regex.IGNORECASE,
)
_HAND_OVER: Final = regex.compile(
    r"(?<!\p{L})(?:über(?:gab|gaben|gibt|geben|reichen?|reicht|reichte|reichten|bracht|brachte|brachten|bringt)"
    r"|(?:aus(?:ge|zu)?)?händig(?:t|te|ten|en)|übergabe|überreichung|gepäck|mitgebracht)(?!\p{L})",
    regex.IGNORECASE,
)
_BOTH: Final = regex.compile(
    r"(?<!\p{L})[\p{L}-]*(?:bescheid|scheck)-?(?:übergabe|überreichung)n?(?!\p{L})", regex.IGNORECASE
)
_MONEY: Final = regex.compile(r"€|\beuro\b|förder|zuwendung|zuschuss", regex.IGNORECASE)
_PLAIN: Final = frozenset(
    {"bescheid", "bescheide", "bescheiden", "bescheides", "bescheids", "scheck", "schecks"}
)
"""Words that are a funding notice only where money is spoken of."""


def find_funding_notices(
    revision: Revision, renderings: Sequence[Rendering], facts: Facts
) -> Iterator[Issue]:
    """Return an issue for each sentence that tells of handing over a funding notice."""
    for field, text in texts_of(revision, renderings):
        for start, end in split_sentences(text):
            span = _find_span(text[start:end])
            if span is not None:
                yield point_at(field, "funding-notice", text, (start + span[0], start + span[1]))


def _find_span(sentence: str) -> tuple[int, int] | None:
    """Return where notice and hand-over stand, from the first to the last of them."""
    if both := _BOTH.search(sentence):
        return both.start(), both.end()
    given = _HAND_OVER.search(sentence)
    is_money = _MONEY.search(sentence) is not None
    notices = [row for row in _NOTICE.finditer(sentence) if is_money or row[0].lower() not in _PLAIN]
    if given is None or not notices:
        return None
    return min(given.start(), notices[0].start()), max(given.end(), notices[0].end())


FUNDING_NOTICE: Final = Rule(
    "funding-notice",
    find_funding_notices,
    "Abschnitt 3.2, Inhaltliche Schwerpunkte",
    7,
    levels=(CheckLevel.REASON_REQUIRED, CheckLevel.HINT),
    is_of_text=True,
)
