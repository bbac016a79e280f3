"""Which pre-election periods count at a time: the decided ones, by the Berlin day on which something is due."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.editorial.neutrality import Context
from app.models import Election


def list_in_force(session: Session, *, since: date) -> list[Election]:
    """Return the decided elections whose period does not end before a day, the earliest first."""
    query = select(Election).where(
        Election.decided_at.is_not(None), Election.withdrawn_at.is_(None), Election.quiet_to >= since
    )
    return list(session.execute(query.order_by(Election.day, Election.id)).scalars())


def find_periods(session: Session, due: Collection[datetime]) -> list[Election]:
    """Return the elections in whose period any of these instants lies; several may overlap, and each counts."""
    days = {day_of(instant) for instant in due}
    if not days:
        return []
    return [
        election
        for election in list_in_force(session, since=min(days))
        if any(is_within(election, day) for day in days)
    ]


def find_context(session: Session, due: Collection[datetime], *, cause: str | None) -> Context:
    """Return what the neutrality assistant has to know beside a text that is due at these instants."""
    return Context(pre_election=bool(find_periods(session, due)), cause=cause or "")


def is_within(election: Election, day: date) -> bool:
    """Tell whether a Berlin day lies in the period; the first and the last one do."""
    return election.quiet_from <= day <= election.quiet_to


def day_of(instant: datetime) -> date:
    """Return the day in Berlin on which an instant lies."""
    return clock.from_instant(instant).wall.date()
