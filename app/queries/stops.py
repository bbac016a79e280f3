"""Emergency stops, and what was already on its way when they came."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.models import Channel, Organisation, Post, PublishingStop, Variant
from app.queries.cursor import Page, as_id, fetch_page


@dataclass(frozen=True)
class InFlight:
    """A delivery whose call had begun, by channel and ministry."""

    delivery_id: UUID
    channel: str
    organisation: str


@dataclass(frozen=True)
class StopView:
    """A stop with the names of what was in flight."""

    stop: PublishingStop
    in_flight: Sequence[InFlight]


def list_stops(session: Session, *, limit: int, after: str | None) -> Page[StopView]:
    """Return the stops, newest first."""
    query = select(PublishingStop).options(joinedload(PublishingStop.by))
    page = fetch_page(
        session, query, by=[PublishingStop.id], kinds=[as_id], limit=limit, after=after, descending=True
    )
    return Page([view_stop(session, stop) for stop in page.items], page.next)


def view_stop(session: Session, stop: PublishingStop) -> StopView:
    """Return a stop with what was in flight."""
    query = (
        select(Variant.id, Channel.label, Organisation.abbreviation)
        .join(Channel, Channel.id == Variant.channel_id)
        .join(Post, Post.id == Variant.post_id)
        .join(Organisation, Organisation.id == Post.organisation_id)
        .where(Variant.id.in_(stop.in_flight))
        .order_by(Variant.id)
    )
    return StopView(stop, [InFlight(*row) for row in session.execute(query)])
