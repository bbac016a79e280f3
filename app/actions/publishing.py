"""The delivery protocol in three short steps: intent, (the call happens elsewhere), record (PUBLISHING sections 5, 6).

No network, no rendering, no media here. Lock order: stop gate, channel, post, delivery, audit chain.
"""

from collections.abc import Sequence
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
    open_attempt,
)
from app.actions.events import record_deliveries, record_delivery
from app.actions.evidence import find_last_hand
from app.actions.locking import STOP_GATE
from app.actions.notifications import notify_desk, notify_organisation, notify_user
from app.actions.sealing import leave_to_others
from app.editorial.deliveries import LATE, Facts, Verdict, closes_at, judge
from app.models import (
    Approval,
    Channel,
    Credential,
    Delivery,
    DeliveryAttempt,
    Post,
    PublishingControl,
    PublishingStop,
)
from app.models.delivery import AttemptKind, AttemptOutcome, DeliveryState, HoldReason
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
    intact_images: frozenset[str] = frozenset(),
) -> Ticket | None:
    """Commit the intent to publish, if every guard holds: claim, permission and record in one (T2, T12).

    Returns None where there is nothing to do now; a guard that says hold has then held the row (T3). A process that
    cannot open the channel's credentials leaves the row to one that can. `intact_images` are the hashes of the
    delivery's images whose files were just found unchanged; their bytes are not looked at here.
    """
    facts = take_hold(session, delivery_id, settings.environment, intact_images)
    if facts is None:
        return None
    delivery, channel, verdict = facts.delivery, facts.channel, judge(facts)
    if not verdict.is_clear:
        _heed(session, delivery, verdict)
        return None
    if leave_to_others(session, delivery, settings=settings):
        return None
    now, before = clock_of(session), delivery.state.value
    delivery.state, delivery.fence = DeliveryState.SENDING, delivery.fence + 1
    delivery.attempts += 1
    delivery.lease_until = now + timedelta(seconds=settings.lease_s)
    channel.next_free_at = now + timedelta(seconds=channel.min_gap_s)
    tell_if_late(session, delivery, channel, now)
    attempt = open_attempt(session, delivery, AttemptKind.PUBLISH, worker)
    record_delivery(session, MACHINE, "delivery.begin", delivery, before)
    return make_ticket(delivery, channel, attempt, find_handles(session, delivery))


def take_hold(
    session: Session, delivery_id: UUID, environment: str, intact_images: frozenset[str]
) -> Facts | None:
    """Pass the stop gate, lock channel and delivery, and return what the guards look at; None where another is at it."""
    pass_stop_gate(session)
    channel_id = session.execute(
        select(Delivery.channel_id).where(Delivery.id == delivery_id)
    ).scalar_one_or_none()
    channel = session.get(Channel, channel_id, with_for_update={"key_share": True}) if channel_id else None
    delivery = session.get(Delivery, delivery_id, with_for_update={"skip_locked": True})
    if channel is None or delivery is None:
        return None
    return find_facts(session, delivery, channel, environment, intact_images)


def sweep(session: Session) -> int:
    """Hold what may not leave any more: past its window, or due under a stop (T3, G03, G06); return how many.

    What waits for a hand past its window has missed it like anything else.
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
        select(Delivery, missed.label("missed"))
        .where(
            (waits & (missed | covered)) | ((Delivery.hold_reason == HoldReason.MANUAL) & missed),
            Delivery.due_at <= func.now(),
        )
        .order_by(Delivery.id)
        .limit(500)
        .with_for_update(skip_locked=True)
    )
    rows = session.execute(query).all()
    held: dict[str, list[Delivery]] = {}
    for delivery, is_missed in rows:
        held.setdefault(delivery.state.value, []).append(delivery)
        delivery.state, delivery.fence = DeliveryState.HELD, delivery.fence + 1
        delivery.hold_reason = HoldReason.MISSED_WINDOW if is_missed else HoldReason.EMERGENCY_STOP
    for before, deliveries in held.items():
        record_deliveries(session, MACHINE, "delivery.hold", deliveries, before)
    return len(rows)


def wake(session: Session, delivery_ids: Sequence[UUID]) -> None:
    """Note that the bell is about to ring for these; only a throttle, nothing correct depends on it."""
    session.execute(update(Delivery).where(Delivery.id.in_(delivery_ids)).values(woken_at=func.now()))


def open_stops(session: Session) -> list[PublishingStop]:
    """Return the stops nobody has lifted."""
    return list(session.execute(select(PublishingStop).where(PublishingStop.lifted_at.is_(None))).scalars())


def pass_stop_gate(session: Session) -> None:
    """Pass the stop gate, which a stop closes; nobody stays behind it for long, or a stop would have to wait."""
    session.execute(
        select(
            func.set_config("lock_timeout", "1s", True),  # noqa: FBT003 - SQL: for this transaction only
            func.set_config("statement_timeout", "3s", True),  # noqa: FBT003
        )
    )
    session.execute(select(func.pg_advisory_xact_lock_shared(STOP_GATE)))


def find_facts(
    session: Session,
    delivery: Delivery,
    channel: Channel,
    environment: str,
    intact_images: frozenset[str],
) -> Facts:
    """Return what the guards look at. Channel and delivery are locked."""
    approval = session.get_one(Approval, delivery.approval_id)
    post = session.get_one(Post, delivery.post_id, populate_existing=True)
    now, clock = session.execute(select(func.now(), func.clock_timestamp())).one()
    is_open = (DeliveryAttempt.kind == AttemptKind.PUBLISH) & DeliveryAttempt.finished_at.is_(None)
    in_the_way = select(DeliveryAttempt.id).where(
        DeliveryAttempt.delivery_id == delivery.id,
        is_open | DeliveryAttempt.outcome.in_([AttemptOutcome.SENT, AttemptOutcome.FOUND]),
    )
    environments = select(Credential.environment).where(Credential.channel_id == channel.id)
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
        has_open_attempt=session.execute(in_the_way).first() is not None,
        now=now,
        clock=clock,
        credentials_of=frozenset(session.execute(environments).scalars()),
        intact_images=intact_images,
        is_in_a_hand=delivery.state is DeliveryState.UNCLEAR
        and find_last_hand(session, delivery) is not None,
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


def tell_if_late(session: Session, delivery: Delivery, channel: Channel, now: datetime) -> None:
    """Tell author and desk, once for each due time, of what leaves more than five minutes late (section 9)."""
    late = now - delivery.due_at
    if late <= LATE:
        return
    due = delivery.due_at.isoformat()
    context: dict[str, Any] = {"channel": channel.label, "late_s": round(late.total_seconds())}
    author_id = session.get_one(Post, delivery.post_id).author_id
    notify_user(session, NotificationKind.LATE, author_id, delivery, once=due, due_at=due, **context)
    notify_desk(session, NotificationKind.LATE, delivery, once=due, due_at=due, **context)
