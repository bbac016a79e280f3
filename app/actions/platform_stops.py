"""Stopping a platform for a reason in law: its channels are paused or deactivated, what waits on them is held."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app import clock, db
from app.actions.events import record, record_deliveries
from app.actions.locking import STOP_GATE
from app.actions.readiness import enter_state, find_standing_stop
from app.editorial.permissions import Permission, is_allowed
from app.errors import InvalidError, Issue, NotAllowedError, NotFoundError, WrongStateError
from app.models import Channel, ChannelStatus, Decision, Delivery, Platform, PlatformStop
from app.models.channel import ChannelState
from app.models.channel_life import StopEffect
from app.models.delivery import DeliveryState, HoldReason
from app.models.user import Actor

TOUCHED: Final = {
    StopEffect.PAUSED: (ChannelState.ACTIVE, ChannelState.TRIAL),
    StopEffect.DEACTIVATED: (ChannelState.ACTIVE, ChannelState.TRIAL, ChannelState.PAUSED),
}
"""Which channels a stop closes; those in preparation stay where they are and do not open while it stands."""


@dataclass(frozen=True)
class Effects:
    """What a stop does: the channels it closes, the deliveries it holds, and those whose call has already begun."""

    channels: Sequence[Channel]
    held: Sequence[Delivery]
    in_flight: Sequence[Delivery]


def stop_platform(
    session: Session,
    actor: Actor,
    platform: str,
    *,
    effect: StopEffect,
    legal_reason: str,
    decision_id: UUID | None,
    review_on: date,
    condition: str,
) -> tuple[PlatformStop, Effects]:
    """Stop a platform: close its channels, hold what waits on them. Raises WrongStateError where it is stopped already.

    The gate is taken exclusively, so that no call can begin and no channel open beside it. Raises NotFoundError,
    NotAllowedError, and InvalidError for an unknown decision or a day of review that is over.
    """
    session.execute(select(func.pg_advisory_xact_lock(STOP_GATE)))
    ensure_may_stop(session, actor, platform, decision_id=decision_id, review_on=review_on)
    effects = find_effects(session, platform, effect)
    stop = PlatformStop(
        platform_slug=platform,
        effect=effect,
        legal_reason=legal_reason,
        decision_id=decision_id,
        review_on=review_on,
        condition=condition,
        by_id=actor.user_id,
    )
    session.add(stop)
    session.flush()
    record(session, actor, "platform.stop", stop, object_id=stop.id, reason=legal_reason, platform=platform)
    _carry_out(session, actor, stop, effects)
    return stop, effects


def ensure_may_stop(
    session: Session, actor: Actor, platform: str, *, decision_id: UUID | None, review_on: date
) -> None:
    """Raise what speaks against a stop: NotAllowedError, NotFoundError, InvalidError, WrongStateError."""
    _ensure_known(session, actor, platform)
    if decision_id is not None and session.get(Decision, decision_id) is None:
        raise InvalidError(issues=[Issue("decision_id", "decision-unknown")])
    if review_on < clock.today():
        raise InvalidError(issues=[Issue("review_on", "due-over")])
    if find_standing_stop(session, platform) is not None:
        raise WrongStateError(key="platform-stopped", platform=platform)


def find_effects(session: Session, platform: str, effect: StopEffect, *, is_dry: bool = False) -> Effects:
    """Return what a stop does to the channels of a platform and to what waits on them; locked unless dry."""
    channels = (
        select(Channel)
        .where(Channel.platform_slug == platform, Channel.state.in_(TOUCHED[effect]))
        .order_by(Channel.id)
    )
    theirs = select(Channel.id).where(Channel.platform_slug == platform)
    of_platform = select(Delivery).where(Delivery.channel_id.in_(theirs)).order_by(Delivery.id)
    waiting = of_platform.where(Delivery.state == DeliveryState.WAITING)
    if not is_dry:
        channels = channels.with_for_update(key_share=True, of=Channel)
        waiting = waiting.with_for_update()
    fresh = {"populate_existing": True}
    closed = session.execute(channels.options(joinedload(Channel.organisation)).execution_options(**fresh))
    held = session.execute(waiting.execution_options(**fresh))
    begun = session.execute(of_platform.where(Delivery.state == DeliveryState.SENDING))
    return Effects(closed.scalars().all(), held.scalars().all(), begun.scalars().all())


def lift_platform_stop(session: Session, actor: Actor, platform: str, *, reason: str) -> PlatformStop:
    """Lift the stop of a platform. It opens no channel and releases nothing.

    Raises NotFoundError, NotAllowedError, and WrongStateError where it is not stopped.
    """
    session.execute(select(func.pg_advisory_xact_lock(STOP_GATE)))
    _ensure_known(session, actor, platform)
    stop = find_standing_stop(session, platform)
    if stop is None:
        raise WrongStateError(key="platform-not-stopped")
    stop.lifted_at = db.now(session)
    stop.lifted_by_id, stop.lift_reason = actor.user_id, reason
    record(session, actor, "platform.lift", stop, object_id=stop.id, reason=reason, platform=platform)
    return stop


def _carry_out(session: Session, actor: Actor, stop: PlatformStop, effects: Effects) -> None:
    target = ChannelState(stop.effect.value)
    for channel in effects.channels:
        status = ChannelStatus(
            reason=stop.legal_reason, decision_id=stop.decision_id, platform_stop_id=stop.id
        )
        enter_state(session, actor, channel, target, status, action="channel.close_with_platform")
    for delivery in effects.held:
        delivery.state, delivery.hold_reason = DeliveryState.HELD, HoldReason.CHANNEL_CLOSED
        delivery.fence += 1
    record_deliveries(
        session, actor, "delivery.hold", effects.held, DeliveryState.WAITING.value, stop.legal_reason
    )


def _ensure_known(session: Session, actor: Actor, platform: str) -> None:
    if not is_allowed(actor, Permission.STOP_PLATFORM):
        raise NotAllowedError
    if session.get(Platform, platform) is None:
        raise NotFoundError
