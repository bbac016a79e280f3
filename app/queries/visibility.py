"""Whose posts appear in whose lists: the rules of `permissions.may_see` as conditions of a query."""

from sqlalchemy import ColumnElement, exists, or_, true
from sqlalchemy import false as never

from app.editorial.permissions import IN_HAND, LOOKED_AT, MATRIX, Permission, Scope
from app.models import Channel, Delivery, Post, Variant
from app.models.post import PostState
from app.models.user import Actor, Grant, Role


def is_whole_for(actor: Actor) -> ColumnElement[bool]:
    """Return the condition under which the actor sees the whole post."""
    reading = MATRIX[Permission.READ_DRAFT]
    own = actor.reach(*(role for role, scope in reading.items() if scope is Scope.OWN))
    sees_all = actor.holds(*(role for role, scope in reading.items() if scope is Scope.ALL))
    writes = actor.holds(*(role for role, scope in reading.items() if scope is Scope.CREATED))
    agency = [grant for grant in actor.grants if reading.get(grant.role) is Scope.OWN_ASSIGNED]
    return or_(
        Post.organisation_id.in_(list(own)),
        is_desk(actor) & (Post.submitted_at.is_not(None) | Post.on_behalf),
        true() if sees_all else never(),
        Post.author_id == actor.user_id if writes else never(),
        *(_is_agencys(grant) for grant in agency),
    )


def _is_agencys(grant: Grant) -> ColumnElement[bool]:
    """Return the condition under which a post goes to channels named in the grant only, and to some."""
    goes = (Variant.post_id == Post.id) & Variant.withdrawn_at.is_(None)
    is_named = Variant.channel_id.in_(list(grant.channels))
    some, others = (exists().where(which).correlate(Post) for which in (goes, goes & ~is_named))
    return Post.organisation_id.in_(list(grant.reach)) & some & ~others


def is_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition under which a post appears in the actor's lists at all."""
    return is_whole_for(actor) | (Post.state == PostState.PUBLISHED)


def is_desk(actor: Actor) -> ColumnElement[bool]:
    """Return whether the actor sits at the central desk, as a condition."""
    return true() if actor.holds(Role.CENTRAL_EDITOR) else never()


def is_in_hand_of(actor: Actor) -> ColumnElement[bool]:
    """Return `permissions.is_in_hand` as a condition on deliveries."""
    if actor.scopes is not None:
        return never()
    is_asked_for = Delivery.state.in_(LOOKED_AT) | Delivery.hold_reason.in_(IN_HAND)
    return is_asked_for & Delivery.channel_id.in_(list(actor.channels(Role.CHANNEL_MANAGER)))


def is_for(actor: Actor) -> ColumnElement[bool]:
    """Return `permissions.may_approve` as the condition of a query."""
    editors = [
        grant.reach for grant in actor.grants if grant.role is Role.MINISTRY_EDITOR and grant.can_approve
    ]
    lead = Post.organisation_id.in_(list(actor.reach(Role.MINISTRY_LEAD)))
    with_right = Post.organisation_id.in_(list(frozenset().union(*editors)))
    central = Channel.scope == "central"
    return or_(
        central & is_desk(actor),
        central & lead & (Channel.approval_mode == "ministry"),
        ~central & (lead | with_right),
    )
