"""Unclear for a quarter of an hour: reconcile has not found it, and nobody has said what became of it."""

from datetime import timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Channel, Delivery
from app.models.delivery import DeliveryState
from app.models.finding import FindingRule
from app.queries.watch.base import Around, Fault, Rule, Seen, instant

LONG: Final = timedelta(minutes=15)


def look(session: Session, _: Around) -> Seen:
    """Return the deliveries that have been unclear for too long."""
    query = (
        select(Delivery.id, Channel.label, Delivery.unknown_since)
        .join(Channel, Channel.id == Delivery.channel_id)
        .where(Delivery.state == DeliveryState.UNCLEAR, Delivery.unknown_since < func.now() - LONG)
        .order_by(Delivery.id)
    )
    return Seen(
        [
            Fault(
                "delivery",
                row.id,
                {"channel": row.label, "unknown_since_at": instant(row.unknown_since)},
            )
            for row in session.execute(query)
        ]
    )


RULE: Final = Rule(FindingRule.UNCLEAR_LONG, look)
