"""What is planned for a stretch of time: light rows first, so that a month costs one statement over two indexes.

What is approved lies at its due time, what is not at the time its current revision proposes. Only what is shown is
read as a whole afterwards (`load_views`), in a second statement.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, Text, and_, cast, literal, or_, select, true, union_all
from sqlalchemy.orm import Session

from app.editorial.planning import CLOSE, Planned, find_collisions
from app.models import Channel, Delivery, Event, Post, Rendering, User, Variant
from app.models.post import PostState
from app.models.user import MACHINE, Actor
from app.queries.delivery_filter import PROPOSED, DeliveryStatus
from app.queries.visibility import is_in_hand_of, is_whole_for


@dataclass(frozen=True)
class PlanFilter:
    """What a plan shows; without a state everything but what was cancelled."""

    state: DeliveryStatus | None = None
    channel: UUID | None = None
    organisations: Collection[UUID] | None = None

    def takes(self, row: Planned) -> bool:
        """Tell whether a row is wanted."""
        return (
            (row.state == self.state.value if self.state else row.state != DeliveryStatus.CANCELLED.value)
            and self.channel in {None, row.channel_id}
            and (self.organisations is None or row.organisation_id in self.organisations)
        )


@dataclass(frozen=True)
class Plan:
    """What is planned, in the order of time; the collisions name neighbours that the filter may leave out."""

    rows: list[Planned]
    collisions: dict[UUID, Planned]


@dataclass(frozen=True)
class Change:
    """What was done with a delivery last: by whom, what, when."""

    by: str
    action: str
    at: datetime


def find_plan(session: Session, actor: Actor, wanted: PlanFilter, *, start: datetime, end: datetime) -> Plan:
    """Return what the actor may see of the time from `start` until before `end`."""
    both = union_all(_approved(actor, start, end), _proposed(actor, start, end)).subquery()
    found = [Planned(*row) for row in session.execute(select(both).order_by(both.c.at, both.c.id))]
    return Plan([row for row in found if wanted.takes(row)], find_collisions(found))


def find_neighbour(session: Session, actor: Actor, row: Planned) -> Planned | None:
    """Return what a row would collide with if it were planned so, as far as the actor may know of it."""
    reach = max(CLOSE, timedelta(seconds=row.min_gap_s))
    plan = find_plan(session, actor, PlanFilter(), start=row.at - reach, end=row.at + reach)
    return find_collisions([*(other for other in plan.rows if other.id != row.id), row]).get(row.id)


def find_last_change(session: Session, delivery_id: UUID) -> Change | None:
    """Return what was done with a delivery last."""
    query = (
        select(User.name, Event.action, Event.at)
        .select_from(Event)
        .outerjoin(User, User.id == Event.actor_id)
        .where(Event.object_id == delivery_id)
        .order_by(Event.id.desc())
        .limit(1)
    )
    row = session.execute(query).one_or_none()
    return Change(row[0] or MACHINE.name, row[1], row[2]) if row else None


def _approved(actor: Actor, start: datetime, end: datetime) -> Select[UUID, datetime, UUID, UUID, str, int]:
    """Return what has a delivery, at its due time: one's own business, what is asked of one's hand, what is public.

    Each post is looked up for its delivery (`limit` keeps it so): joined freely, the database reads all posts there are.
    """
    is_public = and_(Delivery.remote_id.is_not(None), Post.state == PostState.PUBLISHED)
    its_post = (
        select(Post.organisation_id)
        .where(Post.id == Delivery.post_id, or_(is_whole_for(actor), is_in_hand_of(actor), is_public))
        .limit(1)
        .lateral()
    )
    return (
        select(
            Delivery.id,
            Delivery.due_at.label("at"),
            Delivery.channel_id,
            its_post.c.organisation_id,
            cast(Delivery.state, Text).label("state"),
            Channel.min_gap_s,
        )
        .select_from(Delivery)
        .join(its_post, true())
        .join(Channel, Channel.id == Delivery.channel_id)
        .where(Delivery.due_at >= start, Delivery.due_at < end)
    )


def _proposed(actor: Actor, start: datetime, end: datetime) -> Select[UUID, datetime, UUID, UUID, str, int]:
    """Return what is on its way to being approved, at the time that its current revision proposes.

    Variant and post are looked up for each rendering of the time, for the same reason as above.
    """
    its_variant = (
        select(Variant.id, Variant.channel_id, Post.organisation_id)
        .join(Post, Post.id == Variant.post_id)
        .outerjoin(Delivery, Delivery.id == Variant.id)
        .where(
            Variant.id == Rendering.variant_id,
            Post.current_revision_id == Rendering.revision_id,
            ~Variant.is_approved,
            Delivery.id.is_(None),
            Variant.withdrawn_at.is_(None),
            Post.state.not_in([PostState.REJECTED, PostState.WITHDRAWN]),
            is_whole_for(actor),
        )
        .limit(1)
        .lateral()
    )
    return (
        select(
            its_variant.c.id,
            Rendering.proposed_at.label("at"),
            its_variant.c.channel_id,
            its_variant.c.organisation_id,
            literal(PROPOSED).label("state"),
            Channel.min_gap_s,
        )
        .select_from(Rendering)
        .join(its_variant, true())
        .join(Channel, Channel.id == its_variant.c.channel_id)
        .where(Rendering.proposed_at >= start, Rendering.proposed_at < end)
    )
