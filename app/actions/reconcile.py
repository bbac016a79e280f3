"""Finding out what became of calls whose answer was lost (PUBLISHING section 7): leases that ended, late answers."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import exists, func, select, true
from sqlalchemy.orm import Session

from app.actions.attempts import close_open_attempts
from app.actions.events import record_delivery
from app.actions.evidence import last_hand
from app.actions.notifications import notify_organisation
from app.actions.outcomes import mark_found, mark_unclear
from app.channels.base import Receipt
from app.editorial.deliveries import MAX_ATTEMPTS
from app.models import Channel, Delivery, DeliveryAttempt, Notification, Post
from app.models.channel import Idempotency
from app.models.delivery import AttemptKind, AttemptOutcome, DeliveryState
from app.models.notification import NotificationKind
from app.models.user import MACHINE
from app.settings import Settings


def expire_leases(session: Session, *, running_too: bool = False) -> int:
    """Turn every `sending` whose lease is over into `unclear` (T10) and return how many there were.

    With `running_too` every lease counts as over: in a restored database nobody holds one any more.
    """
    is_over = true() if running_too else Delivery.lease_until < func.now()
    query = (
        select(Delivery)
        .where(Delivery.state == DeliveryState.SENDING, is_over)
        .order_by(Delivery.id)
        .with_for_update(skip_locked=True)
    )
    expired = session.execute(query).scalars().all()
    for delivery in expired:
        close_open_attempts(session, delivery, AttemptKind.PUBLISH)
        mark_unclear(session, delivery)
        delivery.last_error = "lease over"
        delivery.fence += 1
        record_delivery(session, MACHINE, "delivery.lease_over", delivery, DeliveryState.SENDING.value)
    return len(expired)


def accept_late_answers(session: Session) -> int:
    """Believe a worker that answered or found it after its lease: an unclear delivery with proof is sent (T11)."""
    query = (
        select(Delivery.id, Delivery.post_id, DeliveryAttempt)
        .join(DeliveryAttempt, DeliveryAttempt.delivery_id == Delivery.id)
        .where(
            Delivery.state == DeliveryState.UNCLEAR,
            DeliveryAttempt.outcome.in_([AttemptOutcome.SENT, AttemptOutcome.FOUND]),
        )
        .order_by(Delivery.post_id, Delivery.id, DeliveryAttempt.number)
    )
    found = 0
    for delivery_id, post_id, attempt in session.execute(query).all():
        post = session.get_one(Post, post_id, with_for_update={"key_share": True}, populate_existing=True)
        delivery = session.get_one(Delivery, delivery_id, with_for_update=True, populate_existing=True)
        if delivery.state is DeliveryState.UNCLEAR and attempt.remote_id:
            receipt = Receipt(attempt.remote_id, attempt.remote_url)
            mark_found(session, post, delivery, receipt, attempt.payload_sha256)
            found += 1
    return found


def find_resendable(session: Session) -> list[UUID]:
    """Return the ids of unclear deliveries that may be sent again, because a second copy is impossible (T12).

    What is past its window or its last attempt is left out: no guard would let it go, and it must not stand in
    others' way; so is what a hand posted, of which a machine's call would be the second copy, and what a restored
    database has forgotten.
    """
    closes_at = Delivery.due_at + Delivery.window_s * timedelta(seconds=1)
    query = (
        select(Delivery.id)
        .join(Channel, Channel.id == Delivery.channel_id)
        .where(
            Delivery.state == DeliveryState.UNCLEAR,
            Channel.idempotency == Idempotency.OWN_ID,
            Delivery.next_attempt_at.is_(None) | (Delivery.next_attempt_at <= func.now()),
            Delivery.attempts < MAX_ATTEMPTS,
            closes_at >= func.now(),
            Delivery.lost_since.is_(None),
            last_hand().is_(None),
        )
        .order_by(Delivery.next_attempt_at.nulls_first(), Delivery.id)
        .limit(50)
    )
    return list(session.execute(query).scalars())


def tell_of_unclear(session: Session, *, settings: Settings) -> int:
    """Tell a channel's owner, once, that somebody must say what became of a delivery; return how many there were.

    That is the moment from which a person's word may decide: the quiet time after it became unclear is over.
    """
    told = exists().where(
        Notification.object_id == Delivery.id,
        Notification.kind == NotificationKind.UNCLEAR.value,
        Notification.created_at >= Delivery.unknown_since,
    )
    quiet = func.now() - timedelta(seconds=settings.quiet_s)
    query = select(Delivery).where(
        Delivery.state == DeliveryState.UNCLEAR, Delivery.unknown_since < quiet, ~told
    )
    waiting = session.execute(query.order_by(Delivery.id)).scalars().all()
    for delivery in waiting:
        since = str(delivery.unknown_since)
        label = delivery.channel.label
        owner_id = delivery.channel.organisation_id
        notify_organisation(session, NotificationKind.UNCLEAR, owner_id, delivery, once=since, channel=label)
    return len(waiting)
