"""A stretch of days that somebody asks for, both included."""

from datetime import date, timedelta
from typing import Final

from app.errors import InvalidError, Issue

YEARS: Final = range(2000, 2101)
"""The years that somebody may ask for: the day before the first and the day after the last exist everywhere."""


def ensure_days(since: date, until: date, longest: timedelta) -> None:
    """Raise InvalidError for days that are none, too many, or beyond all that anybody plans."""
    if since.year not in YEARS or until.year not in YEARS:
        field = "until" if since.year in YEARS else "since"
        raise InvalidError(issues=[Issue(field, "days-out-of-reach", {"first": YEARS[0], "last": YEARS[-1]})])
    if until < since:
        raise InvalidError(issues=[Issue("until", "days-end-early")])
    if until - since > longest:
        raise InvalidError(issues=[Issue("until", "days-too-many", {"most": longest.days})])
