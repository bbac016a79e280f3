"""Taking a published delivery off its channel, in the same three steps: intent, call, record (T17 to T19).

What proves that it is gone depends on the channel: our own row on the portal; a look where the platform can be asked;
the receiver's 2xx to the removal event on a webhook; a person's word where it is served by hand, or where the platform
refuses to remove it for us.
"""

from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from app.actions.attempts import (
    Outcome,
    Ticket,
    clock_of,
    close_open_attempts,
    finish_attempt,
    make_ticket,
    open_attempt,
    wish_of,
    words_of,
)
from app.actions.events import record_delivery
from app.actions.evidence import called_at, last_hand, needs_a_hand
from app.actions.later_looks import plan_later_look
from app.actions.notifications import notify_organisation
from app.actions.removal_notices import tell_of_removal
from app.actions.restore_mode import is_restoring
from app.actions.sealing import find_obstacle, leave_to_others
from app.actions.takedown_ends import settle_takedowns
from app.channels.base import Permanent, Temporary
from app.editorial.pauses import back_off
from app.models import Channel, Delivery, DeliveryAttempt, Removal
from app.models.channel import Idempotency
from app.models.delivery import AttemptKind, DeliveryState
from app.models.notification import NotificationKind
from app.models.user import MACHINE, Actor
from app.settings import Settings

log = structlog.get_logger()


def order_removal(
    session: Session, actor: Actor, delivery: Delivery, *, reason: str, takedown_id: UUID | None = None
) -> bool:
    """Order the removal of a locked delivery that is on its channel or may be; tell whether that was news.

    What is sent begins to be removed now (T17); while it is on its way the order waits until it is known what became
    of it (PUBLISHING section 8).
    """
    query = select(Removal.id).where(Removal.delivery_id == delivery.id, Removal.closed_at.is_(None))
    if session.execute(query).first():
        return False
    order = Removal(
        delivery_id=delivery.id, takedown_id=takedown_id, requested_by_id=actor.user_id, reason=reason
    )
    session.add(order)
    before = delivery.state.value
    if delivery.state is DeliveryState.SENT:
        start_removal(session, delivery)
    record_delivery(session, actor, "delivery.take_down", delivery, before, reason)
    return True


def start_requested_removals(session: Session) -> int:
    """Begin the removal of deliveries that were sent after it was ordered (T17); return how many.

    Both rows are locked: an order that is just being taken back is looked at again. None begins in restore mode.
    """
    if is_restoring(session):
        return 0
    query = (
        select(Delivery)
        .join(Removal, Removal.delivery_id == Delivery.id)
        .where(Removal.closed_at.is_(None), Delivery.state == DeliveryState.SENT)
        .with_for_update(of=(Delivery, Removal), skip_locked=True)
    )
    waiting = session.execute(query).scalars().all()
    for delivery in waiting:
        start_removal(session, delivery)
        record_delivery(session, MACHINE, "delivery.removing", delivery, DeliveryState.SENT.value)
    return len(waiting)


def start_removal(session: Session, delivery: Delivery) -> None:
    """Let a sent delivery be removed from now on; where that takes a hand, those who serve the channel are told."""
    delivery.state, delivery.next_attempt_at, delivery.lease_until = DeliveryState.REMOVING, None, None
    delivery.fence += 1
    if needs_a_hand(session, delivery):
        call_for_removal(session, delivery)


def call_for_removal(session: Session, delivery: Delivery) -> None:
    """Tell those who serve the channel, once, that it is to be removed by hand."""
    log.error("delivery.remove_by_hand", delivery_id=str(delivery.id))
    notify_organisation(
        session,
        NotificationKind.REMOVE_BY_HAND,
        delivery.channel.organisation_id,
        delivery,
        once="",
        channel=delivery.channel.label,
        remote_url=delivery.remote_url,
    )


def find_due_removals(session: Session) -> list[UUID]:
    """Return the ids of deliveries whose removal may be tried now; not of those that wait for a hand."""
    query = _by_machine().where(
        or_(Delivery.lease_until.is_(None), Delivery.lease_until < func.now()),
        or_(Delivery.next_attempt_at.is_(None), Delivery.next_attempt_at <= func.now()),
    )
    return list(session.execute(query.order_by(Delivery.id).limit(200)).scalars())


def _by_machine() -> Select[UUID]:
    return (
        select(Delivery.id)
        .join(Channel, Channel.id == Delivery.channel_id)
        .where(
            Delivery.state == DeliveryState.REMOVING,
            Channel.idempotency.is_distinct_from(Idempotency.MANUAL),
            last_hand().is_(None),
        )
    )


def begin_removal(session: Session, delivery_id: UUID, *, settings: Settings, worker: str) -> Ticket | None:
    """Commit the intent to remove; removals are not subject to stops. None where another worker is at it, and in restore mode."""
    if is_restoring(session):
        return None
    delivery = session.get(Delivery, delivery_id, with_for_update={"skip_locked": True})
    if delivery is None or delivery.state is not DeliveryState.REMOVING:
        return None
    now = clock_of(session)
    if (delivery.lease_until and delivery.lease_until > now) or (
        delivery.next_attempt_at and delivery.next_attempt_at > now
    ):
        return None
    obstacle = find_obstacle(session, delivery.channel_id, settings=settings)
    if obstacle is not None:
        leave_to_others(delivery, obstacle, now)
        return None
    delivery.fence += 1
    delivery.lease_until = now + timedelta(seconds=settings.lease_s)
    close_open_attempts(session, delivery, AttemptKind.REMOVE)
    attempt = open_attempt(session, delivery, AttemptKind.REMOVE, worker)
    record_delivery(session, MACHINE, "delivery.remove", delivery, delivery.state.value)
    return make_ticket(delivery, session.get_one(Channel, delivery.channel_id), attempt.id)


def record_removal(
    session: Session, ticket: Ticket, outcome: Outcome | None, *, settings: Settings, at_once: bool
) -> Delivery:
    """Write what came of the call; None means it is no longer there.

    `removed` only at once where our own row is the proof, else the quiet time after the last publish call, because
    a late publish could bring it back (T19); until then the next look is set (T18).
    """
    delivery = session.get_one(Delivery, ticket.delivery_id, with_for_update=True)
    attempt = session.get_one(
        DeliveryAttempt, ticket.attempt_id, with_for_update=True, populate_existing=True
    )
    now = clock_of(session)
    finish_attempt(attempt, outcome, now)
    if delivery.fence != ticket.fence or delivery.state is not DeliveryState.REMOVING:
        return delivery
    delivery.lease_until = None
    if isinstance(outcome, Exception):
        wish = wish_of(outcome) if isinstance(outcome, Temporary) else timedelta()
        delivery.next_attempt_at = now + max(back_off(_count_tries(session, delivery), 1.0), wish)
        delivery.last_error = words_of(outcome)
        if isinstance(outcome, Permanent) and outcome.access:
            call_for_removal(session, delivery)
        return delivery
    delivery.last_error = None
    quiet_until = called_at(session, delivery) + timedelta(seconds=settings.quiet_s)
    if not at_once and now < quiet_until:
        delivery.next_attempt_at = quiet_until
        return delivery
    mark_removed(session, delivery)
    return delivery


def mark_removed(
    session: Session, delivery: Delivery, *, by: Actor = MACHINE, reason: str | None = None
) -> None:
    """Write that it is no longer there, and close what asked for it (T19). The delivery is locked."""
    now = clock_of(session)
    delivery.state, delivery.removed_at, delivery.next_attempt_at = DeliveryState.REMOVED, now, None
    delivery.lease_until, delivery.last_error = None, None
    plan_later_look(delivery, now)
    query = select(Removal).where(Removal.delivery_id == delivery.id, Removal.closed_at.is_(None))
    for order in session.execute(query.with_for_update()).scalars():
        order.closed_at = now
    record_delivery(session, by, "delivery.removed", delivery, DeliveryState.REMOVING.value, reason)
    settle_takedowns(session, [delivery.post_id])
    tell_of_removal(session, delivery)


def _count_tries(session: Session, delivery: Delivery) -> int:
    return session.execute(
        select(func.count()).where(
            DeliveryAttempt.delivery_id == delivery.id, DeliveryAttempt.kind == AttemptKind.REMOVE
        )
    ).scalar_one()
