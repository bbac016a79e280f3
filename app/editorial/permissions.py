"""Who may do what with which thing: the matrix applied to posts, channels, images and deliveries.

What depends on a channel's mode lives in `may_approve`; four eyes in `has_written`; embargoes in `may_see`.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Final
from uuid import UUID

from app.editorial.matrix import MATRIX as MATRIX
from app.editorial.matrix import ON_BEHALF, TOKENS
from app.editorial.matrix import Permission as Permission
from app.editorial.matrix import Scope as Scope
from app.models.channel import ApprovalMode, Channel, ChannelScope
from app.models.delivery import Delivery, DeliveryState, HoldReason
from app.models.media import Media
from app.models.organisation import Organisation
from app.models.post import Post, PostState
from app.models.user import Actor, Role, TokenScope

ME, ML, CE = Role.MINISTRY_EDITOR, Role.MINISTRY_LEAD, Role.CENTRAL_EDITOR
CM, AU, AG = Role.CHANNEL_MANAGER, Role.AUDITOR, Role.AGENCY
OWN, CENTRAL, ASSIGNED, ALL = Scope.OWN, Scope.CENTRAL, Scope.ASSIGNED, Scope.ALL
OWN_ASSIGNED, TO_MINISTRY, CREATED = Scope.OWN_ASSIGNED, Scope.TO_MINISTRY, Scope.CREATED


def is_allowed(
    actor: Actor,
    permission: Permission,
    *,
    organisation_id: UUID | None = None,
    channel: Channel | None = None,
) -> bool:
    """Tell whether one of the actor's roles permits it on this organisation's thing or this channel."""
    if not _is_open_to(actor.scopes, permission):
        return False
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


def is_allowed_at(actor: Actor, permission: Permission, channel: Channel) -> bool:
    """Tell whether one of the actor's roles permits it on this channel; a ministry's reach ends at its own channels."""
    own = channel.organisation_id if channel.scope is ChannelScope.OWN else None
    return is_allowed(actor, permission, organisation_id=own, channel=channel)


def is_allowed_on(
    actor: Actor, permission: Permission, post: Post, *, channels: Collection[Channel] | None = None
) -> bool:
    """Tell whether one of the actor's roles permits it on this post; `channels` are its own unless others are named."""
    if is_allowed(actor, permission, organisation_id=post.organisation_id):
        return True
    if not _is_open_to(actor.scopes, permission):
        return False
    if post.on_behalf and permission in ON_BEHALF and actor.holds(CE):
        return True
    held = {scope for role, scope in MATRIX.get(permission, {}).items() if actor.holds(role)}
    if CREATED in held and post.author_id == actor.user_id:
        return True
    return bool(held & {OWN_ASSIGNED, TO_MINISTRY}) and _is_agencys(
        actor, post, post.channels if channels is None else channels, to_ministry=TO_MINISTRY in held
    )


def is_on_behalf(actor: Actor, organisation: Organisation) -> bool:
    """Tell whether the actor would write as the central desk for an organisation that has no channel of its own."""
    is_own = is_allowed(actor, Permission.CREATE, organisation_id=organisation.id)
    return organisation.is_without_channel and actor.holds(CE) and not is_own


def acts_on_behalf(actor: Actor, post: Post) -> bool:
    """Tell whether whatever the actor does with this post is done by the central desk on behalf of its organisation."""
    return post.on_behalf and not is_allowed(actor, Permission.WRITE, organisation_id=post.organisation_id)


def _is_open_to(scopes: frozenset[TokenScope] | None, permission: Permission) -> bool:
    """Tell whether nobody's token is asking, or one with a scope for it."""
    return scopes is None or any(permission in TOKENS[scope] for scope in scopes)


def _is_agencys(actor: Actor, post: Post, channels: Collection[Channel], *, to_ministry: bool) -> bool:
    """Tell whether a post goes to channels named in an agency's account only, and to some.

    Submitting is `to_ministry` where the ministry itself approves: on its own channels.
    """
    ids = {channel.id for channel in channels}
    is_entrusted = any(
        grant.role is AG and post.organisation_id in grant.reach and ids <= grant.channels
        for grant in actor.grants
    )
    is_own = all(channel.scope is ChannelScope.OWN for channel in channels)
    return bool(ids) and is_entrusted and (is_own or not to_ministry)


def may_bring_in(actor: Actor, organisation_id: UUID) -> bool:
    """Tell whether the actor may bring in images for an organisation: who may write its posts, on whatever channel."""
    is_writer = organisation_id in actor.reach(*MATRIX[Permission.CREATE])
    return is_writer and _is_open_to(actor.scopes, Permission.CREATE)


def may_see_media(actor: Actor, media: Media) -> bool:
    """Tell whether the actor sees an image without a post that shows it: the organisation's, of an agency its own."""
    if is_allowed(actor, Permission.READ_DRAFT, organisation_id=media.organisation_id):
        return True
    is_near = media.organisation_id in actor.reach(*MATRIX[Permission.READ_DRAFT])
    return is_near and media.uploader_id == actor.user_id and _is_open_to(actor.scopes, Permission.READ_DRAFT)


def may_approve(actor: Actor, post: Post, channel: Channel) -> bool:
    """Tell whether the actor's roles let them approve this post on this channel; four eyes come on top.

    Central channels: the central desk, and in mode `ministry` also the lead of the post's own ministry. Own
    channels: the ministry's lead, or an editor with the explicit right. No token ever approves (SECURITY TK-03).
    """
    if actor.scopes is not None:
        return False
    is_own = post.organisation_id in actor.reach(ML)
    if channel.scope is ChannelScope.CENTRAL:
        return actor.holds(CE) or (channel.approval_mode is ApprovalMode.MINISTRY and is_own)
    editors = (grant for grant in actor.grants if grant.role is ME and grant.can_approve)
    return is_own or any(post.organisation_id in grant.reach for grant in editors)


def may_approve_again(actor: Actor, post: Post, channel: Channel) -> bool:
    """Tell whether the actor may be the second to approve in a pre-election period: whoever approves there, and the desk."""
    return may_approve(actor, post, channel) or (actor.scopes is None and actor.holds(CE))


def may_resolve(actor: Actor, channel: Channel, *, posted_by_id: UUID | None) -> bool:
    """Tell whether the actor's word on an unclear delivery decides; a channel manager's is a proposal.

    Whoever posted by hand reports what they did themselves (`posted_by_id` made the last call).
    """
    if is_allowed_at(actor, Permission.RESOLVE, channel):
        return True
    is_own_deed = posted_by_id is not None and posted_by_id == actor.user_id
    return is_own_deed and is_allowed_at(actor, Permission.BY_HAND, channel)


def has_written(actor: Actor, writers: Iterable[UUID]) -> bool:
    """Tell whether the actor is, as a person, among those who wrote the text (four eyes, SECURITY FE-01)."""
    return actor.person_id in set(writers)


def may_see(actor: Actor, post: Post) -> bool:
    """Tell whether the actor sees the whole post: own drafts, and for the desk others' from submission on.

    Under an embargo it is shown to its ministry, the desk and whoever wrote it: neither to auditors nor to other agencies.
    """
    if post.theme is not None and post.theme.is_under_embargo and not _is_within(actor, post):
        return False
    if is_allowed_on(actor, Permission.READ_DRAFT, post):
        return True
    is_open = _is_open_to(actor.scopes, Permission.READ_DRAFT)
    return is_open and actor.holds(CE) and post.submitted_at is not None


def _is_within(actor: Actor, post: Post) -> bool:
    """Tell whether the actor is of the circle that an embargo leaves: ministry, desk, author."""
    is_ours = post.organisation_id in actor.reach(ME, ML, CE) or post.author_id == actor.user_id
    return is_ours or (actor.holds(CE) and (post.on_behalf or post.submitted_at is not None))


def may_comment(actor: Actor, post: Post) -> bool:
    """Tell whether the actor takes part in talking about the post: its chain, and the desk from submission on.

    Whoever only audits reads; no token says anything.
    """
    if actor.scopes is not None:
        return False
    return is_allowed_on(actor, Permission.COMMENT, post) or (
        actor.holds(CE) and post.submitted_at is not None
    )


def reads_as_auditor(actor: Actor, post: Post) -> bool:
    """Tell whether nothing but the auditor's role shows this unpublished post: such reading is logged (section 2)."""
    if post.state is PostState.PUBLISHED or not actor.holds(AU):
        return False
    grants = tuple(grant for grant in actor.grants if grant.role is not AU)
    return not may_see(replace(actor, grants=grants), post)


def may_see_published(actor: Actor, post: Post) -> bool:
    """Tell whether the actor sees at least what everybody signed in sees: text and deliveries once published."""
    return actor.user_id is not None and post.state is PostState.PUBLISHED


IN_HAND: Final = frozenset({HoldReason.MANUAL, HoldReason.CONFIRMED_ABSENT})
"""What is held for a person's hand, or was in somebody's."""
LOOKED_AT: Final = frozenset({DeliveryState.UNCLEAR, DeliveryState.REMOVING})
"""What may need a person to look at the channel."""


def is_in_hand(actor: Actor, delivery: Delivery) -> bool:
    """Tell whether the actor sees a delivery because a hand is asked for on a channel named in their account.

    That is all a channel manager sees of what is not published yet: neither drafts nor what still waits.
    """
    is_asked_for = delivery.state in LOOKED_AT or delivery.hold_reason in IN_HAND
    return actor.scopes is None and is_asked_for and delivery.channel_id in actor.channels(CM)
