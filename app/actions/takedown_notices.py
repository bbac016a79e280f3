"""Opening a case (Löschverfahren): the notice to the ministry goes out in the same act, both in one transaction.

From then on nothing of the post that the desk wants removed can leave, and what waits is held.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, db
from app.actions.locking import lock_deliveries, lock_delivery, lock_post
from app.actions.posts import hold
from app.actions.takedown_ends import record_takedown
from app.actions.takedown_steps import (
    find_open_takedown,
    is_gone,
    tell_ministry,
)
from app.editorial.permissions import Permission, is_allowed
from app.editorial.takedowns import REMOVABLE
from app.errors import InvalidError, Issue, NotAllowedError, WrongStateError
from app.models import Delivery, Post, Takedown, TakedownDelivery, Variant
from app.models.channel import ChannelScope
from app.models.delivery import DeliveryState, HoldReason
from app.models.ground import Ground
from app.models.notification import NotificationKind
from app.models.takedown import TakedownKind, TakedownState
from app.models.user import Actor
from app.settings import Settings


@dataclass(frozen=True)
class Charge:
    """What a case is opened with. Without a deadline the usual one counts; none at all needs an urgent reason."""

    kind: TakedownKind
    ground: Ground
    quote: str
    remedy: str
    deadline: clock.Moment | None = None
    urgent_reason: str | None = None


def open_takedown(
    session: Session,
    actor: Actor,
    charge: Charge,
    *,
    post_id: UUID | None,
    delivery_id: UUID | None,
    settings: Settings,
) -> Takedown:
    """Open a case about one delivery, or about all of a post, and give the ministry notice.

    Raises NotAllowedError for a removal where only a notice is possible, WrongStateError where nothing is published
    or a case is open already.
    """
    post, variants = _lock_subject(session, actor, post_id, delivery_id)
    if not is_allowed(actor, Permission.OPEN_TAKEDOWN, organisation_id=post.organisation_id):
        raise NotAllowedError
    deliveries = {row.id: row for row in lock_deliveries(session, post)}
    covered = [row for row in variants if not is_gone(row, deliveries.get(row.id))]
    _ensure_published(covered, deliveries)
    earlier = find_open_takedown(session, [row.id for row in covered])
    if earlier is not None:
        raise WrongStateError(key="takedown-open", takedown_id=str(earlier.id))
    removable = {row.id for row in covered if charge.kind is TakedownKind.REMOVAL and _is_central(row)}
    if charge.kind is TakedownKind.REMOVAL and not removable:
        raise NotAllowedError(key="own-channel")
    takedown = _write(session, actor, post, charge, settings)
    session.add_all(
        TakedownDelivery(takedown_id=takedown.id, delivery_id=row.id, is_removable=row.id in removable)
        for row in covered
    )
    _record_opening(session, actor, takedown, covered)
    for delivery in [deliveries[key] for key in sorted(removable & set(deliveries))]:
        if delivery.state is DeliveryState.WAITING:
            hold(session, actor, delivery, HoldReason.BY_PERSON, charge.remedy)
    tell_ministry(session, NotificationKind.TAKEDOWN_NOTICE, takedown, post)
    return takedown


def _lock_subject(
    session: Session, actor: Actor, post_id: UUID | None, delivery_id: UUID | None
) -> tuple[Post, Sequence[Variant]]:
    """Return the post, locked, and the variants that a case is to be about."""
    if delivery_id is not None and post_id is None:
        post, _ = lock_delivery(session, actor, delivery_id)
        return post, [session.get_one(Variant, delivery_id)]
    if post_id is not None and delivery_id is None:
        post = lock_post(session, actor, post_id)
        query = select(Variant).where(Variant.post_id == post.id).order_by(Variant.id)
        return post, session.execute(query).scalars().all()
    raise InvalidError(issues=[Issue("post_id", "takedown-names-one")])


def _ensure_published(covered: Sequence[Variant], deliveries: dict[UUID, Delivery]) -> None:
    """Raise WrongStateError unless something is on its channel or may be: before that the desk sends back or rejects."""
    states = {deliveries[row.id].state for row in covered if row.id in deliveries}
    if not states & REMOVABLE:
        is_ordered = DeliveryState.REMOVING in states
        raise WrongStateError(key="removal-ordered" if is_ordered else "nothing-published")


def _is_central(variant: Variant) -> bool:
    return variant.channel.scope is ChannelScope.CENTRAL


def _write(session: Session, actor: Actor, post: Post, charge: Charge, settings: Settings) -> Takedown:
    takedown = Takedown(
        post_id=post.id,
        revision_id=post.current_revision_id,
        kind=charge.kind,
        state=TakedownState.OPEN,
        ground=charge.ground,
        quote=charge.quote,
        remedy=charge.remedy,
        urgent_reason=charge.urgent_reason,
        deadline_at=_deadline(session, charge, settings),
        opened_by_id=actor.user_id,
    )
    session.add(takedown)
    session.flush()
    return takedown


def _deadline(session: Session, charge: Charge, settings: Settings) -> datetime:
    """Return until when the ministry may answer. Raises InvalidError for no time at all without an urgent reason."""
    now = db.now(session)
    if charge.deadline is None:
        return now + timedelta(seconds=settings.takedown_deadline_s)
    if charge.deadline.instant > now:
        return charge.deadline.instant
    if charge.urgent_reason is None:
        raise InvalidError(issues=[Issue("urgent_reason", "deadline-without-time")])
    return now


def _record_opening(session: Session, actor: Actor, takedown: Takedown, covered: Sequence[Variant]) -> None:
    """Write the event of the opening; hashes bind the words of the case to the chain."""
    record_takedown(
        session,
        actor,
        "takedown.open",
        takedown,
        None,
        takedown.urgent_reason,
        kind=takedown.kind.value,
        ground=takedown.ground.value,
        deadline_at=takedown.deadline_at.isoformat(),
        revision_sha256=takedown.revision.sha256,
        quote_sha256=sha256(takedown.quote.encode()).hexdigest(),
        remedy_sha256=sha256(takedown.remedy.encode()).hexdigest(),
        deliveries=[str(row.id) for row in covered],
    )
