"""The delivery protocol in three short steps: intent, (the call happens elsewhere), record (PUBLISHING sections 5, 6).

No network, no rendering, no media here. Lock order: stop gate, channel, post, delivery, audit chain.
"""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.actions.attempts import (
    Outcome,
    Ticket,
    clock_of,
    finish_attempt,
    make_ticket,
    open_attempt,
    wish_of,
    words_of,
)
from app.actions.events import record_deliveries, record_delivery
from app.actions.locking import STOP_GATE
from app.actions.posts import settle
from app.channels.base import Permanent, Receipt, Temporary, Unclear
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
from app.models.delivery import AttemptKind, DeliveryState, HoldReason
from app.models.user import MACHINE
from app.settings import Settings

log = structlog.get_logger()
LATER = timedelta(seconds=15)


def begin(session: Session, delivery_id: UUID, *, settings: Settings, worker: str) -> Ticket | None:
    """Commit the intent to publish, if every guard holds: claim, permission and record in one (T2, T12).

    Returns None where there is nothing to do now; a guard that says hold has then held the row (T3).
    """
    _enter(session)
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
    if isinstance(outcome, Receipt) and _is_of_another(session, delivery, outcome):
        outcome = Unclear("the id it answered with is another delivery's")
    finish_attempt(session, ticket.attempt_id, outcome)
    if delivery.fence != ticket.fence or delivery.state is not DeliveryState.SENDING:
        return delivery
    before, pause = delivery.state.value, back_off(delivery.attempts, _jitter(0.8))
    _tell_channel(channel, outcome, pause, clock_of(session))
    match outcome:
        case Receipt():
            mark_sent(session, delivery, outcome, ticket.message.payload_sha256)
        case Temporary() if delivery.unknown_since is None:
            _wait_again(session, delivery, pause)
        case Permanent() if delivery.unknown_since is None:
            _refuse(delivery, outcome)
        case _:
            mark_unclear(session, delivery)
    delivery.last_error = words_of(outcome) if isinstance(outcome, Exception) else None
    delivery.lease_until = None
    record_delivery(
        session, MACHINE, f"delivery.{delivery.state.value}", delivery, before, delivery.last_error
    )
    _cancel_if_taken_down(session, delivery)
    settle(session, post)
    return delivery


def sweep(session: Session) -> int:
    """Hold what may not leave any more: past its window, or due under a stop (T3, G03, G06); return how many."""
    _enter(session)
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
        delivery.state, delivery.fence = DeliveryState.HELD, delivery.fence + 1
        delivery.hold_reason = HoldReason.MISSED_WINDOW if is_missed else HoldReason.EMERGENCY_STOP
    record_deliveries(
        session, MACHINE, "delivery.hold", [row for row, _ in rows], DeliveryState.WAITING.value
    )
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
    delivery.next_attempt_at = None
    delivery.remote_id, delivery.remote_url = receipt.remote_id, receipt.remote_url
    delivery.sent_at, delivery.sent_sha256 = now, sent_sha256


def mark_unclear(session: Session, delivery: Delivery) -> None:
    """Write that nobody knows whether it is there (T9, T10); only finding it or a person ends that."""
    now = clock_of(session)
    delivery.state = DeliveryState.UNCLEAR
    delivery.unknown_since = delivery.unknown_since or now
    delivery.next_attempt_at, delivery.lease_until = now + back_off(delivery.attempts, 1.0), None


def _enter(session: Session) -> None:
    """Pass the stop gate, which a stop closes; nobody stays behind it for long, or a stop would have to wait."""
    session.execute(
        select(
            func.set_config("lock_timeout", "1s", True),  # noqa: FBT003 - SQL: for this transaction only
            func.set_config("statement_timeout", "3s", True),  # noqa: FBT003
        )
    )
    session.execute(select(func.pg_advisory_xact_lock_shared(STOP_GATE)))


def _is_of_another(session: Session, delivery: Delivery, receipt: Receipt) -> bool:
    """Tell whether the channel's answer names what another delivery already made there."""
    query = select(Delivery.id).where(
        Delivery.channel_id == delivery.channel_id,
        Delivery.remote_id == receipt.remote_id,
        Delivery.id != delivery.id,
    )
    return session.execute(query).first() is not None


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
    if verdict.alarm:
        log.error("delivery.guard_alarm", guard=verdict.guard, delivery_id=str(delivery.id))
    if verdict.wake:
        delivery.woken_at = None
    if verdict.hold is not None:
        _hold(session, delivery, verdict.hold)
    elif delivery.state is DeliveryState.UNCLEAR and verdict.guard not in {"G01", "G04"}:
        delivery.next_attempt_at = clock_of(session) + LATER


def _hold(session: Session, delivery: Delivery, why: HoldReason) -> None:
    before, delivery.state, delivery.hold_reason = delivery.state.value, DeliveryState.HELD, why
    delivery.fence += 1
    record_delivery(session, MACHINE, "delivery.hold", delivery, before)


def _tell_channel(channel: Channel, outcome: Outcome, pause: timedelta, now: datetime) -> None:
    """Note on the channel what concerns all its deliveries: it wants a rest, or its door is closed."""
    match outcome:
        case Temporary(retry_after=float() | int()):
            channel.paused_until = now + max(pause, wish_of(outcome)) * _jitter(1.0)
        case Permanent(access=True):
            channel.access_ok = False


def _wait_again(session: Session, delivery: Delivery, pause: timedelta) -> None:
    now = clock_of(session)
    delivery.state, delivery.next_attempt_at, delivery.woken_at = DeliveryState.WAITING, now + pause, None


def _refuse(delivery: Delivery, outcome: Permanent) -> None:
    delivery.state = DeliveryState.HELD
    delivery.hold_reason = HoldReason.CHANNEL_ACCESS if outcome.access else HoldReason.CHANNEL_REFUSED


def _jitter(least: float) -> float:
    return random.uniform(least, 1.2)  # noqa: S311 - spreads retries, hides nothing


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
