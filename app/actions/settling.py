"""Moving posts, and cases against them, to the state that follows from their deliveries."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from app.actions.takedown_ends import settle_takedowns
from app.db import among
from app.editorial.workflow import settled_state
from app.models import Delivery, Post, Variant
from app.models.delivery import DeliveryState
from app.models.post import PostState


def settle(session: Session, post: Post) -> None:
    """Move the post, and cases against it, to the state that follows from its deliveries."""
    settle_all(session, [post])


def settle_all(session: Session, posts: Sequence[Post]) -> None:
    """Move each of these posts, and cases against it, to the state that follows from its deliveries."""
    session.flush()
    query = select(Variant, Delivery).outerjoin(Delivery, Delivery.id == Variant.id)
    rows: dict[UUID, list[tuple[Variant, Delivery | None]]] = {post.id: [] for post in posts}
    for variant, delivery in session.execute(query.where(among(Variant.post_id, rows))):
        rows[variant.post_id].append((variant, delivery))
    settled: dict[PostState, list[Post]] = {}
    for post in posts:
        remaining = [delivery for variant, delivery in rows[post.id] if not is_cancelled(variant, delivery)]
        state = settled_state(post, remaining, len(rows[post.id]) - len(remaining))
        settled.setdefault(state, []).append(post)
    for state, alike in settled.items():
        _move(session, alike, state)
    settle_takedowns(session, rows)


def _move(session: Session, posts: Sequence[Post], state: PostState) -> None:
    """Write the same state to many posts with one statement, and to the objects what is now in their rows."""
    known = {post.id: post for post in posts}
    statement = (
        update(Post)
        .where(among(Post.id, known))
        .values(state=state, updated_at=func.now(), version=Post.version + 1)
        .returning(Post.id, Post.updated_at, Post.version)
        .execution_options(synchronize_session=False)
    )
    for post_id, updated_at, version in session.execute(statement):
        for name, value in {"state": state, "updated_at": updated_at, "version": version}.items():
            set_committed_value(known[post_id], name, value)


def is_cancelled(variant: Variant, delivery: Delivery | None) -> bool:
    """Tell whether a variant was taken back, before or after it was approved."""
    return delivery.state is DeliveryState.CANCELLED if delivery else variant.withdrawn_at is not None
