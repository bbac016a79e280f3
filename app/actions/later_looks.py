"""Looking again at what is out, or removed: a platform's word is believed, and checked (PUBLISHING section 1, A4)."""

from datetime import datetime, timedelta
from typing import Final

from app.models import Delivery
from app.models.delivery import DeliveryState

LATER: Final = (DeliveryState.SENT, DeliveryState.REMOVED)
STEPS: Final = (timedelta(minutes=2), timedelta(hours=1), timedelta(days=1))
"""How long after it came or went a channel is asked whether that is so."""
SOON: Final = timedelta(minutes=2)
AGAIN: Final = timedelta(minutes=10)
BLIND: Final = timedelta(days=2)


def plan_later_look(delivery: Delivery, now: datetime, *, was_as_known: bool | None = True) -> None:
    """Set when the channel is asked again what stands there; None ends it.

    What is not as it should be is looked at again until it is: two minutes later, for one look may have come too
    soon, later every ten. Where nothing can be seen (None) for two days, nobody looks any more.
    """
    since = delivery.removed_at if delivery.state is DeliveryState.REMOVED else delivery.sent_at
    if since is None or (was_as_known is None and now > since + BLIND) or not delivery.channel.can_find:
        delivery.next_probe_at = None
    elif was_as_known:
        delivery.next_probe_at = min((since + step for step in STEPS if since + step > now), default=None)
    else:
        delivery.next_probe_at = now + (SOON if now < since + STEPS[1] else AGAIN)
