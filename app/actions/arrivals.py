"""Proof that a notification arrived: the mail server of somebody it is for took it over, or somebody read it (ADR 0017)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.models import Letter, Membership, Notification, Organisation
from app.models.letter import LetterState, Medium
from app.models.notification import NotificationKind

UNDER_WAY = (LetterState.WAITING, LetterState.SENDING)


def find_arrival(session: Session, kind: NotificationKind, object_id: UUID) -> datetime | None:
    """Return when a notification about something had reached the first of those it is for; None while none is reached.

    What only lies in the application unread proves nothing, nor does what a program was told, nor what the desk got
    because nobody of the organisation could be told.
    """
    arrived_at = case(
        (Letter.medium == Medium.MAIL, Letter.sent_at), (Letter.medium == Medium.IN_APP, Letter.read_at)
    )
    moments = []
    for notification in _find_told(session, kind, object_id):
        query = select(func.min(arrived_at)).where(Letter.notification_id == notification.id)
        if notification.organisation_id is not None:
            members = select(Membership.user_id).where(
                Membership.organisation_id.in_(_line_of(session, notification.organisation_id))
            )
            query = query.where(Letter.user_id.in_(members))
        moments.append(session.execute(query).scalar_one())
    return min(filter(None, moments), default=None)


def is_under_way(session: Session, kind: NotificationKind, object_id: UUID) -> bool:
    """Tell whether a mail about it still waits to be brought, or it is not even settled yet whom it is for."""
    told = _find_told(session, kind, object_id)
    mails = select(Letter.id).where(
        Letter.notification_id.in_([row.id for row in told]),
        Letter.medium == Medium.MAIL,
        Letter.state.in_(UNDER_WAY),
    )
    return any(row.addressed_at is None for row in told) or session.execute(mails).first() is not None


def _find_told(session: Session, kind: NotificationKind, object_id: UUID) -> list[Notification]:
    query = select(Notification).where(Notification.object_id == object_id, Notification.kind == kind.value)
    return list(session.execute(query).scalars())


def _line_of(session: Session, organisation_id: UUID) -> list[UUID]:
    """Return an organisation and all that stand above it: whoever is told where it has nobody of its own."""
    line, home = [], session.get(Organisation, organisation_id)
    while home is not None:
        line.append(home.id)
        home = home.parent
    return line
