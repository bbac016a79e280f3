"""Telling in time of what a case (Löschverfahren) waits for: the ministry's answer, the desk's decision, or an arrival."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import db
from app.actions.arrivals import is_under_way
from app.actions.due_decisions import reminds_at
from app.actions.notifications import notify_desk
from app.actions.takedown_steps import tell_ministry
from app.editorial.takedowns import POSSIBLE_IN, TakedownAction
from app.models import Takedown
from app.models.notification import NotificationKind
from app.models.takedown import TakedownState
from app.settings import Settings

ARRIVES_WITHIN: Final = timedelta(minutes=10)
"""A notice that has not arrived by then is somebody's concern, even while its mail still waits."""


def remind_of_takedowns(session: Session, *, settings: Settings) -> None:
    """Remind the ministry of an answer that is nearly due, and the desk of a deadline that is over; each once."""
    now = db.now(session)
    for takedown in _find_undecided(session):
        begun, due = takedown.opened_at, takedown.deadline_at
        has_time, is_answered = due > begun, takedown.state is TakedownState.ANSWERED
        if has_time and due <= now:
            _tell_desk(session, NotificationKind.TAKEDOWN_OVERDUE, takedown)
        elif has_time and not is_answered and now >= reminds_at(begun, due, settings):
            tell_ministry(session, NotificationKind.TAKEDOWN_DUE_SOON, takedown, takedown.post)
        if not is_answered and takedown.delivered_at is None and _is_overdue(session, takedown, now):
            _tell_desk(session, NotificationKind.TAKEDOWN_UNDELIVERED, takedown)


def _find_undecided(session: Session) -> Iterable[Takedown]:
    states = POSSIBLE_IN[TakedownAction.EXECUTE]
    return session.execute(select(Takedown).where(Takedown.state.in_(states)).order_by(Takedown.id)).scalars()


def _is_overdue(session: Session, takedown: Takedown, now: datetime) -> bool:
    """Tell whether the notice should have arrived by now, or no mail of it is on its way any more."""
    is_late = takedown.opened_at + ARRIVES_WITHIN <= now
    return is_late or not is_under_way(session, NotificationKind.TAKEDOWN_NOTICE, takedown.id)


def _tell_desk(session: Session, kind: NotificationKind, takedown: Takedown) -> None:
    notify_desk(
        session,
        kind,
        takedown,
        once="",
    )
