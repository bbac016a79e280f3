"""Times that mean another instant since the rules of time zones changed: for a person to decide, never moved silently."""

from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from app.clock import to_instant
from app.errors import DoubledTimeError, MissingTimeError
from app.models import Channel, Delivery, Post, Rendering, Variant
from app.models.delivery import DeliveryState
from app.models.finding import FindingRule
from app.models.post import PostState
from app.queries.watch.base import Around, Fault, Rule, Seen

OPEN: Final = (PostState.DRAFT, PostState.SUBMITTED, PostState.CHANGES_REQUESTED)


def look(session: Session, _: Around) -> Seen:
    """Return the deliveries still to come, and the proposals nobody has decided on, whose wall time does not fit."""
    deliveries = (
        select(
            Delivery.id,
            Channel.label,
            Delivery.due_at.label("at"),
            Delivery.due_wall.label("wall"),
            Delivery.due_zone.label("zone"),
            Delivery.due_fold.label("fold"),
        )
        .join(Channel, Channel.id == Delivery.channel_id)
        .where(Delivery.state.in_([DeliveryState.WAITING, DeliveryState.HELD]), Delivery.due_at > func.now())
        .order_by(Delivery.id)
    )
    proposals = (
        select(
            Variant.id,
            Channel.label,
            Rendering.proposed_at.label("at"),
            Rendering.proposed_wall.label("wall"),
            Rendering.proposed_zone.label("zone"),
            Rendering.proposed_fold.label("fold"),
        )
        .join(Variant, Variant.id == Rendering.variant_id)
        .join(Post, Post.current_revision_id == Rendering.revision_id)
        .join(Channel, Channel.id == Variant.channel_id)
        .where(Rendering.proposed_at > func.now(), Post.state.in_(OPEN), Variant.withdrawn_at.is_(None))
        .order_by(Variant.id)
    )
    rows = [*session.execute(deliveries), *session.execute(proposals)]
    return Seen(
        [
            Fault("delivery", row.id, {"channel": row.label, "wall": f"{row.wall:%d.%m.%Y, %H:%M} Uhr"})
            for row in rows
            if not fits(row)
        ]
    )


def fits(row: Row[Any]) -> bool:
    """Tell whether the wall time, by the rules of today, is still the instant that was stored."""
    try:
        return bool(to_instant(row.wall, row.zone, row.fold) == row.at)
    except (MissingTimeError, DoubledTimeError):
        return False


RULE: Final = Rule(FindingRule.TIME_MOVED, look, every=timedelta(hours=1))
