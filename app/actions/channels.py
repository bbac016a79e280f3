"""Entering a channel into the register."""

from typing import Any

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
    channel = make_channel(
        session,
        platform=platform,
        organisation=organisation,
        label=label,
        state=ChannelState.ACTIVE,
        since=since,
        scope=scope,
        approval_mode=approval_mode,
        environment=environment,
        waiver=waiver,
        is_demo=is_demo,
    )
    channel.since = since
    session.add(channel)
    session.flush()
    record(session, actor, "channel.register", channel, object_id=channel.id, after=channel.state.value)
    return channel


def make_channel(
    session: Session,
    *,
    platform: str,
    organisation: str,
    label: str,
    state: ChannelState,
    since: str,
    **fields: Any,
) -> Channel:
    """Return a new channel, not yet added, with its first state since a day; `fields` are further columns.

    Raises InvalidError for an unknown platform or organisation, or a label in use.
    """
    if session.get(Platform, platform) is None:
        raise InvalidError(issues=[Issue("platform", "platform-unknown", {"platform": platform})])
    if session.execute(select(Channel.id).where(Channel.label == label)).first():
        raise InvalidError(issues=[Issue("label", "label-taken", {"label": label})])
    channel = Channel(
        platform_slug=platform,
        organisation_id=find_organisation(session, organisation, "organisation").id,
        label=label,
        state=state,
        idempotency=CONNECTED.get(platform),
        can_find=platform in CAN_FIND,
        **fields,
    )
    channel.history.append(ChannelStatus(position=1, state=state, since=since))
    return channel
