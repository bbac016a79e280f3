"""What is known of a delivery of which nobody knows whether it is there: calls, looks, proof that came late."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.actions.attempts import clock_of
from app.channels.base import Receipt
from app.editorial.resolutions import Evidence
from app.models import Delivery, DeliveryAttempt
from app.models.channel import Idempotency
from app.models.delivery import AttemptKind, AttemptOutcome

PROOF = (AttemptOutcome.SENT, AttemptOutcome.FOUND)
"""What an attempt says that proves that it is there."""


def called_at(session: Session, delivery: Delivery) -> datetime:
    """Return when the last call to publish was over, as far as we know.

    A restored database may have forgotten calls: the last was over at the latest when that came to light.
    """
    ended: datetime | None = session.execute(
        select(func.max(func.coalesce(DeliveryAttempt.finished_at, DeliveryAttempt.intent_at))).where(
            DeliveryAttempt.delivery_id == delivery.id, DeliveryAttempt.kind == AttemptKind.PUBLISH
        )
    ).scalar_one()
    came_to_light = delivery.unknown_since or delivery.sent_at
    if ended is None or (delivery.lost_since is not None and came_to_light is not None):
        return came_to_light or clock_of(session)
    return ended


def find_evidence(session: Session, delivery: Delivery, *, before: datetime | None = None) -> Evidence:
    """Return what is known: when the last call was over, and which looks since then saw nothing.

    With `before` those looks only that were made earlier.
    """
    ended = called_at(session, delivery)
    absences = select(DeliveryAttempt.intent_at).where(
        DeliveryAttempt.delivery_id == delivery.id,
        DeliveryAttempt.kind == AttemptKind.PROBE,
        DeliveryAttempt.outcome == AttemptOutcome.ABSENT,
        DeliveryAttempt.intent_at >= ended,
    )
    if before is not None:
        absences = absences.where(DeliveryAttempt.intent_at < before)
    seen_at = session.execute(absences).scalars().all()
    return Evidence(ended, seen_at, can_be_asked(session, delivery), delivery.next_probe_at)


def find_proof(session: Session, delivery: Delivery) -> Receipt | None:
    """Return what a worker answered or saw too late to change the state, if it did."""
    query = (
        select(DeliveryAttempt)
        .where(DeliveryAttempt.delivery_id == delivery.id, DeliveryAttempt.outcome.in_(PROOF))
        .order_by(DeliveryAttempt.number)
    )
    for attempt in session.execute(query).scalars():
        if attempt.remote_id:
            return Receipt(attempt.remote_id, attempt.remote_url)
    return None


def last_hand() -> ColumnElement[UUID | None]:
    """Return in a query over deliveries whose hand made the last call to publish; null where a worker did."""
    return (
        select(DeliveryAttempt.by_id)
        .where(DeliveryAttempt.delivery_id == Delivery.id, DeliveryAttempt.kind == AttemptKind.PUBLISH)
        .order_by(DeliveryAttempt.number.desc())
        .limit(1)
        .correlate(Delivery)
        .scalar_subquery()
    )


def find_last_hand(session: Session, delivery: Delivery) -> UUID | None:
    """Return whose hand made the last call to publish; None where a worker did."""
    return session.execute(select(last_hand()).where(Delivery.id == delivery.id)).scalar_one()


def can_be_asked(session: Session, delivery: Delivery) -> bool:
    """Tell whether a worker can look for it. What a hand posted bears no id of ours, whatever the channel can by now."""
    return delivery.channel.can_find and find_last_hand(session, delivery) is None


def needs_a_hand(session: Session, delivery: Delivery) -> bool:
    """Tell whether only a hand can remove it: the channel is served by hand, or a hand posted it."""
    is_manual = delivery.channel.idempotency is Idempotency.MANUAL
    return is_manual or find_last_hand(session, delivery) is not None


def find_last_removal(session: Session, delivery: Delivery) -> AttemptOutcome | None:
    """Return what came of the last try to remove it; None before the first one."""
    query = (
        select(DeliveryAttempt.outcome)
        .where(DeliveryAttempt.delivery_id == delivery.id, DeliveryAttempt.kind == AttemptKind.REMOVE)
        .order_by(DeliveryAttempt.number.desc())
        .limit(1)
    )
    return session.execute(query).scalar_one_or_none()
