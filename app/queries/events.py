"""The record as people read it: who may read which events, found by who, what, on what, where and when."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, union_all
from sqlalchemy import false as never
from sqlalchemy.orm import Session

from app.editorial.permissions import MATRIX, Permission, Scope
from app.errors import NotAllowedError
from app.models import (
    Channel,
    Contribution,
    Event,
    EventLink,
    Membership,
    Package,
    Post,
    Revision,
    RevisionMedia,
    Theme,
    User,
)
from app.models.user import MACHINE, Actor
from app.queries.cursor import Page, as_id, fetch_page
from app.queries.event_things import Thing, find_things
from app.queries.timeline import find_names
from app.queries.visibility import is_package_shown_to, is_theme_shown_to, is_whole_for, secret_posts

TECHNICAL: Final = (
    "user",
    "membership",
    "api_token",
    "publishing_stop",
    "restoration",
    "hook",
    "notification_choice",
    "press_connection",
)
"""What events of the technical administration are about: neither posts nor channels."""
OF_THEMES: Final = ("theme", "contribution", "package")
NOBODY: Final = "System"


@dataclass(frozen=True)
class EventFilter:
    """Which events are wanted; what is None narrows nothing.

    `who` is part of a name, `action` an event's name or, with a dot at its end, how it begins; `object_id` is what it
    was done to, or its post. `start` is included, `end` is not.
    """

    who: str | None = None
    action: str | None = None
    object_id: UUID | None = None
    organisations: Sequence[UUID] | None = None
    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True)
class EventView:
    """An event with its place in the chain, who it was, and what it was done to."""

    event: Event
    position: int | None
    who: str
    thing: Thing


def list_events(
    session: Session, actor: Actor, wanted: EventFilter, *, limit: int, after: str | None
) -> Page[EventView]:
    """Return the events that the actor may read and that are wanted, newest first. Raises NotAllowedError."""
    query = _narrow(select(Event).where(is_readable_by(actor)), wanted)
    page = fetch_page(session, query, by=[Event.id], kinds=[as_id], limit=limit, after=after, descending=True)
    return Page(_views(session, page.items), page.next)


def find_last_change(session: Session, object_id: UUID) -> EventView | None:
    """Return the last event about a thing: who changed it before somebody else wanted to."""
    query = select(Event).where(Event.object_id == object_id).order_by(Event.id.desc()).limit(1)
    return next(iter(_views(session, session.execute(query).scalars().all())), None)


def is_readable_by(actor: Actor) -> ColumnElement[bool]:
    """Return the condition under which the actor reads an event (SECURITY section 2). Raises NotAllowedError."""
    scopes = {role: scope for role, scope in MATRIX[Permission.READ_EVENTS].items() if actor.holds(role)}
    if not scopes or actor.scopes is not None:
        raise NotAllowedError
    held = set(scopes.values())
    by_post = [role for role, scope in scopes.items() if scope is Scope.SEEN]
    by_channel = [role for role, scope in scopes.items() if scope is Scope.ASSIGNED]
    reader = replace(actor, grants=tuple(grant for grant in actor.grants if grant.role in by_post))
    is_seen = exists().where(Post.id == Event.post_id, is_whole_for(reader)).correlate(Event)
    is_channels = (Event.object_type == "channel") & Event.object_id.in_(list(actor.channels(*by_channel)))
    is_technical = Event.object_type.in_(TECHNICAL) & Event.post_id.is_(None)
    return or_(
        _is_open_to_all(actor) if Scope.ALL in held else never(),
        is_seen if by_post else never(),
        _is_of_theme_shown_to(reader) if by_post else never(),
        is_channels if by_channel else never(),
        is_technical if Scope.TECHNICAL in held else never(),
    )


def _is_open_to_all(actor: Actor) -> ColumnElement[bool]:
    """Return the condition under which an auditor reads an event: of what is under an embargo there is none to read."""
    shown = select(RevisionMedia.media_id).join(Revision, Revision.id == RevisionMedia.revision_id)
    images = shown.where(Revision.post_id.in_(secret_posts()))
    return and_(
        or_(Event.post_id.is_(None), Event.post_id.not_in(secret_posts())),
        or_(Event.object_type != "media", Event.object_id.not_in(images)),
        or_(Event.object_type.not_in(OF_THEMES), _is_of_theme_shown_to(actor)),
    )


def _is_of_theme_shown_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that an event is about a theme or package that the actor may know of, or what was asked for it."""
    known = select(Theme.id).where(is_theme_shown_to(actor))
    asked = select(Contribution.id).where(Contribution.theme_id.in_(known))
    packages = select(Package.id).where(is_package_shown_to(actor))
    return Event.object_type.in_(OF_THEMES) & Event.object_id.in_(union_all(known, asked, packages))


def _narrow(query: Select[Event], wanted: EventFilter) -> Select[Event]:
    if wanted.who:
        is_meant = User.name.icontains(wanted.who, autoescape=True)
        is_machine = wanted.who.lower() in NOBODY.lower()
        by = Event.actor_id.in_(select(User.id).where(is_meant))
        query = query.where(or_(by, Event.actor_id.is_(None)) if is_machine else by)
    if wanted.action:
        is_area = wanted.action.endswith(".")
        query = query.where(
            Event.action.startswith(wanted.action, autoescape=True)
            if is_area
            else Event.action == wanted.action
        )
    if wanted.object_id:
        query = query.where(or_(Event.object_id == wanted.object_id, Event.post_id == wanted.object_id))
    if wanted.organisations is not None:
        query = query.where(_is_about(wanted.organisations))
    if wanted.start:
        query = query.where(Event.at >= wanted.start)
    return query.where(Event.at < wanted.end) if wanted.end else query


def _is_about(organisations: Sequence[UUID]) -> ColumnElement[bool]:
    """Return whether an event is about a post, a channel, an account or a role of one of these organisations."""
    posts = select(Post.id).where(Post.organisation_id.in_(organisations))
    channels = select(Channel.id).where(Channel.organisation_id.in_(organisations))
    users = select(Membership.user_id).where(Membership.organisation_id.in_(organisations))
    by_kind = {"post": posts, "channel": channels, "user": users}
    return or_(
        Event.post_id.in_(posts),
        *((Event.object_type == kind) & Event.object_id.in_(ids) for kind, ids in by_kind.items()),
        Event.body["organisation_id"].astext.in_([str(row) for row in organisations]),
    )


def _views(session: Session, events: Sequence[Event]) -> list[EventView]:
    names = find_names(session, {event.actor_id for event in events if event.actor_id})
    things = find_things(session, events)
    linked = select(EventLink.event_id, EventLink.position).where(
        EventLink.event_id.in_([event.id for event in events])
    )
    places = {event_id: position for event_id, position in session.execute(linked)}
    return [
        EventView(
            event,
            places.get(event.id),
            names.get(event.actor_id, MACHINE.name) if event.actor_id else NOBODY,
            things[event.id],
        )
        for event in events
    ]
