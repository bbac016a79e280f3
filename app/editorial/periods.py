"""Pre-election periods as the office reckons them: how long one is unless decided otherwise, and what can be entered."""

from calendar import monthrange
from datetime import date
from typing import Final

from app.errors import Issue

MONTHS: Final = 3
"""The default: SaarlVerfGH, 1.7.2010, Lv 4/09. It is no law of every Land; the State Chancellery decides."""
LONGEST_DAYS: Final = 366
"""What is longer is taken for a slip of the pen."""
FIRST_DAY: Final = date(2000, 1, 1)
LAST_DAY: Final = date(2199, 12, 31)
"""What lies outside is one as well, and months and days around it could not be reckoned."""


def propose_begin(day: date) -> date:
    """Return the first day of the period that is proposed for an election: three months before it."""
    year, month = divmod(day.year * 12 + day.month - 1 - MONTHS, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def find_day_issues(**days: date | None) -> list[Issue]:
    """Return an issue for each day, by field, on which nobody would enter an election."""
    said = {"first": f"{FIRST_DAY:%d.%m.%Y}", "last": f"{LAST_DAY:%d.%m.%Y}"}
    return [
        Issue(field, "election-day", said)
        for field, day in days.items()
        if day is not None and not FIRST_DAY <= day <= LAST_DAY
    ]


def find_period_issues(*, day: date, quiet_from: date, quiet_to: date) -> list[Issue]:
    """Return what is wrong with the days of a period: it holds the day of the election and is not endless."""
    issues = []
    if quiet_from > day:
        issues.append(Issue("quiet_from", "period-begins-late"))
    if quiet_to < day:
        issues.append(Issue("quiet_to", "period-ends-early"))
    if (quiet_to - quiet_from).days > LONGEST_DAYS:
        issues.append(Issue("quiet_from", "period-too-long"))
    return issues
