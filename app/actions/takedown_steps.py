"""What every step of a case (Löschverfahren) stands on: taking hold of it, its notice and that notice's arrival.

Lock order: post, deliveries, case.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.arrivals import find_arrival
from app.actions.locking import lock_deliveries, lock_post
from app.actions.notifications import notify_organisation
from app.actions.posts import hold
from app.actions.settling import is_cancelled
from app.actions.takedown_ends import record_takedown
from app.editorial.permissions import Permission, is_allowed
from app.errors import NotFoundError, WrongStateError
from app.models import (
    Delivery,
    Post,
    Takedown,
    TakedownDelivery,
    Variant,
)
from app.models.delivery import DeliveryState, HoldReason
from app.models.notification import NotificationKind
from app.models.user import MACHINE, Actor


@dataclass(frozen=True)
class Held:
    """A case in one's hands: it, its post and the post's deliveries by id, all locked."""

    takedown: Takedown
    post: Post
    deliveries: dict[UUID, Delivery]


def lock_takedown(session: Session, actor: Actor, takedown_id: UUID) -> Held:
    """Return a case, locked. Raises NotFoundError for what the actor may not know of."""
    post_id = session.execute(select(Takedown.post_id).where(Takedown.id == takedown_id)).scalar_one_or_none()
    if post_id is None:
        raise NotFoundError
    post = lock_post(session, actor, post_id)
    if not is_allowed(actor, Permission.READ_TAKEDOWN, organisation_id=post.organisation_id):
        raise NotFoundError
    deliveries = {row.id: row for row in lock_deliveries(session, post)}
    takedown = session.get_one(Takedown, takedown_id, with_for_update=True, populate_existing=True)
    return Held(takedown, post, deliveries)


def find_open_takedown(session: Session, variant_ids: Iterable[UUID]) -> Takedown | None:
    """Return the case that is open on one of these deliveries, if there is one."""
    query = (
        select(Takedown)
        .join(TakedownDelivery, TakedownDelivery.takedown_id == Takedown.id)
        .where(TakedownDelivery.delivery_id.in_(list(variant_ids)), Takedown.ended_at.is_(None))
        .limit(1)
    )
    return session.execute(query).scalars().first()


def ensure_not_under_takedown(session: Session, variant_id: UUID) -> None:
    """Raise WrongStateError while the desk wants this very delivery removed: nothing brings it out meanwhile."""
    takedown_id = _find_wanting_removal(session, variant_id)
    if takedown_id is not None:
        raise WrongStateError(key="takedown-open", takedown_id=str(takedown_id))


def hold_if_under_takedown(session: Session, delivery: Delivery) -> None:
    """Hold what is waiting again, because a call was without effect, while the desk wants it removed (T3)."""
    is_waiting = delivery.state is DeliveryState.WAITING
    if is_waiting and _find_wanting_removal(session, delivery.id) is not None:
        hold(session, MACHINE, delivery, HoldReason.BY_PERSON, None)


def note_arrival(session: Session, takedown: Takedown) -> datetime | None:
    """Write down once that the notice reached the ministry, and return when; the case is locked."""
    if takedown.delivered_at is None and takedown.ended_at is None:
        takedown.delivered_at = find_arrival(session, NotificationKind.TAKEDOWN_NOTICE, takedown.id)
        if takedown.delivered_at is not None:
            record_takedown(session, MACHINE, "takedown.notice_delivered", takedown, takedown.state)
    return takedown.delivered_at


def note_arrivals(session: Session) -> int:
    """Write down which notices have reached their ministry meanwhile; return how many still have not."""
    query = select(Takedown).where(Takedown.ended_at.is_(None), Takedown.delivered_at.is_(None))
    waiting = session.execute(query.order_by(Takedown.id).with_for_update(skip_locked=True)).scalars().all()
    return sum(note_arrival(session, takedown) is None for takedown in waiting)


def is_gone(variant: Variant, delivery: Delivery | None) -> bool:
    """Tell whether nothing of it is on its channel nor will be: removed, cancelled, or taken back before."""
    is_removed = delivery is not None and delivery.state is DeliveryState.REMOVED
    return is_removed or is_cancelled(variant, delivery)


def tell_ministry(
    session: Session, kind: NotificationKind, takedown: Takedown, post: Post, **context: str
) -> None:
    """Put into the outbox what the responsible ministry is to know, with what it may do until when."""
    notify_organisation(
        session,
        kind,
        post.organisation_id,
        takedown,
        once="",
        post_id=str(post.id),
        **context,
    )


def _find_wanting_removal(session: Session, variant_id: UUID) -> UUID | None:
    query = (
        select(Takedown.id)
        .join(TakedownDelivery, TakedownDelivery.takedown_id == Takedown.id)
        .where(
            TakedownDelivery.delivery_id == variant_id,
            TakedownDelivery.is_removable,
            Takedown.ended_at.is_(None),
        )
    )
    return session.execute(query).scalars().first()
