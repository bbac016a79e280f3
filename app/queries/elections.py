"""Elections with their pre-election periods, and where each stands today."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app import clock
from app.actions.periods import is_within, list_in_force
from app.models import Election
from app.queries.cursor import Page, as_day, as_id, fetch_page


class ElectionState(StrEnum):
    """Where a period stands: proposed, decided but not begun, counting today, over, or taken back."""

    PROPOSED = "proposed"
    COMING = "coming"
    RUNNING = "running"
    OVER = "over"
    WITHDRAWN = "withdrawn"


def list_elections(session: Session, *, limit: int, after: str | None) -> Page[Election]:
    """Return the elections, the latest first."""
    people = (Election.proposed_by, Election.decided_by, Election.ending_by, Election.withdrawn_by)
    query = select(Election).options(*map(joinedload, people))
    by = [Election.day, Election.id]
    return fetch_page(session, query, by=by, kinds=[as_day, as_id], limit=limit, after=after, descending=True)


def list_running(session: Session) -> Sequence[Election]:
    """Return the elections whose period counts today, the earliest first."""
    today = clock.today()
    return [row for row in list_in_force(session, since=today) if is_within(row, today)]


def state_of(election: Election, today: date) -> ElectionState:
    """Return where a period stands on a day."""
    if election.withdrawn_at is not None:
        return ElectionState.WITHDRAWN
    if election.decided_at is None:
        return ElectionState.PROPOSED
    if today > election.quiet_to:
        return ElectionState.OVER
    return ElectionState.COMING if today < election.quiet_from else ElectionState.RUNNING
