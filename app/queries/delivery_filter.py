"""Which deliveries a list shows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, TypeVar
from uuid import UUID

from sqlalchemy import Select, SQLColumnExpression

from app.models import Delivery, Organisation, Post, Variant
from app.models.delivery import HoldReason
from app.models.user import Actor
from app.queries.visibility import is_for

PROPOSED: Final = "proposed"
Found = TypeVar("Found", bound="Select[*tuple[Any, ...]]")


class DeliveryStatus(StrEnum):
    """What a delivery can be asked for: proposed, or one of the protocol's states."""

    PROPOSED = PROPOSED
    WAITING = "waiting"
    SENDING = "sending"
    UNCLEAR = "unclear"
    SENT = "sent"
    HELD = "held"
    CANCELLED = "cancelled"
    REMOVING = "removing"
    REMOVED = "removed"


class DeliveryOrder(StrEnum):
    """In which order a list shows deliveries: by their time, the earliest or the latest first."""

    EARLIEST = "earliest"
    LATEST = "latest"


@dataclass(frozen=True)
class DeliveryFilter:
    """Which deliveries a list shows and in which order; `start` and `end` bound their time, the end left out.

    `organisation` is an abbreviation; `organisations` are those that answer for the posts, None for whichever.
    `text` is searched in the posts' titles and texts; a word that is frequent, in the newest posts only (`search.CANDIDATES`).
    `decidable` leaves only what the reader may approve, and so release: the list of holds in somebody's hands.
    """

    state: DeliveryStatus | None = None
    hold_reason: HoldReason | None = None
    channel: UUID | None = None
    organisation: str | None = None
    organisations: Collection[UUID] | None = None
    decidable: bool = False
    start: datetime | None = None
    end: datetime | None = None
    text: str | None = None
    order: DeliveryOrder = DeliveryOrder.EARLIEST


def narrow(query: Found, actor: Actor, wanted: DeliveryFilter, when: SQLColumnExpression[datetime]) -> Found:
    """Return a query over posts, variants and deliveries of the state wanted that finds only what is wanted; `when` is their time."""
    if wanted.hold_reason:
        query = query.where(Delivery.hold_reason == wanted.hold_reason)
    if wanted.channel:
        query = query.where(Variant.channel_id == wanted.channel)
    if wanted.organisation:
        query = query.where(Post.organisation.has(Organisation.abbreviation == wanted.organisation))
    if wanted.organisations is not None:
        query = query.where(Post.organisation_id.in_(list(wanted.organisations)))
    if wanted.decidable:
        query = query.where(Variant.channel.has(is_for(actor)))
    return _between(query, when, wanted.start, wanted.end)


def _between(
    query: Found, when: SQLColumnExpression[datetime], start: datetime | None, end: datetime | None
) -> Found:
    if start:
        query = query.where(when >= start)
    return query.where(when < end) if end else query
