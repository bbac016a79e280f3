"""Taking hold of what calls were made for, to write down what came of them: many rows with few questions.

Lock order: channels, posts, deliveries, attempts, each by id.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ARRAY, Select, Text, Uuid, and_, bindparam, func, select
from sqlalchemy.orm import Session

from app.actions.attempts import Outcome, Ticket
from app.channels.base import Receipt
from app.db import among
from app.models import Channel, Delivery, DeliveryAttempt, Post

Row = TypeVar("Row", Channel, Post, Delivery, DeliveryAttempt)


@dataclass(frozen=True)
class Held:
    """What some tickets were about, each by its id; locked, but for channels on which nothing failed."""

    channels: dict[UUID, Channel]
    posts: dict[UUID, Post]
    deliveries: dict[UUID, Delivery]
    attempts: dict[UUID, DeliveryAttempt]


def take_hold_again(session: Session, answers: Sequence[tuple[Ticket, Outcome]]) -> Held:
    """Lock and return what these answers are about; of the channels those that may have to hear of a failure."""
    tickets = [ticket for ticket, _ in answers]
    channels = select(Channel).where(among(Channel.id, {ticket.channel_id for ticket in tickets}))
    known = {channel.id: channel for channel in session.execute(channels).scalars()}
    failing = {ticket.channel_id for ticket, answer in answers if not isinstance(answer, Receipt)}
    if failing:
        known |= _lock(session, Channel, among(Channel.id, failing), key_share=True)
    ids = [ticket.delivery_id for ticket in tickets]
    theirs = select(Delivery.post_id).where(among(Delivery.id, ids))
    return Held(
        known,
        _lock(session, Post, Post.id.in_(theirs), key_share=True),
        _lock(session, Delivery, among(Delivery.id, ids)),
        _lock(session, DeliveryAttempt, among(DeliveryAttempt.id, [ticket.attempt_id for ticket in tickets])),
    )


def find_taken(session: Session, answers: Sequence[tuple[Ticket, Outcome]]) -> set[Ticket]:
    """Return the tickets whose answer names what another delivery already made on the same channel."""
    named: dict[tuple[UUID, str], Ticket] = {}
    taken = set()
    for ticket, outcome in answers:
        if isinstance(outcome, Receipt):
            key = (ticket.channel_id, outcome.remote_id)
            if named.setdefault(key, ticket) is not ticket:
                taken.add(ticket)
    answered = {"channels": [channel_id for channel_id, _ in named], "names": [name for _, name in named]}
    for delivery_id, channel_id, remote_id in session.execute(_named(), answered) if named else ():
        ticket = named[channel_id, str(remote_id)]
        if ticket.delivery_id != delivery_id:
            taken.add(ticket)
    return taken


@cache  # putting it together takes longer than asking it
def _named() -> Select[UUID, UUID, str | None]:
    given = func.unnest(bindparam("channels", type_=ARRAY(Uuid())), bindparam("names", type_=ARRAY(Text())))
    answered = given.table_valued("channel_id", "name").render_derived()
    is_named = and_(Delivery.channel_id == answered.c.channel_id, Delivery.remote_id == answered.c.name)
    return select(Delivery.id, Delivery.channel_id, Delivery.remote_id).join(answered, is_named)


def _lock(session: Session, kind: type[Row], condition: Any, *, key_share: bool = False) -> dict[UUID, Row]:
    query: Select[Row] = select(kind).where(condition).order_by(kind.id)
    locked = query.with_for_update(key_share=key_share).execution_options(populate_existing=True)
    return {row.id: row for row in session.execute(locked).scalars()}
