"""Removed, and still or again to be seen: on a channel by the last look, on the portal by the page itself."""

from typing import Final

from sqlalchemy.orm import Session

from app.models import Delivery
from app.models.delivery import DeliveryState
from app.models.finding import FindingRule
from app.queries.watch.base import Around, Fault, Rule, Seen, instant
from app.queries.watch.visibility import find_seen, is_seen, or_on_portal


def look(session: Session, around: Around) -> Seen:
    """Return what is removed and can be seen."""
    there = [key for key, is_there in around.portal.removed.items() if is_there]
    is_wrong = or_on_portal(is_seen(Delivery.removed_at), there)
    rows = session.execute(find_seen(DeliveryState.REMOVED, Delivery.removed_at, is_wrong))
    faults = [
        Fault("delivery", row.id, {"channel": row.label, "removed_at": instant(row.since)}) for row in rows
    ]
    return Seen(faults, is_whole=not around.portal.is_away)


RULE: Final = Rule(FindingRule.STILL_VISIBLE, look)
