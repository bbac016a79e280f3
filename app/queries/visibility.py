"""Whose posts appear in whose lists: the rules of `permissions.may_see` as conditions of a query."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, or_, select, true
from sqlalchemy import false as never

from app.editorial.permissions import IN_HAND, LOOKED_AT, MATRIX, Permission, Scope
from app.editorial.themes import CIRCLE
from app.models import Channel, Delivery, Package, Post, Theme, ThemeMinistry, Variant
from app.models.post import PostState
from app.models.theme import Sensitivity
from app.models.user import Actor, Grant, Role


def is_whole_for(actor: Actor) -> ColumnElement[bool]:
    """Return the condition under which the actor sees the whole post."""
    reading = MATRIX[Permission.READ_DRAFT]
    own = actor.reach(*(role for role, scope in reading.items() if scope is Scope.OWN))
    sees_all = actor.holds(*(role for role, scope in reading.items() if scope is Scope.ALL))
    writes = actor.holds(*(role for role, scope in reading.items() if scope is Scope.CREATED))
    agency = [grant for grant in actor.grants if reading.get(grant.role) is Scope.OWN_ASSIGNED]
    is_theirs = or_(*(_is_agencys(grant) for grant in agency)) if agency else never()
    return or_(
        Post.organisation_id.in_(list(own)),
        is_desk(actor) & (Post.submitted_at.is_not(None) | Post.on_behalf),
        (true() if sees_all else never()) & ~is_under_embargo(),
        Post.author_id == actor.user_id if writes else never(),
        is_theirs & (~is_under_embargo() | (Post.author_id == actor.user_id)),
    )


def is_under_embargo() -> ColumnElement[bool]:
    """Return the condition that the embargo of its theme runs for a post."""
    return exists().where(Theme.id == Post.theme_id, Theme.is_under_embargo).correlate(Post)


def secret_posts() -> Select[UUID]:
    """Return the posts whose theme's embargo runs: few at any time, so that a list looks them up once."""
    return select(Post.id).join(Theme, Theme.id == Post.theme_id).where(Theme.is_under_embargo)


def is_theme_shown_to(actor: Actor) -> ColumnElement[bool]:
    """Return `themes.may_see_theme` as a condition on themes."""
    if actor.scopes is not None:
        return never()
    near = list(actor.reach(*CIRCLE))
    takes_part = (ThemeMinistry.theme_id == Theme.id) & ThemeMinistry.organisation_id.in_(near)
    is_open = (Theme.sensitivity == Sensitivity.NORMAL) & ~Theme.is_under_embargo
    is_near = Theme.lead_id.in_(near) | exists().where(takes_part).correlate(Theme)
    return is_desk(actor) | is_near | is_open


def is_package_shown_to(actor: Actor) -> ColumnElement[bool]:
    """Return `themes.may_see_package` as a condition on packages."""
    if actor.scopes is not None:
        return never()
    is_known = Package.theme_id.in_(select(Theme.id).where(is_theme_shown_to(actor)))
    sees_all = true() if actor.holds(Role.CENTRAL_EDITOR, Role.AUDITOR) else never()
    is_near = Package.organisation_id.in_(list(actor.reach(*CIRCLE)))
    return is_known | (Package.theme_id.is_(None) & (sees_all | is_near))


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
