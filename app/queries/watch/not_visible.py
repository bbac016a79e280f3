"""Out by all we know, but not to be seen: on a channel by two looks that agree, on the portal by the page itself."""

from typing import Final

from sqlalchemy.orm import Session

from app.models import Delivery
from app.models.delivery import DeliveryState
from app.models.finding import FindingRule
from app.queries.watch.base import Around, Fault, Rule, Seen, instant
from app.queries.watch.visibility import find_seen, is_missed, or_on_portal


def look(session: Session, around: Around) -> Seen:
    """Return what is sent and cannot be seen."""
    missing = [key for key, is_there in around.portal.sent.items() if not is_there]
    is_wrong = or_on_portal(is_missed(Delivery.sent_at), missing)
    rows = session.execute(find_seen(DeliveryState.SENT, Delivery.sent_at, is_wrong))
    faults = [
        Fault("delivery", row.id, {"channel": row.label, "sent_at": instant(row.since)}) for row in rows
    ]
    return Seen(faults, is_whole=not around.portal.is_away)


RULE: Final = Rule(FindingRule.NOT_VISIBLE, look)
