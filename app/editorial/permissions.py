"""Who may do what: roles x actions on one page. What is not written here is refused (SECURITY section 2).

Scopes: `own` is the own ministry and what is below it, `central` the Landeskanäle, `assigned` the channels named in
the account, `all` everything. Approving, rescheduling and releasing depend on the channel's mode and live in `may_approve`; four eyes in `has_written`.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final
from uuid import UUID

from app.models.channel import ApprovalMode, Channel, ChannelScope
from app.models.post import Post, PostState
from app.models.user import Actor, Role


class Permission(StrEnum):
    """The closed list of what can be permitted."""

    READ_DRAFT = "post.read"
    WRITE = "post.write"
    SUBMIT = "post.submit"
    WITHDRAW = "post.withdraw"
    HOLD = "delivery.hold"
    TAKE_DOWN = "delivery.take_down"
    SET_STOP = "stop.set"
    LIFT_STOP = "stop.lift"
    CONNECT = "channel.connect"


class Scope(StrEnum):
    """How far a role reaches for one permission."""

    OWN = "own"
    CENTRAL = "central"
    ASSIGNED = "assigned"
    ALL = "all"


ME, ML, CE = Role.MINISTRY_EDITOR, Role.MINISTRY_LEAD, Role.CENTRAL_EDITOR
CM, AU, AD = Role.CHANNEL_MANAGER, Role.AUDITOR, Role.ADMIN
OWN, CENTRAL, ASSIGNED, ALL = Scope.OWN, Scope.CENTRAL, Scope.ASSIGNED, Scope.ALL

MATRIX: Final[dict[Permission, dict[Role, Scope]]] = {
    Permission.READ_DRAFT: {ME: OWN, ML: OWN, CE: OWN, AU: ALL},
    Permission.WRITE: {ME: OWN, ML: OWN, CE: OWN},
    Permission.SUBMIT: {ME: OWN, ML: OWN, CE: OWN},
    Permission.WITHDRAW: {ME: OWN, ML: OWN, CE: CENTRAL},
    Permission.HOLD: {ML: OWN, CE: CENTRAL},
    Permission.TAKE_DOWN: {ML: OWN, CE: OWN},
    Permission.SET_STOP: {ML: OWN, CE: ALL, AD: ALL},
    Permission.LIFT_STOP: {ML: OWN, CE: ALL},
    Permission.CONNECT: {CM: ASSIGNED},
}


def is_allowed(
    actor: Actor,
    permission: Permission,
    *,
    organisation_id: UUID | None = None,
    channel: Channel | None = None,
) -> bool:
    """Tell whether one of the actor's roles permits it on this organisation's thing or this channel."""
    for role, scope in MATRIX.get(permission, {}).items():
        if not actor.holds(role):
            continue
        if scope is ALL:
            return True
        if scope is OWN and organisation_id in actor.reach(role):
            return True
        if scope is CENTRAL and channel is not None and channel.scope is ChannelScope.CENTRAL:
            return True
        if scope is ASSIGNED and channel is not None and channel.id in actor.channels(role):
            return True
    return False


def may_approve(actor: Actor, post: Post, channel: Channel) -> bool:
    """Tell whether the actor's roles let them approve this post on this channel; four eyes come on top.

    Central channels: the central desk, and in mode `ministry` also the lead of the post's own ministry. Own
    channels: the ministry's lead, or an editor with the explicit right.
    """
    is_own = post.organisation_id in actor.reach(ML)
    if channel.scope is ChannelScope.CENTRAL:
        return actor.holds(CE) or (channel.approval_mode is ApprovalMode.MINISTRY and is_own)
    editors = (grant for grant in actor.grants if grant.role is ME and grant.can_approve)
    return is_own or any(post.organisation_id in grant.reach for grant in editors)


def has_written(actor: Actor, writers: Iterable[UUID]) -> bool:
    """Tell whether the actor is, as a person, among those who wrote the text (four eyes, SECURITY FE-01)."""
    return actor.person_id in set(writers)


def may_see(actor: Actor, post: Post) -> bool:
    """Tell whether the actor sees the whole post: own drafts, and for the desk others' from submission on."""
    if is_allowed(actor, Permission.READ_DRAFT, organisation_id=post.organisation_id):
        return True
    return actor.holds(CE) and post.submitted_at is not None


def may_see_published(actor: Actor, post: Post) -> bool:
    """Tell whether the actor sees at least what everybody signed in sees: text and deliveries once published."""
    return actor.user_id is not None and post.state is PostState.PUBLISHED
