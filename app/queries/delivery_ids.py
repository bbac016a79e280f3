"""Which deliveries a list shows, in the order of their time: found where an index has them in that order.

What was approved is sorted by its due time, what was not by the time proposed, and the two are merged: over a sort key made of
both, every list would read and sort all that ever left.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, exists, or_, select, tuple_
from sqlalchemy.orm import Session

from app.models import Delivery, Post, Rendering, Variant
from app.models.delivery import DeliveryState
from app.models.post import PostState
from app.models.user import Actor
from app.queries.cursor import Page, as_id, as_instant, read_cursor, write_cursor
from app.queries.delivery_filter import DeliveryFilter, DeliveryOrder, DeliveryStatus, narrow
from app.queries.search import CANDIDATES, Stretch, search_posts
from app.queries.visibility import is_in_hand_of, is_visible_to, is_whole_for


def find_delivery_ids(
    session: Session, actor: Actor, wanted: DeliveryFilter, *, limit: int, after: str | None
) -> Page[UUID]:
    """Return the ids of the deliveries wanted that the actor may see. Raises InvalidError for a cursor nobody was given."""
    behind = read_cursor(after, [as_instant, as_id]) if after is not None else None
    posts = _find_posts(session, actor, wanted.text) if wanted.text else None
    is_descending = wanted.order is DeliveryOrder.LATEST
    found: list[tuple[datetime, UUID]] = []
    for query, when in _branches(wanted.state):
        visible = narrow(query.where(_is_visible(actor)), actor, wanted, when).add_columns(when)
        if posts is not None:
            visible = visible.where(Post.id.in_(posts))
        if behind is not None:
            place, last = tuple_(when, Variant.id), tuple_(*behind)
            visible = visible.where(place < last if is_descending else place > last)
        order = [column.desc() if is_descending else column.asc() for column in (when, Variant.id)]
        rows = session.execute(visible.order_by(*order).limit(limit + 1))
        found += [(at, delivery_id) for delivery_id, at in rows]
    found = sorted(found, reverse=is_descending)[: limit + 1]
    shown = found[:limit]
    is_more = len(found) > limit
    return Page([delivery_id for _, delivery_id in shown], write_cursor(shown[-1]) if is_more else None)


def _find_posts(session: Session, actor: Actor, text: str) -> Sequence[UUID]:
    """Return the posts in which the words occur, of those with a delivery that the actor may see."""
    in_hand = exists().where(Delivery.post_id == Post.id, is_in_hand_of(actor))
    found = search_posts(
        session, actor, select(Post).where(is_visible_to(actor) | in_hand), text, Stretch(CANDIDATES)
    )
    return session.execute(found.with_only_columns(Post.id)).scalars().all()


def _branches(state: DeliveryStatus | None) -> Iterator[tuple[Select[UUID], SQLColumnExpression[datetime]]]:
    """Yield a query over what was approved, and one over what was not, each with its time; only those that may fit."""
    if state is not DeliveryStatus.PROPOSED:
        approved = (
            select(Variant.id)
            .join(Delivery, Delivery.id == Variant.id)
            .join(Post, Post.id == Delivery.post_id)
        )
        yield (
            approved if state is None else approved.where(Delivery.state == DeliveryState(state.value)),
            Delivery.due_at,
        )
    if state in {None, DeliveryStatus.PROPOSED, DeliveryStatus.CANCELLED}:
        is_current = and_(
            Rendering.revision_id == Post.current_revision_id, Rendering.variant_id == Variant.id
        )
        open_ones = (
            select(Variant.id)
            .join(Post, Post.id == Variant.post_id)
            .join(Rendering, is_current)
            .outerjoin(Delivery, Delivery.id == Variant.id)
            .where(~Variant.is_approved, Delivery.id.is_(None))
        )
        withdrawn = Variant.withdrawn_at.is_not(None)
        if state is not None:
            open_ones = open_ones.where(withdrawn if state is DeliveryStatus.CANCELLED else ~withdrawn)
        yield open_ones, Rendering.proposed_at


def _is_visible(actor: Actor) -> ColumnElement[bool]:
    is_public = and_(Delivery.remote_id.is_not(None), Post.state == PostState.PUBLISHED)
    return or_(is_whole_for(actor), is_in_hand_of(actor), is_public)
