"""A channel's way from plan to end: planned, described, announced, opened, paused, ended."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app import clock
from app.actions.channels import make_channel
from app.actions.evaluations import tell_of_new_channel
from app.actions.events import record
from app.actions.facts import pass_stop_gate
from app.actions.privacy import settle_notice
from app.actions.readiness import enter_state, find_readiness, settle_state, take_channel
from app.editorial.channel_life import RUNNING, WAYS, LifeStep, ensure_ready, ensure_said, ensure_step
from app.editorial.permissions import Permission, is_allowed_at
from app.errors import InvalidError, Issue, NotAllowedError, WrongStateError
from app.models import Channel, ChannelNotice, ChannelStatus, ChannelUse, Decision
from app.models.channel import ApprovalMode, ChannelScope, ChannelState
from app.models.channel_life import NoticeMeans, NoticeRecipient
from app.models.user import Actor


def plan_channel(  # noqa: PLR0913 - a channel has that many parts
    session: Session,
    actor: Actor,
    *,
    platform: str,
    organisation: str,
    scope: ChannelScope,
    label: str,
    url: str | None,
    handle: str | None,
    environment: str,
) -> Channel:
    """Enter a channel as planned; who approves on it follows from its scope. Raises InvalidError, NotAllowedError."""
    channel = make_channel(
        session,
        platform=platform,
        organisation=organisation,
        label=label,
        state=ChannelState.PLANNED,
        since=clock.today().isoformat(),
        scope=scope,
        approval_mode=ApprovalMode.CENTRAL if scope is ChannelScope.CENTRAL else ApprovalMode.MINISTRY,
        url=url,
        handle=handle,
        environment=environment,
    )
    if not is_allowed_at(actor, Permission.WRITE_REGISTER, channel):
        raise NotAllowedError
    session.add(channel)
    session.flush()
    record(session, actor, "channel.plan", channel, object_id=channel.id, after=channel.state.value)
    tell_of_new_channel(session, channel)
    return channel


def describe_use(session: Session, actor: Actor, channel_id: UUID, said: dict[str, Any]) -> ChannelUse:
    """Write down what a channel is for; `said` are the columns of its use.

    Raises NotFoundError, NotAllowedError, and InvalidError for a concept without its day, a privacy notice without its
    version, or a day still to come.
    """
    channel = take_channel(session, actor, channel_id)
    as_of = said["concept_as_of"]
    if (said["concept_title"] is None) != (as_of is None):
        field = "concept_title" if said["concept_title"] is None else "concept_as_of"
        raise InvalidError(issues=[Issue(field, "concept-without-day")])
    if as_of is not None and as_of > clock.today():
        raise InvalidError(issues=[Issue("concept_as_of", "day-to-come")])
    use = session.get(ChannelUse, channel.id)
    said = settle_notice(session, channel, use, said)
    if use is None:
        use = ChannelUse(channel_id=channel.id, **said)
        session.add(use)
    else:
        for name, value in said.items():
            setattr(use, name, value)
    record(session, actor, "channel.describe", channel, object_id=channel.id)
    settle_state(session, actor, channel)
    return use


def note_notice(
    session: Session,
    actor: Actor,
    channel_id: UUID,
    *,
    recipient: NoticeRecipient,
    means: NoticeMeans,
    told_on: date,
    proof: str,
) -> ChannelNotice:
    """Keep that PIA or LfD was told, with day and proof. Raises InvalidError for a day still to come."""
    channel = take_channel(session, actor, channel_id)
    if told_on > clock.today():
        raise InvalidError(issues=[Issue("told_on", "day-to-come")])
    notice = ChannelNotice(
        channel_id=channel.id,
        recipient=recipient,
        means=means,
        told_on=told_on,
        proof=proof,
        by_id=actor.user_id,
    )
    session.add(notice)
    record(session, actor, "channel.inform", channel, object_id=channel.id, to=recipient.value, proof=proof)
    settle_state(session, actor, channel)
    return notice


def waive_preparation(session: Session, actor: Actor, channel_id: UUID, *, reason: str) -> Channel:
    """Ask for neither concept nor notices, for a reason; only the desk may. Raises NotFoundError, NotAllowedError."""
    channel = take_channel(session, actor, channel_id, Permission.WAIVE)
    channel.waiver = reason
    record(session, actor, "channel.waive", channel, object_id=channel.id, reason=reason)
    return channel


def confirm_channel(session: Session, actor: Actor, channel_id: UUID) -> Channel:
    """Say that a channel's entry is right today; the public directory marks those nobody confirmed for six months.

    Raises NotFoundError, NotAllowedError, and WrongStateError for a channel that is not open to the public.
    """
    channel = take_channel(session, actor, channel_id)
    if channel.state not in RUNNING:
        possible = sorted(state.value for state in RUNNING)
        raise WrongStateError(state=channel.state.value, possible_in=possible)
    channel.confirmed_on = clock.today()
    record(session, actor, "channel.confirm", channel, object_id=channel.id)
    return channel


def take_step(
    session: Session,
    actor: Actor,
    channel_id: UUID,
    step: LifeStep,
    *,
    reason: str | None = None,
    decide_on: date | None = None,
    decision_id: UUID | None = None,
) -> Channel:
    """Take one step of a channel's life. Raises WrongStateError, also naming everything that is missing to open it.

    What waits on a channel that closes is held at its time, because the channel is closed (guard G08). Who opens one
    passes the stop gate first, so that no stop of its platform is set beside it.
    """
    if WAYS[step].opens:
        pass_stop_gate(session)
    channel = take_channel(session, actor, channel_id)
    way = ensure_step(channel, step)
    ensure_said(way, reason=reason, has_day=decide_on is not None)
    if decision_id is not None and session.get(Decision, decision_id) is None:
        raise InvalidError(issues=[Issue("decision_id", "decision-unknown")])
    if way.opens:
        ensure_ready(find_readiness(session, channel))
    status = ChannelStatus(reason=reason, decide_on=decide_on, decision_id=decision_id)
    enter_state(session, actor, channel, way.target, status, action=f"channel.{step.value}")
    channel.confirmed_on = clock.today()
    if way.opens and channel.since is None:
        channel.since = clock.today().isoformat()
    return channel
