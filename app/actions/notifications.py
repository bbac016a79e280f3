"""Putting into the outbox what somebody is to be told. Sending is another's work; here it only becomes certain."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.models import Channel, Delivery, Notification, Organisation, Post, Takedown
from app.models.notification import NotificationKind
from app.settings import Settings

Subject = Channel | Delivery | Post | Takedown
"""What a notification can be about."""


def notify_user(
    session: Session,
    kind: NotificationKind,
    user_id: UUID,
    about: Subject,
    *,
    once: str,
    **context: Any,
) -> None:
    """Tell one account, and only once of the same: `once` tells one occasion from the next."""
    _write(session, kind, about, f"{kind}/{about.id}/{once}/{user_id}", context, user_id=user_id)


def notify_organisation(
    session: Session,
    kind: NotificationKind,
    organisation_id: UUID,
    about: Subject,
    *,
    once: str,
    **context: Any,
) -> None:
    """Tell those of an organisation whom it concerns, and only once of the same."""
    once = f"{kind}/{about.id}/{once}/{organisation_id}"
    _write(session, kind, about, once, context, organisation_id=organisation_id)


def notify_desk(
    session: Session, kind: NotificationKind, about: Subject, *, once: str, **context: Any
) -> None:
    """Tell the central desk: the organisation that leads. Nobody is told where none does."""
    lead = select(Organisation.id).where(Organisation.is_lead).order_by(Organisation.id)
    for organisation_id in session.execute(lead).scalars():
        notify_organisation(session, kind, organisation_id, about, once=once, **context)


def find_arrival(session: Session, kind: NotificationKind, object_id: UUID) -> datetime | None:
    """Return when a notification about something had reached the first of those it is for; None while none is reached.

    It has arrived once the outbox has put it through to the application of somebody whom it concerns (ADR 0017).
    """
    return session.execute(
        select(func.min(Notification.sent_at)).where(
            Notification.kind == kind.value, Notification.object_id == object_id
        )
    ).scalar_one()


def forget_old_notifications(session: Session, *, settings: Settings) -> int:
    """Delete what is older than the retention time, sent or not, and return how many there were."""
    limit = func.now() - func.make_interval(0, 0, 0, settings.notification_days)
    gone = session.execute(
        delete(Notification).where(Notification.created_at < limit).returning(Notification.id)
    )
    return len(gone.all())


def _write(
    session: Session,
    kind: NotificationKind,
    about: Subject,
    once: str,
    context: dict[str, Any],
    **address: UUID,
) -> None:
    row = insert(Notification).values(
        kind=kind.value,
        object_type=about.__tablename__,
        object_id=about.id,
        context=context,
        once=once,
        **address,
    )
    session.execute(row.on_conflict_do_nothing(index_elements=[Notification.once]))
