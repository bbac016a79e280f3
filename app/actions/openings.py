"""Noting which revision somebody who decides has opened: the smallest trace, one row, no event."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.editorial.permissions import may_approve
from app.models import Opening, Post
from app.models.post import PostState
from app.models.user import Actor

DECIDABLE_IN = (PostState.SUBMITTED, PostState.PUBLISHED)


def note_opening(session: Session, actor: Actor, post_id: UUID) -> None:
    """Note that the actor opened the post's current revision, if it waits for a decision that may be theirs."""
    post = session.get_one(Post, post_id)
    if post.state in DECIDABLE_IN and any(may_approve(actor, post, channel) for channel in post.channels):
        row = insert(Opening).values(user_id=actor.user_id, revision_id=post.current_revision_id)
        session.execute(row.on_conflict_do_nothing())


def has_opened(session: Session, actor: Actor, post: Post) -> bool:
    """Tell whether the actor opened the post's current revision."""
    return session.get(Opening, (actor.user_id, post.current_revision_id)) is not None
