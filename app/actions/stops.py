"""The emergency stop: after its commit nothing more begins to leave (PUBLISHING section 10)."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.actions.events import record, record_deliveries
from app.actions.locking import STOP_GATE
from app.editorial.permissions import Permission, is_allowed
from app.errors import InvalidError, Issue, NotAllowedError, NotFoundError, WrongStateError
from app.grants import find_grants
from app.models import Channel, Delivery, PublishingStop
from app.models.channel import ChannelScope
from app.models.delivery import DeliveryState, HoldReason
from app.models.stop import StopScope
from app.models.user import Actor, Role, union


def set_stop(
    session: Session, actor: Actor, *, scope: StopScope, channel_id: UUID | None, reason: str, hold_all: bool
) -> PublishingStop:
    """Stop everything or one channel. Due rows are held now, with `hold_all` every waiting one.

    The gate is taken exclusively, so that no intent can begin beside it; `in_flight` names those begun before.
    """
    session.execute(select(func.pg_advisory_xact_lock(STOP_GATE)))
    channel = _channel(session, scope, channel_id)
    if not may_stop(actor, Permission.SET_STOP, channel):
        raise NotAllowedError
    in_flight = select(Delivery.id).where(_covered(channel), Delivery.state == DeliveryState.SENDING)
    stop = PublishingStop(
        scope=scope,
        channel_id=channel_id,
        reason=reason,
        hold_all=hold_all,
        by_id=actor.user_id,
        in_flight=list(session.execute(in_flight).scalars()),
    )
    session.add(stop)
    record(
        session, actor, "stop.set", stop, object_id=_flushed(session, stop), reason=reason, scope=scope.value
    )
    waiting = select(Delivery).where(_covered(channel), Delivery.state == DeliveryState.WAITING)
    if not hold_all:
        waiting = waiting.where(Delivery.due_at <= func.now())
    # What is due and in somebody's hands just now is held by the next sweep; the stop waits for nobody.
    locked = waiting.order_by(Delivery.id).with_for_update(skip_locked=not hold_all)
    held = session.execute(locked).scalars().all()
    for delivery in held:
        delivery.state, delivery.hold_reason = DeliveryState.HELD, HoldReason.EMERGENCY_STOP
        delivery.fence += 1
    record_deliveries(session, actor, "delivery.hold", held, DeliveryState.WAITING.value, reason)
    return stop


def lift_stop(session: Session, actor: Actor, stop_id: UUID, *, reason: str) -> PublishingStop:
    """Lift a stop. It sends nothing: what was held is released one by one."""
    session.execute(select(func.pg_advisory_xact_lock(STOP_GATE)))
    stop = session.get(PublishingStop, stop_id, with_for_update=True)
    if stop is None:
        raise NotFoundError
    channel = session.get(Channel, stop.channel_id) if stop.channel_id else None
    if not _may_lift(session, actor, stop, channel):
        raise NotAllowedError
    if stop.lifted_at is not None:
        raise WrongStateError(state="lifted")
    stop.lifted_at = session.execute(select(func.clock_timestamp())).scalar_one()
    stop.lifted_by_id, stop.lift_reason = actor.user_id, reason
    record(session, actor, "stop.lift", stop, object_id=stop.id, reason=reason)
    return stop


def _channel(session: Session, scope: StopScope, channel_id: UUID | None) -> Channel | None:
    if scope is StopScope.ALL:
        if channel_id is not None:
            raise InvalidError(issues=[Issue("channel_id", "stop-names-no-channel")])
        return None
    channel = session.get(Channel, channel_id) if channel_id else None
    if channel is None:
        raise InvalidError(issues=[Issue("channel_id", "channel-unknown", {"channel_id": str(channel_id)})])
    return channel


def may_stop(actor: Actor, permission: Permission, channel: Channel | None) -> bool:
    """Tell whether the actor may; a ministry's reach ends at its own channels."""
    own = channel.organisation_id if channel is not None and channel.scope is ChannelScope.OWN else None
    return is_allowed(actor, permission, organisation_id=own, channel=channel)


def _may_lift(session: Session, actor: Actor, stop: PublishingStop, channel: Channel | None) -> bool:
    """Tell whether the actor may lift the stop; a channel manager only one that a channel manager has set."""
    others = tuple(grant for grant in actor.grants if grant.role is not Role.CHANNEL_MANAGER)
    if may_stop(replace(actor, grants=others), Permission.LIFT_STOP, channel):
        return True
    managed = union(
        grant.channels for grant in find_grants(session, stop.by_id) if grant.role is Role.CHANNEL_MANAGER
    )
    return stop.channel_id in managed and may_stop(actor, Permission.LIFT_STOP, channel)


def _covered(channel: Channel | None) -> ColumnElement[bool]:
    return Delivery.channel_id == channel.id if channel is not None else Delivery.id.is_not(None)


def _flushed(session: Session, stop: PublishingStop) -> UUID:
    session.flush()
    return stop.id
