"""What is known of a channel's preparation, and moving it on as far as that carries."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.actions.events import record
from app.editorial.channel_life import Readiness, advance
from app.editorial.permissions import Permission, is_allowed_at
from app.errors import NotAllowedError, NotFoundError
from app.models import Channel, ChannelNotice, ChannelStatus, ChannelUse, ConceptVersion, PlatformStop
from app.models.channel import ENDED, ChannelState
from app.models.user import Actor


def take_channel(
    session: Session, actor: Actor, channel_id: UUID, permission: Permission = Permission.WRITE_REGISTER
) -> Channel:
    """Lock and return a channel that the actor may write. Raises NotFoundError, NotAllowedError."""
    query = select(Channel).where(Channel.id == channel_id).with_for_update(key_share=True)
    channel = session.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()
    if channel is None:
        raise NotFoundError
    if not is_allowed_at(actor, permission, channel):
        raise NotAllowedError
    return channel


def find_readiness(session: Session, channel: Channel) -> Readiness:
    """Return what is known: what the channel is for, its concept, who was told of it, a stop of its platform.

    Its concept is one that was issued for it, or one written elsewhere that its use names with title and day.
    """
    told = select(ChannelNotice.recipient).where(ChannelNotice.channel_id == channel.id)
    use = session.get(ChannelUse, channel.id)
    return Readiness(
        is_use_described=use is not None,
        has_concept=(use is not None and use.concept_title is not None) or is_in_concept(session, channel.id),
        told=frozenset(session.execute(told).scalars()),
        is_platform_stopped=find_standing_stop(session, channel.platform_slug) is not None,
        is_waived=bool(channel.waiver),
    )


def is_in_concept(session: Session, channel_id: UUID) -> bool:
    """Tell whether a concept was issued for a channel."""
    query = select(ConceptVersion.id).where(ConceptVersion.channel_ids.contains([channel_id]))
    return session.execute(query.limit(1)).first() is not None


def find_standing_stop(session: Session, platform: str) -> PlatformStop | None:
    """Return the stop of a platform that nobody has lifted."""
    query = select(PlatformStop).where(
        PlatformStop.platform_slug == platform, PlatformStop.lifted_at.is_(None)
    )
    return session.execute(query).scalar_one_or_none()


def settle_state(session: Session, actor: Actor, channel: Channel) -> None:
    """Move a channel in preparation on as far as what is known of it carries; any other stays where it is."""
    reached = advance(channel.state, find_readiness(session, channel))
    if reached is not channel.state:
        enter_state(session, actor, channel, reached, ChannelStatus(), action="channel.advance")


def enter_state(
    session: Session,
    actor: Actor,
    channel: Channel,
    state: ChannelState,
    status: ChannelStatus,
    *,
    action: str,
) -> None:
    """Let a channel enter a state today, written into its history and down as an event; an end has day and reason."""
    before, today = channel.state, clock.today().isoformat()
    status.position = max((row.position for row in channel.history), default=0) + 1
    status.state, status.since = state, today
    channel.state = state
    channel.until = today if state in ENDED else None
    channel.end_reason = status.reason if state in ENDED else None
    channel.history.append(status)
    record(
        session,
        actor,
        action,
        channel,
        object_id=channel.id,
        before=before.value,
        after=state.value,
        reason=status.reason,
    )
