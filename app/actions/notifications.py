"""Putting into the outbox what somebody is to be told. Sending is another's work; here it only becomes certain."""

from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.models import Notification, Organisation
from app.models.base import Base, Identified
from app.models.delivery import Delivery
from app.models.notification import NotificationKind
from app.settings import Settings

Subject = Identified | Delivery
"""What a notification is about: any row with an id of its own."""


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
    _write(session, kind, about, once, context, user_id=user_id)


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
    _write(session, kind, about, once, context, organisation_id=organisation_id)


def notify_desk(
    session: Session,
    kind: NotificationKind,
    about: Subject,
    *,
    once: str,
    **context: Any,
) -> None:
    """Tell the central desk: the organisation that leads. Nobody is told where none does."""
    lead = select(Organisation.id).where(Organisation.is_lead).order_by(Organisation.id)
    for organisation_id in session.execute(lead).scalars():
        notify_organisation(session, kind, organisation_id, about, once=once, **context)


def forget_old_notifications(session: Session, *, settings: Settings) -> int:
    """Delete what is older than the retention time, arrived or not, and return how many there were."""
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
    (recipient,) = address.values()
    occasion = f"{kind}/{about.id}/{once}"
    row = insert(Notification).values(
        kind=kind.value,
        object_type=_type_of(about),
        object_id=about.id,
        context=context,
        occasion=occasion,
        once=f"{occasion}/{recipient}",
        **address,
    )
    session.execute(row.on_conflict_do_nothing(index_elements=[Notification.once]))


def _type_of(about: Subject) -> str:
    assert isinstance(about, Base)  # noqa: S101 - every row is of a table; the type only cannot say so
    return about.__tablename__
