"""Comments as those in a post's chain read them, each passage found again in what the post says now."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.actions.comments import Passage
from app.actions.readers import find_houses, find_readers
from app.editorial.diff import Segment, diff_words, find_passage
from app.editorial.permissions import may_comment
from app.errors import NotAllowedError
from app.models import Comment, Organisation, Post, Rendering, Revision, User, Variant
from app.models.user import Actor
from app.queries.cursor import Page, as_id, fetch_page
from app.queries.posts import get_whole_post


@dataclass(frozen=True)
class Place:
    """Where a passage stands in the text of the post's current revision, in characters."""

    begins: int
    ends: int


@dataclass(frozen=True)
class CommentView:
    """A comment with the names in it, and where its passage stands now: nowhere once its words changed."""

    comment: Comment
    channel_id: UUID | None
    place: Place | None
    mentioned_users: Sequence[str]
    mentioned_organisations: Sequence[str]
    is_mine: bool


def list_comments(
    session: Session, actor: Actor, post_id: UUID, *, is_open: bool | None, limit: int, after: str | None
) -> Page[CommentView]:
    """Return a post's comments in order; only for those who see the whole post."""
    post = get_whole_post(session, actor, post_id)
    query = (
        select(Comment)
        .where(Comment.post_id == post_id)
        .options(
            joinedload(Comment.author),
            joinedload(Comment.resolved_by),
            joinedload(Comment.revision),
            selectinload(Comment.wordings),
        )
    )
    if is_open is not None:
        query = query.where(Comment.resolved_at.is_(None) == is_open)
    page = fetch_page(session, query, by=[Comment.id], kinds=[as_id], limit=limit, after=after)
    return Page(view_comments(session, actor, post, page.items), page.next)


def view_comments(
    session: Session, actor: Actor, post: Post, comments: Sequence[Comment]
) -> list[CommentView]:
    """Return comments of one post as the actor reads them."""
    variants = {
        row.id: row for row in session.execute(select(Variant).where(Variant.post_id == post.id)).scalars()
    }
    users = _names(session, comments)
    houses = {key: name for key, name in session.execute(select(Organisation.id, Organisation.abbreviation))}

    @cache
    def text_of(revision: Revision, variant_id: UUID | None) -> str | None:
        if variant_id is None:
            return revision.text
        row = session.get(Rendering, (revision.id, variant_id))
        if row is None or variants[variant_id].withdrawn_at is not None:
            return None
        return revision.text if row.text is None else row.text

    @cache
    def changes_of(revision: Revision, variant_id: UUID | None) -> list[Segment] | None:
        old, new = text_of(revision, variant_id), text_of(post.current_revision, variant_id)
        return None if old is None or new is None else diff_words(old, new)

    def place_of(row: Comment) -> Place | None:
        changes = changes_of(row.revision, row.variant_id)
        if changes is None or row.begins is None or row.ends is None:
            return None
        found = find_passage(changes, row.begins, row.ends)
        return Place(*found) if found else None

    return [
        CommentView(
            row,
            variants[row.variant_id].channel_id if row.variant_id else None,
            place_of(row),
            [users[key] for key in row.mentioned_users],
            [houses[key] for key in row.mentioned_organisations],
            is_mine=row.author_id == actor.user_id,
        )
        for row in comments
    ]


def list_readers(session: Session, actor: Actor, post_id: UUID) -> list[User]:
    """Return who can be mentioned in a comment, for those who may write one. Raises NotAllowedError."""
    post = get_whole_post(session, actor, post_id)
    if not may_comment(actor, post):
        raise NotAllowedError
    return find_readers(session, post)


def find_audience(session: Session, actor: Actor, post: Post) -> tuple[list[User], list[Organisation]]:
    """Return the people and the organisations that can be mentioned; nobody for those who may not comment."""
    if not may_comment(actor, post):
        return [], []
    near = or_(Organisation.id.in_(find_houses(session, post)), Organisation.is_lead)
    houses = session.execute(select(Organisation).where(near).order_by(Organisation.abbreviation)).scalars()
    return find_readers(session, post), list(houses)


def find_quote(post: Post, quote: str) -> Passage | None:
    """Return the passage of the current revision that reads like the quote, whatever blanks are between its words.

    The text common to all channels comes first, then what channels say otherwise. None where it reads so nowhere.
    """
    revision = post.current_revision
    own = [
        (row.variant.channel_id, row.text) for row in revision.renderings if row.variant.withdrawn_at is None
    ]
    words = re.compile(r"\s+".join(map(re.escape, quote.split())))
    for channel_id, text in [(None, revision.text), *own]:
        found = words.search(text or "")
        if found and found[0]:
            return Passage(revision.number, found.start(), found.end(), found[0], channel_id)
    return None


def _names(session: Session, comments: Sequence[Comment]) -> dict[UUID, str]:
    ids = {key for row in comments for key in row.mentioned_users}
    rows = session.execute(select(User.id, User.name).where(User.id.in_(ids)))
    return {key: name for key, name in rows}
