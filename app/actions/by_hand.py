"""Channels without an interface we can use: a person posts by hand, and the office keeps the record.

The delivery becomes due like any other and passes every guard; then it waits, held, for a hand (T16). Whoever posts
says so before (from then on it may be there) and reports the address afterwards as proof (T11), or that nothing came
of it (T13). Lateness counts like any other.
"""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.attempts import clock_of, open_attempt
from app.actions.events import record, record_delivery
from app.actions.facts import find_facts, pass_stop_gate
from app.actions.locking import lock_delivery
from app.actions.publishing import tell_if_late
from app.actions.restore_mode import ensure_normal
from app.editorial.deliveries import failing_by_hand
from app.editorial.permissions import Permission, is_allowed, is_allowed_at
from app.editorial.workflow import ensure_in
from app.errors import NotAllowedError, NotFoundError, WrongStateError
from app.messages import AGAINST_HANDS, HOLDS, LATER
from app.models import Channel, Delivery
from app.models.channel import ENDED, Idempotency
from app.models.delivery import AttemptKind, AttemptOutcome, DeliveryState, HoldReason
from app.models.user import Actor
from app.settings import Settings


def serve_by_hand(session: Session, actor: Actor, channel_id: UUID, *, settings: Settings) -> Channel:
    """Let a channel without a connection be served by hand. A preflight with credentials ends that again.

    Raises WrongStateError for a channel that has ended or is connected.
    """
    channel = session.get(Channel, channel_id, with_for_update={"key_share": True}, populate_existing=True)
    if channel is None:
        raise NotFoundError
    if not is_allowed(actor, Permission.CONNECT, channel=channel):
        raise NotAllowedError
    if channel.state in ENDED:
        raise WrongStateError(key="channel-closed")
    if channel.idempotency is Idempotency.MANUAL:
        return channel
    if channel.is_connected:
        raise WrongStateError(key="channel-connected")
    channel.idempotency, channel.can_find, channel.access_ok = Idempotency.MANUAL, False, True
    channel.environment, channel.min_gap_s = settings.environment, 0
    channel.paused_until = channel.next_free_at = None
    channel.checked_at, channel.check_error = clock_of(session), None
    record(session, actor, "channel.by_hand", channel, object_id=channel.id)
    return channel


def post_by_hand(
    session: Session,
    actor: Actor,
    delivery_id: UUID,
    *,
    settings: Settings,
    intact_images: frozenset[str] = frozenset(),
) -> Delivery:
    """Say that one is posting it now (T16): every guard again, and from here on it may be there.

    `intact_images` are the hashes of its images whose files were just found unchanged. Raises WrongStateError with the guard that speaks against it; then nothing must be posted.
    """
    pass_stop_gate(session)
    ensure_normal(session)
    channel_id = session.execute(
        select(Delivery.channel_id).where(Delivery.id == delivery_id)
    ).scalar_one_or_none()
    # Shared: many hands post on one channel at once, and nobody changes the channel meanwhile.
    channel = session.get(Channel, channel_id, with_for_update={"read": True}) if channel_id else None
    _, delivery = lock_delivery(session, actor, delivery_id)
    if channel is None or delivery is None:
        raise WrongStateError(state="proposed")
    if not is_allowed_at(actor, Permission.BY_HAND, channel):
        raise NotAllowedError
    ensure_in(delivery, DeliveryState.HELD)
    if delivery.hold_reason is not HoldReason.MANUAL or channel.idempotency is not Idempotency.MANUAL:
        raise WrongStateError(key="not-for-a-hand")
    [facts] = find_facts(session, [delivery], settings.environment, intact_images)
    failing = failing_by_hand(facts)
    if failing:
        name, reason = failing[0]
        said = HOLDS[reason] if reason else AGAINST_HANDS.get(name, LATER)
        raise WrongStateError(key="not-by-hand-now", guard=name, reason=said)
    now, before = clock_of(session), delivery.state.value
    delivery.state, delivery.hold_reason, delivery.unknown_since = DeliveryState.UNCLEAR, None, now
    delivery.next_attempt_at = delivery.next_probe_at = None
    delivery.fence, delivery.attempts = delivery.fence + 1, delivery.attempts + 1
    open_attempt(
        session,
        delivery,
        AttemptKind.PUBLISH,
        None,
        by_id=actor.user_id,
        intent_at=now,
        finished_at=now,
        outcome=AttemptOutcome.UNKNOWN,
    )
    tell_if_late(session, delivery, channel, now, fires_at=facts.fires_at)
    record_delivery(session, actor, "delivery.post_by_hand", delivery, before)
    return delivery
