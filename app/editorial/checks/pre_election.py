"""What is due in a pre-election period asks for utmost restraint (BVerfGE 44, 125, headnote 8; SaarlVerfGH, Lv 4/09)."""

from collections.abc import Iterator, Sequence
from typing import Final

from app.editorial.checks.base import Facts, Period, Rule
from app.errors import Issue
from app.models.post import Rendering, Revision


def find_pre_election(revision: Revision, renderings: Sequence[Rendering], facts: Facts) -> Iterator[Issue]:
    """Return an issue for each delivery that is due in a pre-election period; the day of its due time decides."""
    for index, row in enumerate(renderings):
        for period in periods_of(row, facts):
            context = {"channel": row.variant.channel.label, "election": period.name}
            until = f"{period.last:%d.%m.%Y}"
            yield Issue(f"deliveries.{index}.proposed_at", "pre-election", {**context, "until": until})


def periods_of(rendering: Rendering, facts: Facts) -> list[Period]:
    """Return the pre-election periods in which a rendering is due."""
    day = facts.due_of(rendering).wall.date() if facts.periods else None
    return [period for period in facts.periods if day is not None and period.first <= day <= period.last]


PRE_ELECTION: Final = Rule(
    "pre-election", find_pre_election, "BVerfGE 44, 125, Leitsatz 8; SaarlVerfGH, Lv 4/09", None
)
