"""The delivery protocol in three short steps: intent, (the call happens elsewhere), record (PUBLISHING sections 5, 6).

No network, no rendering, no media here. Lock order: stop gate, channel, post, delivery, audit chain.
"""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.actions.events import record_delivery
from app.actions.locking import STOP_GATE
from app.actions.posts import settle
from app.channels.base import ChannelError, Message, Permanent, Receipt, Temporary
from app.editorial.deliveries import Facts, Verdict, back_off, judge
from app.models import (
    Approval,
    Channel,
    Delivery,
    DeliveryAttempt,
    Post,
    PublishingControl,
    PublishingStop,
    Takedown,
)
from app.models.delivery import AttemptKind, AttemptOutcome, DeliveryState, HoldReason
from app.models.user import MACHINE
from app.settings import Settings

Outcome = Receipt | ChannelError
"""What came back from a channel; anything that is no Receipt, Temporary or Permanent is unknown."""


@dataclass(frozen=True)
class Ticket:
    """The right to make exactly one call: which delivery, under which fence, with which words."""

    delivery_id: UUID
    channel_id: UUID
    attempt_id: UUID
    fence: int
    platform: str
    message: Message
    remote_id: str | None = None


def begin(session: Session, delivery_id: UUID, *, settings: Settings, worker: str) -> Ticket | None:
    """Commit the intent to publish, if every guard holds: claim, permission and record in one (T2, T12).

    Returns None where there is nothing to do now; a guard that says hold has then held the row (T3).
    """
    session.execute(select(func.pg_advisory_xact_lock_shared(STOP_GATE)))
    channel_id = session.execute(
        select(Delivery.channel_id).where(Delivery.id == delivery_id)
    ).scalar_one_or_none()
    channel = session.get(Channel, channel_id, with_for_update={"key_share": True}) if channel_id else None
    delivery = session.get(Delivery, delivery_id, with_for_update={"skip_locked": True})
    if channel is None or delivery is None:
        return None
    verdict = judge(_facts(session, delivery, channel, settings.environment))
    if not verdict.is_clear:
        _heed(session, delivery, verdict)
        return None
    now, before = clock_of(session), delivery.state.value
    delivery.state, delivery.fence = DeliveryState.SENDING, delivery.fence + 1
    delivery.attempts += 1
    delivery.lease_until = now + timedelta(seconds=settings.lease_s)
    channel.next_free_at = now + timedelta(seconds=channel.min_gap_s)
    attempt = open_attempt(session, delivery, AttemptKind.PUBLISH, worker)
    record_delivery(session, MACHINE, "delivery.begin", delivery, before)
    return make_ticket(delivery, channel, attempt)


def record_outcome(session: Session, ticket: Ticket, outcome: Outcome) -> Delivery:
    """Write what came of the call: the attempt always, the state only under the ticket's fence (T6 to T9)."""
    channel = session.get_one(Channel, ticket.channel_id, with_for_update={"key_share": True})
    post_id = session.execute(select(Delivery.post_id).where(Delivery.id == ticket.delivery_id)).scalar_one()
    post = session.get_one(Post, post_id, with_for_update={"key_share": True})
    delivery = session.get_one(Delivery, ticket.delivery_id, with_for_update=True)
    finish_attempt(session, ticket.attempt_id, outcome)
    if delivery.fence != ticket.fence or delivery.state is not DeliveryState.SENDING:
        return delivery
    before = delivery.state.value
    match outcome:
        case Receipt():
            mark_sent(session, delivery, outcome, ticket.message.payload_sha256)
        case Temporary() if delivery.unknown_since is None:
            _wait_again(session, delivery, channel, outcome)
        case Permanent() if delivery.unknown_since is None:
            _refuse(delivery, channel, outcome)
        case _:
            _mark_unclear(session, delivery, str(outcome))
    delivery.lease_until = None
    record_delivery(
        session, MACHINE, f"delivery.{delivery.state.value}", delivery, before, delivery.last_error
    )
    _cancel_if_taken_down(session, delivery)
    settle(session, post)
    return delivery


def expire_leases(session: Session) -> int:
    """Turn every `sending` whose lease is over into `unclear` (T10) and return how many there were."""
    query = (
        select(Delivery)
        .where(Delivery.state == DeliveryState.SENDING, Delivery.lease_until < func.now())
        .order_by(Delivery.id)
        .with_for_update(skip_locked=True)
    )
    expired = session.execute(query).scalars().all()
    for delivery in expired:
        session.execute(
            update(DeliveryAttempt)
            .where(DeliveryAttempt.delivery_id == delivery.id, DeliveryAttempt.finished_at.is_(None))
            .values(finished_at=func.clock_timestamp(), outcome=AttemptOutcome.UNKNOWN, error="lease over")
        )
        _mark_unclear(session, delivery, "lease over")
        delivery.lease_until = None
        delivery.fence += 1
        record_delivery(session, MACHINE, "delivery.lease_over", delivery, DeliveryState.SENDING.value)
    return len(expired)


def accept_late_answers(session: Session) -> int:
    """Believe a worker that answered after its lease: an unclear delivery with a receipt is sent (T11)."""
    query = (
        select(Delivery, DeliveryAttempt)
        .join(DeliveryAttempt, DeliveryAttempt.delivery_id == Delivery.id)
        .where(Delivery.state == DeliveryState.UNCLEAR, DeliveryAttempt.outcome == AttemptOutcome.SENT)
    )
    found = 0
    for delivery_id, post_id, attempt in [
        (delivery.id, delivery.post_id, attempt) for delivery, attempt in session.execute(query).all()
    ]:
        post = session.get_one(Post, post_id, with_for_update={"key_share": True})
        delivery = session.get_one(Delivery, delivery_id, with_for_update=True)
        if delivery.state is DeliveryState.UNCLEAR and attempt.remote_id:
            receipt = Receipt(attempt.remote_id, attempt.remote_url)
            mark_sent(session, delivery, receipt, attempt.payload_sha256)
            delivery.fence += 1
            record_delivery(session, MACHINE, "delivery.found", delivery, DeliveryState.UNCLEAR.value)
            settle(session, post)
            found += 1
    return found


def sweep(session: Session) -> int:
    """Hold what may not leave any more: past its window, or due under a stop (T3, G03, G06); return how many."""
    session.execute(select(func.pg_advisory_xact_lock_shared(STOP_GATE)))
    stops = open_stops(session)
    covered = (
        True
        if any(stop.channel_id is None for stop in stops)
        else Delivery.channel_id.in_([stop.channel_id for stop in stops])
    )
    missed = Delivery.due_at + func.make_interval(0, 0, 0, 0, 0, 0, Delivery.window_s) < func.now()
    query = (
        select(Delivery, missed.label("missed"))
        .where(Delivery.state == DeliveryState.WAITING, Delivery.due_at <= func.now(), missed | covered)
        .order_by(Delivery.id)
        .limit(500)
        .with_for_update(skip_locked=True)
    )
    rows = session.execute(query).all()
    for delivery, is_missed in rows:
        _hold(session, delivery, HoldReason.MISSED_WINDOW if is_missed else HoldReason.EMERGENCY_STOP)
    return len(rows)


def wake(session: Session, delivery_ids: Sequence[UUID]) -> None:
    """Note that the bell is about to ring for these; only a throttle, nothing correct depends on it."""
    session.execute(update(Delivery).where(Delivery.id.in_(delivery_ids)).values(woken_at=func.now()))


def open_stops(session: Session) -> list[PublishingStop]:
    """Return the stops nobody has lifted."""
    return list(session.execute(select(PublishingStop).where(PublishingStop.lifted_at.is_(None))).scalars())


def mark_sent(session: Session, delivery: Delivery, receipt: Receipt, sent_sha256: str) -> None:
    """Write the evidence that the delivery is on its channel (T6, T11)."""
    now = clock_of(session)
    delivery.state, delivery.unknown_since, delivery.last_error = DeliveryState.SENT, None, None
    delivery.remote_id, delivery.remote_url = receipt.remote_id, receipt.remote_url
    delivery.sent_at, delivery.sent_sha256 = now, sent_sha256


def _facts(session: Session, delivery: Delivery, channel: Channel, environment: str) -> Facts:
    approval = session.get_one(Approval, delivery.approval_id)
    post = session.get_one(Post, delivery.post_id, populate_existing=True)
    now, clock = session.execute(select(func.now(), func.clock_timestamp())).one()
    unfinished = select(DeliveryAttempt.id).where(
        DeliveryAttempt.delivery_id == delivery.id,
        DeliveryAttempt.kind == AttemptKind.PUBLISH,
        DeliveryAttempt.finished_at.is_(None),
    )
    return Facts(
        delivery=delivery,
        channel=channel,
        approval=approval,
        current_revision_id=post.current_revision_id,
        approver_person=approval.approver.person_id,
        writer_persons=frozenset({post.author.person_id, post.current_revision.editor.person_id}),
        stops=tuple(open_stops(session)),
        control=session.get_one(PublishingControl, 1, populate_existing=True),
        environment=environment,
        has_open_attempt=session.execute(unfinished).first() is not None,
        now=now,
        clock=clock,
    )


def _heed(session: Session, delivery: Delivery, verdict: Verdict) -> None:
    if verdict.wake:
        delivery.woken_at = None
    if verdict.hold is not None:
        _hold(session, delivery, verdict.hold)


def _hold(session: Session, delivery: Delivery, why: HoldReason) -> None:
    before, delivery.state, delivery.hold_reason = delivery.state.value, DeliveryState.HELD, why
    delivery.fence += 1
    record_delivery(session, MACHINE, "delivery.hold", delivery, before)


def open_attempt(session: Session, delivery: Delivery, kind: AttemptKind, worker: str) -> DeliveryAttempt:
    """Write down the call that is about to be made."""
    last = session.execute(
        select(func.max(DeliveryAttempt.number)).where(DeliveryAttempt.delivery_id == delivery.id)
    ).scalar_one()
    attempt = DeliveryAttempt(
        delivery_id=delivery.id,
        number=(last or 0) + 1,
        kind=kind,
        fence=delivery.fence,
        due_at=delivery.due_at,
        payload_sha256=delivery.payload_sha256,
        worker=worker,
    )
    session.add(attempt)
    session.flush()
    return attempt


def finish_attempt(session: Session, attempt_id: UUID, outcome: Outcome) -> None:
    """Write the outcome once; an attempt that the lease already closed as unknown learns what came after all."""
    attempt = session.get_one(DeliveryAttempt, attempt_id, with_for_update=True)
    attempt.finished_at = clock_of(session)
    match outcome:
        case Receipt():
            attempt.outcome, attempt.remote_id = AttemptOutcome.SENT, outcome.remote_id
            attempt.remote_url = outcome.remote_url
        case Temporary():
            attempt.outcome = AttemptOutcome.TEMPORARY
        case Permanent():
            attempt.outcome = AttemptOutcome.REFUSED
        case _:
            attempt.outcome = AttemptOutcome.UNKNOWN
    attempt.error = None if isinstance(outcome, Receipt) else str(outcome)[:500]


def _wait_again(session: Session, delivery: Delivery, channel: Channel, outcome: Temporary) -> None:
    jitter = random.uniform(0.8, 1.2)  # noqa: S311 - spreads retries, hides nothing
    pause = back_off(delivery.attempts, jitter)
    now = clock_of(session)
    delivery.state, delivery.next_attempt_at, delivery.woken_at = DeliveryState.WAITING, now + pause, None
    delivery.last_error = str(outcome)[:500]
    if outcome.retry_after is not None:
        channel.paused_until = now + max(pause, timedelta(seconds=outcome.retry_after * jitter))


def _refuse(delivery: Delivery, channel: Channel, outcome: Permanent) -> None:
    delivery.state, delivery.last_error = DeliveryState.HELD, str(outcome)[:500]
    delivery.hold_reason = HoldReason.CHANNEL_ACCESS if outcome.access else HoldReason.CHANNEL_REFUSED
    if outcome.access:
        channel.access_ok = False


def _mark_unclear(session: Session, delivery: Delivery, error: str) -> None:
    now = clock_of(session)
    delivery.state, delivery.last_error = DeliveryState.UNCLEAR, error[:500]
    delivery.unknown_since = delivery.unknown_since or now
    delivery.next_attempt_at = now + back_off(delivery.attempts, 1.0)


def _cancel_if_taken_down(session: Session, delivery: Delivery) -> None:
    """End a take-down in a withdrawal if the call it waited for turned out to be without effect."""
    if delivery.state not in {DeliveryState.WAITING, DeliveryState.HELD}:
        return
    query = select(Takedown).where(Takedown.delivery_id == delivery.id, Takedown.closed_at.is_(None))
    request = session.execute(query.with_for_update()).scalar_one_or_none()
    if request is not None:
        before, delivery.state, delivery.hold_reason = delivery.state.value, DeliveryState.CANCELLED, None
        request.closed_at = clock_of(session)
        record_delivery(session, MACHINE, "delivery.cancel", delivery, before, request.reason)


def make_ticket(delivery: Delivery, channel: Channel, attempt: DeliveryAttempt) -> Ticket:
    """Return the right to make the call that the attempt announces."""
    content = json.loads(delivery.payload)
    message = Message(
        delivery_id=delivery.id,
        channel_id=channel.id,
        text=content["text"],
        language=content["language"],
        alternative_url=content["alternative_url"],
        payload_sha256=delivery.payload_sha256,
    )
    return Ticket(
        delivery.id,
        channel.id,
        attempt.id,
        delivery.fence,
        channel.platform_slug,
        message,
        delivery.remote_id,
    )


def clock_of(session: Session) -> datetime:
    """Return this very moment by the database's clock."""
    clock: datetime = session.execute(select(func.clock_timestamp())).scalar_one()
    return clock
