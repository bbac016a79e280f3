"""Entering a channel into the register."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.content import find_organisation
from app.actions.events import record
from app.errors import InvalidError, Issue
from app.models import Channel, ChannelStatus, Platform
from app.models.channel import ApprovalMode, ChannelScope, ChannelState, Idempotency
from app.models.user import Actor

CONNECTED = {"portal": Idempotency.OWN_ID, "console": Idempotency.OWN_ID}
"""The platforms that need no credentials: a channel on them is connected as soon as it is registered."""
CAN_FIND = frozenset({"console"})
"""Those among them that can be asked what stands there; of all others a preflight finds it out."""


def register_channel(  # noqa: PLR0913 - a channel has that many parts
    session: Session,
    actor: Actor,
    *,
    platform: str,
    organisation: str,
    scope: ChannelScope,
    label: str,
    approval_mode: ApprovalMode,
    environment: str,
    since: str,
    waiver: str | None = None,
    is_demo: bool = False,
) -> Channel:
    """Register an active channel. Raises InvalidError for an unknown platform or organisation, or a label in use."""
    known = session.get(Platform, platform)
    if known is None:
        raise InvalidError(issues=[Issue("platform", "platform-unknown", {"platform": platform})])
    if session.execute(select(Channel.id).where(Channel.label == label)).first():
        raise InvalidError(issues=[Issue("label", "label-taken", {"label": label})])
    owner = find_organisation(session, organisation, "organisation")
    channel = Channel(
        platform_slug=platform,
        organisation_id=owner.id,
        scope=scope,
        state=ChannelState.ACTIVE,
        label=label,
        approval_mode=approval_mode,
        since=since,
        environment=environment,
        idempotency=CONNECTED.get(platform),
        can_find=platform in CAN_FIND,
        waiver=waiver,
        is_demo=is_demo,
    )
    channel.history.append(ChannelStatus(position=1, state=ChannelState.ACTIVE, since=since))
    session.add(channel)
    session.flush()
    record(session, actor, "channel.register", channel, object_id=channel.id, after=channel.state.value)
    return channel
