"""What is due now, in the order in which it is to leave: urgent posts first, then the channels in turn.

Each channel in the order of its times: a backlog on one does not hide the others. What rests after a 429, waits for its
gap, for a central channel or for its package is left out.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Float, Select, and_, cast, func, or_, select
from sqlalchemy.orm import Session

from app.actions.predecessors import waits_for_central, waits_for_package
from app.db import outside
from app.editorial.payload import WITH_IMAGES
from app.models import Channel, Delivery, Post
from app.models.delivery import DeliveryState

MOST = 200
AHEAD_S = 0.02
"""So long before its time a delivery is looked up, so that nothing but the intent is left to do at that time."""


class Due(NamedTuple):
    """One delivery that is due, or in `wait_s` seconds; with its channel, and whether it shows images."""

    id: UUID
    channel_id: UUID
    has_images: bool
    wait_s: float


def find_due(session: Session, *, rewake_s: int) -> list[UUID]:
    """Return the ids of due deliveries that were not woken lately, locked for the caller to wake."""
    quiet = func.now() - func.make_interval(0, 0, 0, 0, 0, 0, rewake_s)
    is_due = _is_due_at(func.now()) & or_(Delivery.woken_at.is_(None), Delivery.woken_at < quiet)
    query = _in_order(is_due).where(is_due).with_for_update(of=Delivery, skip_locked=True)
    return list(session.execute(query.with_only_columns(Delivery.id)).scalars())


def find_ready(session: Session, *, without: Collection[UUID]) -> list[Due]:
    """Return what is due by now or in a moment, but for these, woken or not: the next of each channel, a few hundred at most."""
    soon = func.now() + timedelta(seconds=AHEAD_S)
    moment = func.greatest(Delivery.due_at, Delivery.next_attempt_at)
    wait = cast(func.extract("epoch", moment - func.clock_timestamp()), Float)
    query = _in_order(_is_due_at(soon) & outside(Delivery.id, without)).add_columns(wait)
    return [Due(*row) for row in session.execute(query)]


def _is_due_at(moment: ColumnElement[datetime]) -> ColumnElement[bool]:
    return and_(
        Delivery.state == DeliveryState.WAITING,
        Delivery.due_at <= moment,
        or_(Delivery.next_attempt_at.is_(None), Delivery.next_attempt_at <= moment),
    )


def _in_order(is_due: ColumnElement[bool]) -> Select[UUID, UUID, bool]:
    """Return the query for what is due, in order."""
    is_urgent = Post.urgent_reason.is_not(None)
    place = func.row_number().over(
        partition_by=Delivery.channel_id, order_by=(is_urgent.desc(), Delivery.due_at, Delivery.id)
    )
    waiting = (
        select(Delivery.id, place.label("place"), is_urgent.label("is_urgent"))
        .join(Channel, Channel.id == Delivery.channel_id)
        .join(Post, Post.id == Delivery.post_id)
        .where(
            is_due,
            func.coalesce(Channel.paused_until, func.now()) <= func.now(),
            func.coalesce(Channel.next_free_at, func.now()) <= func.clock_timestamp(),
            or_(Post.theme_id.is_(None), ~waits_for_central()),
            ~waits_for_package(),
        )
        .subquery()
    )
    has_images = Delivery.payload.contains(WITH_IMAGES, autoescape=True)
    return (
        select(Delivery.id, Delivery.channel_id, has_images)
        .join(waiting, waiting.c.id == Delivery.id)
        .order_by(waiting.c.is_urgent.desc(), waiting.c.place, Delivery.due_at, Delivery.id)
        .limit(MOST)
    )
