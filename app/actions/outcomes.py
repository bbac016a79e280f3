"""What came of a call, written down: the attempt always, the state only under the fence (PUBLISHING section 6).

Lock order: channels, posts, deliveries, attempts, each by id; then the audit chain.
"""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.attempts import (
    Outcome,
    Ticket,
    clock_of,
    finish_attempt,
    judge_outcome,
    open_attempt,
    wish_of,
    words_of,
)
from app.actions.channel_access import close_access
from app.actions.events import Row, event_of, record_delivery, write_events
from app.actions.hold_again import find_taken, take_hold_again
from app.actions.later_looks import plan_later_look
from app.actions.notifications import notify_organisation
from app.actions.settling import settle, settle_all
from app.actions.takedown_steps import hold_if_under_takedown
from app.channels.base import Permanent, Receipt, Temporary, Unclear
from app.editorial.deliveries import conclude, is_still_held_by
from app.editorial.pauses import back_off, next_probe
from app.models import Channel, Credential, Delivery, DeliveryAttempt, Post, Removal, Resolution
from app.models.credential import CredentialKind
from app.models.delivery import AttemptKind, AttemptOutcome, DeliveryState, HoldReason
from app.models.notification import NotificationKind
from app.models.resolution import Sight
from app.models.user import MACHINE, Actor

log = structlog.get_logger()


def record_outcome(session: Session, ticket: Ticket, outcome: Outcome) -> Delivery:
    """Write what came of one call (`record_outcomes`)."""
    return record_outcomes(session, [(ticket, outcome)])[0]


def record_outcomes(session: Session, answers: Sequence[tuple[Ticket, Outcome]]) -> list[Delivery]:
    """Write what came of each call: the attempt always, the state only under the ticket's fence (T6 to T9)."""
    held = take_hold_again(session, answers)
    taken, now = find_taken(session, answers), clock_of(session)
    changed: dict[UUID, Post] = {}
    moved: dict[UUID, Row] = {}
    for ticket, answer in answers:
        outcome = Unclear("the id it answered with is another delivery's") if ticket in taken else answer
        if isinstance(outcome, Permanent) and outcome.access and _were_replaced(session, ticket):
            outcome = Temporary("what was refused were credentials that have been replaced since")
        delivery = held.deliveries[ticket.delivery_id]
        is_news = finish_attempt(held.attempts[ticket.attempt_id], outcome, now)
        if is_still_held_by(ticket.fence, delivery):
            channel = held.channels[ticket.channel_id]
            moved[delivery.id] = _write_state(session, channel, ticket, outcome, now)
            changed[delivery.post_id] = held.posts[delivery.post_id]
        elif is_news and isinstance(outcome, Receipt):
            tell_if_contradicted(session, delivery, outcome)
    session.flush()
    write_events(session, list(moved.values()))
    for delivery_id in moved:
        cancel_if_taken_down(session, held.deliveries[delivery_id])
        hold_if_under_takedown(session, held.deliveries[delivery_id])
    settle_all(session, list(changed.values()))
    return [held.deliveries[ticket.delivery_id] for ticket, _ in answers]


def _write_state(session: Session, channel: Channel, ticket: Ticket, outcome: Outcome, now: datetime) -> Row:
    """Write where the answer leads the delivery, which is still this ticket's, and return the event to be written.

    A channel that may hear of it is locked.
    """
    delivery = session.get_one(Delivery, ticket.delivery_id)
    before, pause = delivery.state.value, back_off(delivery.attempts, _jitter(0.8))
    tell_channel(session, channel, outcome, pause)
    step = conclude(judge_outcome(outcome), was_unknown=delivery.unknown_since is not None)
    match step, outcome:
        case "T6", Receipt():
            mark_sent(session, delivery, outcome, ticket.message.payload_sha256, now)
        case "T7", _:
            _wait_again(delivery, now + pause)
        case "T8", Permanent():
            _refuse(delivery, outcome)
        case _:
            mark_unclear(session, delivery)
    delivery.last_error = words_of(outcome) if isinstance(outcome, Exception) else None
    delivery.lease_until = None
    return event_of(MACHINE, f"delivery.{delivery.state.value}", delivery, before, delivery.last_error)


def mark_sent(
    session: Session, delivery: Delivery, receipt: Receipt, sent_sha256: str, now: datetime
) -> None:
    """Write the evidence that the delivery is on its channel (T6, T11)."""
    # Nobody speaks of a first call that is under way; of everything else somebody may have.
    may_be_spoken_of = delivery.state is not DeliveryState.SENDING or delivery.unknown_since is not None
    delivery.state, delivery.unknown_since, delivery.last_error = DeliveryState.SENT, None, None
    delivery.hold_reason = delivery.lease_until = delivery.lost_since = None
    delivery.next_attempt_at = None
    delivery.remote_id, delivery.remote_url = receipt.remote_id, receipt.remote_url
    delivery.sent_at, delivery.sent_sha256 = now, sent_sha256
    plan_later_look(delivery, now)
    if may_be_spoken_of:
        close_resolutions(session, delivery, Sight.THERE)


def mark_found(
    session: Session,
    post: Post,
    delivery: Delivery,
    receipt: Receipt,
    sent_sha256: str,
    *,
    by: Actor = MACHINE,
    reason: str | None = None,
) -> None:
    """Write that it is there: what was unclear, or what a restored database held for absent (T11, T20).

    Post and delivery are locked.
    """
    before = delivery.state.value
    mark_sent(session, delivery, receipt, sent_sha256, clock_of(session))
    delivery.fence += 1
    record_delivery(session, by, "delivery.found", delivery, before, reason)
    settle(session, post)


def mark_absent(session: Session, post: Post, delivery: Delivery, *, by: Actor, reason: str) -> None:
    """End the doubt by a person's word, which is written as their look: it is not there (T13)."""
    now = clock_of(session)
    open_attempt(
        session,
        delivery,
        AttemptKind.PROBE,
        None,
        by_id=by.user_id,
        intent_at=now,
        finished_at=now,
        outcome=AttemptOutcome.ABSENT,
    )
    delivery.state, delivery.hold_reason = DeliveryState.HELD, HoldReason.CONFIRMED_ABSENT
    delivery.unknown_since = delivery.next_attempt_at = delivery.next_probe_at = delivery.lost_since = None
    delivery.fence += 1
    close_resolutions(session, delivery, Sight.NOT_THERE)
    record_delivery(session, by, "delivery.absent", delivery, DeliveryState.UNCLEAR.value, reason)
    cancel_if_taken_down(session, delivery)
    settle(session, post)


def tell_if_contradicted(session: Session, delivery: Delivery, receipt: Receipt) -> None:
    """Raise an alarm if a receipt says that it is there while we are certain that it is not.

    That is beyond what the protocol assumes (A1, A2): somebody said «not there» of what then appeared. The state
    stays, the evidence is kept, no other call begins (G21), and people have to look.
    """
    if delivery.state not in {DeliveryState.WAITING, DeliveryState.HELD, DeliveryState.CANCELLED}:
        return
    log.error("delivery.contradicted", delivery_id=str(delivery.id), state=delivery.state.value)
    notify_organisation(
        session,
        NotificationKind.CONTRADICTED,
        delivery.channel.organisation_id,
        delivery,
        once=receipt.remote_id,
        channel=delivery.channel.label,
        remote_url=receipt.remote_url,
    )


def close_resolutions(session: Session, delivery: Delivery, seen: Sight) -> None:
    """Close what people said of the delivery, now that it is known: carried out if they were right."""
    query = select(Resolution).where(Resolution.delivery_id == delivery.id, Resolution.closed_at.is_(None))
    for resolution in session.execute(query.with_for_update()).scalars():
        resolution.closed_at = clock_of(session)
        if not resolution.proposed:
            resolution.carried_out = resolution.outcome is seen
            resolution.answer = None if resolution.carried_out else "found-there"


def mark_unclear(session: Session, delivery: Delivery) -> None:
    """Write that nobody knows whether it is there (T9, T10); only finding it or a person ends that."""
    now = clock_of(session)
    delivery.state = DeliveryState.UNCLEAR
    delivery.unknown_since = delivery.unknown_since or now
    delivery.next_attempt_at, delivery.lease_until = now + back_off(delivery.attempts, 1.0), None
    delivery.next_probe_at = next_probe(now, now)


def is_of_another(session: Session, delivery: Delivery, receipt: Receipt) -> bool:
    """Tell whether the channel's answer names what another delivery already made there."""
    query = select(Delivery.id).where(
        Delivery.channel_id == delivery.channel_id,
        Delivery.remote_id == receipt.remote_id,
        Delivery.id != delivery.id,
    )
    return session.execute(query).first() is not None


def _were_replaced(session: Session, ticket: Ticket) -> bool:
    """Tell whether the channel got other credentials after the call began; a refusal then says nothing of these."""
    began = select(DeliveryAttempt.intent_at).where(DeliveryAttempt.id == ticket.attempt_id).scalar_subquery()
    query = select(Credential.id).where(
        Credential.channel_id == ticket.channel_id,
        Credential.kind != CredentialKind.SESSION,
        Credential.set_at > began,
    )
    return session.execute(query).first() is not None


def tell_channel(session: Session, channel: Channel, outcome: Outcome, pause: timedelta) -> None:
    """Note on the channel what concerns all its deliveries: it wants a rest, or its door is closed."""
    match outcome:
        case Temporary(retry_after=float() | int()):
            channel.paused_until = clock_of(session) + max(pause, wish_of(outcome)) * _jitter(1.0)
        case Permanent(access=True):
            close_access(session, channel, words_of(outcome))


def _wait_again(delivery: Delivery, until: datetime) -> None:
    delivery.state, delivery.next_attempt_at, delivery.woken_at = DeliveryState.WAITING, until, None


def _refuse(delivery: Delivery, outcome: Permanent) -> None:
    delivery.state = DeliveryState.HELD
    delivery.hold_reason = HoldReason.CHANNEL_ACCESS if outcome.access else HoldReason.CHANNEL_REFUSED


def _jitter(least: float) -> float:
    return random.uniform(least, 1.2)  # noqa: S311 - spreads retries, hides nothing


def cancel_if_taken_down(session: Session, delivery: Delivery) -> None:
    """End an ordered removal in a withdrawal if the call it waited for turned out to be without effect."""
    if delivery.state not in {DeliveryState.WAITING, DeliveryState.HELD}:
        return
    query = select(Removal).where(Removal.delivery_id == delivery.id, Removal.closed_at.is_(None))
    order = session.execute(query.with_for_update()).scalar_one_or_none()
    if order is not None:
        before, delivery.state, delivery.hold_reason = delivery.state.value, DeliveryState.CANCELLED, None
        order.closed_at = clock_of(session)
        record_delivery(session, MACHINE, "delivery.cancel", delivery, before, order.reason)
