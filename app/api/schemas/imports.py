"""What a file brings in, and what became of it."""

from collections.abc import Sequence
from enum import StrEnum

from app.api.schemas.checks import IssueOut
from app.api.schemas.fields import Answer
from app.errors import Issue


class ImportKind(StrEnum):
    """What the rows of a file are: a plan of themes, or what bodies report."""

    THEMES = "themes"
    COSTS = "costs"
    STAFFING = "staffing"
    STRATEGIES = "strategies"
    SNAPSHOTS = "metrics-snapshots"


class ImportOut(Answer):
    """How many rows of a file could be read, what is wrong with them, and whether they are entered now."""

    rows: int
    is_stored: bool
    issues: list[IssueOut]

    @classmethod
    def of(cls, rows: int, issues: Sequence[Issue], *, is_stored: bool) -> "ImportOut":
        """Return the answer for what was found."""
        return cls(rows=rows, is_stored=is_stored, issues=[IssueOut.of(row) for row in issues])
