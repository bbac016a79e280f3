"""Subject and value for citizens come first (Anlage 1, page 7), measured by seven criteria of relevance (page 6)."""

from collections.abc import Iterator, Sequence
from typing import Final

from app.editorial.checks.base import Facts, Number, Rule
from app.errors import Issue
from app.models.post import Relevance, Rendering, Revision


def find_missing_value(revision: Revision, renderings: Sequence[Rendering], facts: Facts) -> Iterator[Issue]:
    """Return an issue where nobody has said in one sentence what citizens gain."""
    if not (revision.citizen_value or "").strip():
        yield Issue("citizen_value", "citizen-value")


def find_low_relevance(revision: Revision, renderings: Sequence[Rendering], facts: Facts) -> Iterator[Issue]:
    """Return an issue where fewer than `number` of the seven criteria are named."""
    met = len(set(revision.relevance or ()) & set(Relevance))
    if met < facts.number:
        yield Issue("relevance", "relevance", {"found": met, "limit": facts.number})


CITIZEN_VALUE: Final = Rule("citizen-value", find_missing_value, "Abschnitt 3.2, Inhaltliche Schwerpunkte", 7)
RELEVANCE: Final = Rule("relevance", find_low_relevance, "Abschnitt 3.1, Relevanz", 6, number=Number(1, 1, 7))
