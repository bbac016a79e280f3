"""Due, and two minutes later still not out."""

from datetime import timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actions.predecessors import waits_for_central, waits_for_package
from app.models import Channel, Delivery
from app.models.delivery import DeliveryState
from app.models.finding import FindingRule
from app.queries.watch.base import Around, Fault, Rule, Seen, instant

LATE: Final = timedelta(minutes=2)


def look(session: Session, _: Around) -> Seen:
    """Return the deliveries that wait although their time was two minutes ago, and neither for a central channel nor for their package (G18, G23)."""
    query = (
        select(Delivery.id, Channel.label, Delivery.due_at)
        .join(Channel, Channel.id == Delivery.channel_id)
        .where(
            Delivery.state == DeliveryState.WAITING,
            Delivery.due_at < func.now() - LATE,
            ~waits_for_central(),
            ~waits_for_package(),
        )
        .order_by(Delivery.due_at, Delivery.id)
    )
    return Seen(
        [
            Fault("delivery", row.id, {"channel": row.label, "due_at": instant(row.due_at)})
            for row in session.execute(query)
        ]
    )


RULE: Final = Rule(FindingRule.DELIVERY_OVERDUE, look)
