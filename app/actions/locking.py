"""Taking hold of rows before deciding on them, always in one order: stop gate, channel, post, delivery, audit chain."""

from typing import Final
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.editorial.permissions import is_in_hand, may_see
from app.errors import NotFoundError
from app.models import Delivery, Post
from app.models.user import Actor

STOP_GATE: Final = 7_465_501
"""Advisory lock: shared by every intent commit, exclusive for setting a stop (PUBLISHING section 10)."""

MEDIA_GATE: Final = 7_465_502
"""Advisory lock: shared by whoever brings in or uses images, exclusive for clearing away what nobody uses."""

LEXICON_GATE: Final = 7_465_503
"""Advisory lock: one change of the lexicon at a time becomes a version."""

IMPORT_GATE: Final = 7_465_504
"""Advisory lock: one plan of themes at a time is brought in, so that the same is not brought in twice."""


def lock_post(session: Session, actor: Actor, post_id: UUID) -> Post:
    """Return the post, locked. Raises NotFoundError for what the actor may not know of."""
    post = _lock(session, post_id)
    if post is None or not may_see(actor, post):
        raise NotFoundError
    return post


def _lock(session: Session, post_id: UUID) -> Post | None:
    query = select(Post).where(Post.id == post_id).with_for_update(key_share=True)
    return session.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()


def lock_deliveries(session: Session, post: Post) -> list[Delivery]:
    """Return the post's deliveries, locked in id order."""
    query = select(Delivery).where(Delivery.post_id == post.id).order_by(Delivery.id)
    return list(session.execute(query.with_for_update().execution_options(populate_existing=True)).scalars())


def lock_delivery(session: Session, actor: Actor, delivery_id: UUID) -> tuple[Post, Delivery | None]:
    """Return a variant's post and its delivery, both locked; no delivery while none is approved."""
    post_id = session.execute(
        text("select post_id from variant where id = :id"), {"id": delivery_id}
    ).scalar_one_or_none()
    if post_id is None:
        raise NotFoundError
    post = _lock(session, post_id)
    delivery = session.get(Delivery, delivery_id, with_for_update=True, populate_existing=True)
    if post is None or not (may_see(actor, post) or (delivery is not None and is_in_hand(actor, delivery))):
        raise NotFoundError
    return post, delivery


def ring(session: Session) -> None:
    """Tell the dispatcher at commit that there is something to look at. Lost bells only cost a tick."""
    session.execute(select(func.pg_notify("redaktion_due", "")))
