"""What waits for somebody's decision: the urgent first, then the next due; and how much waits of which ministry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, SQLColumnExpression, Subquery, and_, func, select
from sqlalchemy.orm import Session

from app import db
from app.actions.open_decisions import is_open_decision
from app.errors import Issue
from app.models import Channel, Delivery, Opening, Organisation, Post, Rendering, Variant
from app.models.post import PostState
from app.models.user import Actor
from app.queries.cursor import Page, as_flag, as_id, as_instant, fetch_page, fetch_rows, write_cursor
from app.queries.posts import WHOLE_POST, PostView, view_posts
from app.queries.queue_findings import WITH_TEXTS, find_findings
from app.queries.visibility import is_for, is_visible_to, is_whole_for

KINDS: Final = (as_flag, as_instant, as_id)
"""Of the values by which the queue is ordered."""


class ClaimedBy(StrEnum):
    """Who is looking at a post."""

    ME = "me"
    OTHERS = "others"
    NOBODY = "nobody"


@dataclass(frozen=True)
class QueueFilter:
    """Which part of the queue a list shows; `finding` is the key of what is found in a post."""

    organisation: str | None = None
    channel: UUID | None = None
    finding: str | None = None
    claimed_by: ClaimedBy | None = None
    urgent: bool | None = None


@dataclass(frozen=True)
class QueueEntry:
    """A post that waits: until when somebody should decide, what is found in it, and whether the reader opened it.

    `seconds_left` is counted by the database's clock and falls below zero once the time has gone by.
    """

    view: PostView
    due_at: datetime
    seconds_left: int
    findings: Sequence[Issue]
    is_opened: bool


@dataclass(frozen=True)
class MinistryCount:
    """How much of an organisation waits, how much of it as urgent and when the next is due.

    `submitted_lately` and `urgent_lately` count the last 30 days: the fast lane is for what is urgent indeed.
    """

    organisation: str
    waiting: int
    urgent: int
    next_due_at: datetime | None
    submitted_lately: int
    urgent_lately: int


def list_queue(
    session: Session, actor: Actor, wanted: QueueFilter, *, limit: int, after: str | None
) -> Page[QueueEntry]:
    """Return what waits for this actor's decision, the urgent first and then the next due."""
    waiting = _waiting(actor)
    query = _wanted(session, actor, wanted, waiting).options(*WHOLE_POST, *WITH_TEXTS)
    page = fetch_rows(session, query, by=_order(waiting), kinds=KINDS, limit=limit, after=after)
    due = {post.id: earliest for post, _, earliest, _ in page.items}
    return Page(_entries(session, actor, [row[0] for row in page.items], due), page.next)


def find_waiting(session: Session, actor: Actor, *, limit: int) -> list[tuple[PostView, datetime]]:
    """Return the first of the queue with the time of each, without what is found in them: no text is read for it."""
    waiting = _waiting(actor)
    query = _posts(actor, waiting).add_columns(waiting.c.due).options(*WHOLE_POST)
    rows = session.execute(query.order_by(*_order(waiting)).limit(limit)).unique().all()
    views = view_posts(session, actor, [row[0] for row in rows])
    return [(view, row[1]) for view, row in zip(views, rows, strict=True)]


def find_following(session: Session, actor: Actor, wanted: QueueFilter, post_id: UUID) -> UUID | None:
    """Return what comes after a post in the list, or the first of the others where it is the last; None if alone."""
    waiting = _waiting(actor)
    query = _wanted(session, actor, wanted, waiting)
    here = _posts(actor, waiting).with_only_columns(*_order(waiting)).where(Post.id == post_id)
    keys = session.execute(here).one_or_none()
    after = write_cursor(tuple(keys)) if keys else None
    for cursor in dict.fromkeys((after, None)):
        page = fetch_page(session, query, by=_order(waiting), kinds=KINDS, limit=2, after=cursor)
        others: list[UUID] = [post.id for post in page.items if post.id != post_id]
        if others:
            return others[0]
    return None


def count_queue(session: Session, actor: Actor) -> list[MinistryCount]:
    """Return what waits for this actor's decision by organisation, beside what each submitted lately."""
    waiting = _waiting(actor)
    is_urgent = Post.urgent_reason.is_not(None)
    rows = _posts(actor, waiting).with_only_columns(
        Post.organisation_id, func.count(), func.count().filter(is_urgent), func.min(waiting.c.due)
    )
    now = {row[0]: row[1:] for row in session.execute(rows.group_by(Post.organisation_id))}
    submitted = (
        select(Post.organisation_id, func.count(), func.count().filter(is_urgent))
        .where(Post.submitted_at > func.now() - func.make_interval(0, 0, 0, 30), is_whole_for(actor))
        .group_by(Post.organisation_id)
    )
    lately = {row[0]: row[1:] for row in session.execute(submitted)}
    names = select(Organisation.abbreviation, Organisation.id).where(Organisation.id.in_({*now, *lately}))
    nothing = (0, 0, None)
    return [
        MinistryCount(name, *(*now.get(key, nothing), *lately.get(key, nothing[:2])))
        for name, key in session.execute(names.order_by(Organisation.abbreviation))
    ]


def _waiting(actor: Actor) -> Subquery:
    """Return the posts that wait for the actor, each with the earliest time that its current revision proposes."""
    is_current = and_(Rendering.revision_id == Post.current_revision_id, Rendering.variant_id == Variant.id)
    return (
        select(Post.id, func.min(Rendering.proposed_at).label("due"))
        .join(Variant, Variant.post_id == Post.id)
        .join(Rendering, is_current)
        .join(Channel, Channel.id == Variant.channel_id)
        .outerjoin(Delivery, Delivery.id == Variant.id)
        .where(Post.state.in_([PostState.SUBMITTED, PostState.PUBLISHED]), is_for(actor), is_open_decision())
        .group_by(Post.id)
        .subquery()
    )


def _posts(actor: Actor, waiting: Subquery) -> Select[Post]:
    return select(Post).join(waiting, waiting.c.id == Post.id).where(is_visible_to(actor))


def _order(waiting: Subquery) -> list[SQLColumnExpression[Any]]:
    """Return by what the queue is ordered: the urgent, then the next due."""
    return [Post.urgent_reason.is_(None), waiting.c.due, Post.id]


def _wanted(session: Session, actor: Actor, wanted: QueueFilter, waiting: Subquery) -> Select[Post]:
    """Return the part of the queue that is wanted."""
    query = _filtered(_posts(actor, waiting), actor, wanted)
    if not wanted.finding:
        return query
    everything = session.execute(query.options(*WITH_TEXTS)).scalars().unique().all()
    found = find_findings(session, everything)
    keys = {post_id: {issue.key for issue in issues} for post_id, issues in found.items()}
    return query.where(Post.id.in_([post_id for post_id, row in keys.items() if wanted.finding in row]))


def _filtered(query: Select[Post], actor: Actor, wanted: QueueFilter) -> Select[Post]:
    if wanted.organisation:
        named = select(Organisation.id).where(Organisation.abbreviation == wanted.organisation)
        query = query.where(Post.organisation_id.in_(named))
    if wanted.channel:
        goes = Post.variants.any((Variant.channel_id == wanted.channel) & Variant.withdrawn_at.is_(None))
        query = query.where(goes)
    if wanted.urgent is not None:
        query = query.where(Post.urgent_reason.is_(None) != wanted.urgent)
    is_claimed = func.coalesce(Post.claimed_until > func.now(), False)
    match wanted.claimed_by:
        case ClaimedBy.ME:
            return query.where(is_claimed, Post.claimed_by_id == actor.user_id)
        case ClaimedBy.OTHERS:
            return query.where(is_claimed, Post.claimed_by_id != actor.user_id)
        case ClaimedBy.NOBODY:
            return query.where(~is_claimed)
    return query


def _entries(
    session: Session, actor: Actor, posts: Sequence[Post], due: Mapping[UUID, datetime]
) -> list[QueueEntry]:
    current = [post.current_revision_id for post in posts]
    opened = set(
        session.execute(
            select(Opening.revision_id).where(
                Opening.user_id == actor.user_id, Opening.revision_id.in_(current)
            )
        ).scalars()
    )
    found, now = find_findings(session, posts), db.now(session)
    return [
        QueueEntry(
            view,
            due[view.post.id],
            int((due[view.post.id] - now).total_seconds()),
            found[view.post.id],
            view.post.current_revision_id in opened,
        )
        for view in view_posts(session, actor, posts)
    ]
