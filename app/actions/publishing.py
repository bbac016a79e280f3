"""The delivery protocol in three short steps: intent, (the call happens elsewhere), record (PUBLISHING sections 5, 6).

No network, no rendering, no media here. Lock order: stop gate, channel, post, delivery, audit chain.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.actions.attempts import (
    Ticket,
    clock_of,
    find_handles,
    make_ticket,
    open_attempts,
)
from app.actions.events import record_deliveries, record_delivery
from app.actions.facts import NO_IMAGES, open_stops, pass_stop_gate, take_hold
from app.actions.notifications import notify_desk, notify_organisation, notify_user
from app.actions.predecessors import waits_for_central
from app.actions.restore_mode import is_restoring
from app.actions.sealing import find_obstacles, leave_to_others
from app.editorial.deliveries import LATE, Facts, Verdict, closes_at, judge, missed_for
from app.models import (
    Channel,
    Delivery,
    Post,
)
from app.models.delivery import AttemptKind, DeliveryState, HoldReason
from app.models.notification import NotificationKind
from app.models.user import MACHINE
from app.settings import Settings

log = structlog.get_logger()
LATER = timedelta(seconds=15)


def begin(
    session: Session,
    delivery_id: UUID,
    *,
    settings: Settings,
    worker: str,
    intact_images: frozenset[str] = NO_IMAGES,
) -> Ticket | None:
    """Commit the intent to publish one delivery; None where there is nothing to do now (`begin_all`)."""
    tickets = begin_all(session, [delivery_id], settings=settings, worker=worker, intact_images=intact_images)
    return tickets[0] if tickets else None


def begin_all(
    session: Session,
    delivery_ids: Collection[UUID],
    *,
    settings: Settings,
    worker: str,
    intact_images: frozenset[str] = NO_IMAGES,
) -> list[Ticket]:
    """Commit the intent to publish each of these that every guard lets go: claim, permission and record in one (T2, T12).

    Returns nothing for the others; a guard that says hold has then held the row (T3). A process that cannot open a
    channel's credentials leaves its rows to one that can. `intact_images` are the hashes of the deliveries' images whose
    files were just found unchanged; their bytes are not looked at here.
    """
    known = take_hold(session, delivery_ids, settings.environment, intact_images)
    obstacles = find_obstacles(session, {facts.channel.id for facts in known}, settings=settings)
    begun: list[Facts] = []
    before: dict[str, list[Delivery]] = {}
    for facts in known:
        delivery, channel, verdict = facts.delivery, facts.channel, judge(facts)
        if not verdict.is_clear:
            _heed(session, delivery, verdict)
            continue
        if channel.id in obstacles:
            leave_to_others(delivery, obstacles[channel.id], facts.clock)
            continue
        begun.append(facts)
        before.setdefault(delivery.state.value, []).append(delivery)
        delivery.state, delivery.fence = DeliveryState.SENDING, delivery.fence + 1
        delivery.attempts += 1
        delivery.lease_until = facts.clock + timedelta(seconds=settings.lease_s)
        if channel.min_gap_s:
            channel.next_free_at = facts.clock + timedelta(seconds=channel.min_gap_s)
        tell_if_late(session, delivery, channel, facts.clock, fires_at=facts.fires_at)
    attempts = open_attempts(session, [facts.delivery for facts in begun], AttemptKind.PUBLISH, worker)
    for state, deliveries in before.items():
        record_deliveries(session, MACHINE, "delivery.begin", deliveries, state)
    return [
        make_ticket(facts.delivery, facts.channel, attempt_id, find_handles(session, facts.delivery))
        for facts, attempt_id in zip(begun, attempts, strict=True)
    ]


def sweep(session: Session) -> int:
    """Hold what may not leave any more: past its window, or due under a stop (T3, G03, G06); return how many.

    What waits for a hand past its window has missed it like anything else. What a restored database let pass may have
    been sent or taken back before, and is held as such.
    """
    pass_stop_gate(session)
    stops = open_stops(session)
    covered = (
        True
        if any(stop.channel_id is None for stop in stops)
        else Delivery.channel_id.in_([stop.channel_id for stop in stops])
    )
    missed = Delivery.due_at + func.make_interval(0, 0, 0, 0, 0, 0, Delivery.window_s) < func.now()
    waits = Delivery.state == DeliveryState.WAITING
    query = (
        select(Delivery, missed.label("missed"), waits_for_central())
        .where(
            (waits & (missed | covered)) | ((Delivery.hold_reason == HoldReason.MANUAL) & missed),
            Delivery.due_at <= func.now(),
        )
        .order_by(Delivery.id)
        .limit(500)
        .with_for_update(skip_locked=True)
    )
    rows = session.execute(query).all()
    is_restored = bool(rows) and is_restoring(session)
    held: dict[str, list[Delivery]] = {}
    for delivery, is_missed, is_behind in rows:
        held.setdefault(delivery.state.value, []).append(delivery)
        delivery.state, delivery.fence = DeliveryState.HELD, delivery.fence + 1
        missed_by = HoldReason.RESTORED if is_restored else missed_for(waits_for_central=is_behind)
        delivery.hold_reason = missed_by if is_missed else HoldReason.EMERGENCY_STOP
    for before, deliveries in held.items():
        record_deliveries(session, MACHINE, "delivery.hold", deliveries, before)
    return len(rows)


def wake(session: Session, delivery_ids: Sequence[UUID]) -> None:
    """Note that the bell is about to ring for these; only a throttle, nothing correct depends on it."""
    session.execute(update(Delivery).where(Delivery.id.in_(delivery_ids)).values(woken_at=func.now()))


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
    if why is HoldReason.MANUAL:
        _call_a_hand(session, delivery)


def _call_a_hand(session: Session, delivery: Delivery) -> None:
    """Tell those who serve the channel that something is to be posted by hand, and until when."""
    notify_organisation(
        session,
        NotificationKind.POST_BY_HAND,
        delivery.channel.organisation_id,
        delivery,
        once=str(delivery.approval_id),
        channel=delivery.channel.label,
        closes_at=closes_at(delivery).isoformat(),
    )


def tell_if_late(
    session: Session,
    delivery: Delivery,
    channel: Channel,
    now: datetime,
    *,
    fires_at: datetime | None = None,
) -> None:
    """Tell author and desk, once for each due time, of what leaves more than five minutes late (section 9).

    What waited for its package until `fires_at` is late from then on.
    """
    late = now - max(delivery.due_at, fires_at or delivery.due_at)
    if late <= LATE:
        return
    due = delivery.due_at.isoformat()
    context: dict[str, Any] = {"channel": channel.label, "late_s": round(late.total_seconds())}
    author_id = session.get_one(Post, delivery.post_id).author_id
    notify_user(session, NotificationKind.LATE, author_id, delivery, once=due, due_at=due, **context)
    notify_desk(session, NotificationKind.LATE, delivery, once=due, due_at=due, **context)
