"""Noting which revision somebody who decides has opened: the smallest trace, one row, no event."""

from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.editorial.permissions import may_approve
from app.models import Channel, Opening, Post, Variant
from app.models.post import PostState
from app.models.user import Actor

DECIDABLE_IN = (PostState.SUBMITTED, PostState.PUBLISHED)


def note_opening(session: Session, actor: Actor, post_id: UUID) -> None:
    """Note that the actor opened the post's current revision, if it waits for a decision that may be theirs."""
    is_noted = exists().where(
        Opening.user_id == actor.user_id, Opening.revision_id == Post.current_revision_id
    )
    goes_to = (
        select(Post, Channel)
        .join(Variant, Variant.post_id == Post.id)
        .join(Channel)
        .where(Post.id == post_id, Post.state.in_(DECIDABLE_IN), Variant.withdrawn_at.is_(None), ~is_noted)
    )
    for post, channel in session.execute(goes_to):
        if may_approve(actor, post, channel):
            row = insert(Opening).values(user_id=actor.user_id, revision_id=post.current_revision_id)
            session.execute(row.on_conflict_do_nothing())
            return


def has_opened(session: Session, actor: Actor, post: Post) -> bool:
    """Tell whether the actor opened the post's current revision."""
    return session.get(Opening, (actor.user_id, post.current_revision_id)) is not None
