"""Begun by somebody whose time is over, and taken up by nobody: calls to channels, and letters."""

from datetime import timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Channel, Delivery, Letter
from app.models.delivery import DeliveryState
from app.models.finding import FindingRule
from app.models.letter import LetterState
from app.queries.watch.base import Around, Fault, Rule, Seen, instant

GRACE: Final = timedelta(minutes=1)
WHAT: Final = {
    DeliveryState.SENDING: "Die Veröffentlichung auf {}",
    DeliveryState.REMOVING: "Die Entfernung von {}",
}


def look(session: Session, _: Around) -> Seen:
    """Return the deliveries and letters whose lease ended more than a minute ago."""
    calls = (
        select(Delivery.id, Delivery.state, Channel.label, Delivery.lease_until)
        .join(Channel, Channel.id == Delivery.channel_id)
        .where(Delivery.state.in_(WHAT), Delivery.lease_until < func.now() - GRACE)
        .order_by(Delivery.id)
    )
    letters = (
        select(Letter.id, Letter.lease_until)
        .where(Letter.state == LetterState.SENDING, Letter.lease_until < func.now() - GRACE)
        .order_by(Letter.id)
    )
    stuck = [
        (("delivery", row.id), WHAT[row.state].format(row.label), row.lease_until)
        for row in session.execute(calls)
    ]
    stuck += [(("letter", row.id), "Ein Schreiben", row.lease_until) for row in session.execute(letters)]
    return Seen(
        [Fault(*subject, {"what": what, "lease_until_at": instant(until)}) for subject, what, until in stuck]
    )


RULE: Final = Rule(FindingRule.CLAIM_STUCK, look)
