"""What becomes of a delivery in a restored database, by what stands on its channel (PUBLISHING section 11; T20).

The state in such a database is that of some time ago. What waited may have been sent since, or taken back; what was
held may have been released and sent. So nothing is believed but the channel, and of absence nothing before the quiet
time is over: until then the platform may carry out what it was asked for before the loss.
"""

from enum import StrEnum
from typing import Final

from app.models.delivery import DeliveryState


class Sighting(StrEnum):
    """What a listing says of a delivery: there, there with other words, not there; or the channel cannot be listed."""

    THERE = "there"
    OTHERWISE = "otherwise"
    NOT_THERE = "not_there"
    UNREADABLE = "unreadable"


CERTAIN: Final = frozenset({DeliveryState.WAITING, DeliveryState.HELD})
"""States that claim that it is not there; in a restored database that is hearsay."""
LOOKED_FOR: Final = CERTAIN | {DeliveryState.SENDING, DeliveryState.UNCLEAR}
"""What may turn out to be on the channel after all."""


def may_settle(*, is_readable: bool, is_quiet: bool) -> bool:
    """Tell whether a channel is done with: its list counts as complete, or nobody can list it.

    `is_quiet` tells that nothing the office asked for before the loss is carried out any more (assumption A1).
    """
    return is_quiet or not is_readable


def next_step(state: DeliveryState, seen: Sighting) -> str | None:
    """Return the transition that a sighting leads to, or None where the delivery stays as it is.

    «Not there» is said only of a channel that may be settled.
    """
    is_waiting = state is DeliveryState.WAITING
    if state is DeliveryState.SENDING:
        return "T10"
    if state is DeliveryState.UNCLEAR:
        return "T11" if seen is Sighting.THERE else None
    if state not in CERTAIN:
        return None
    match seen:
        case Sighting.THERE:
            return "T20a" if is_waiting else "T20c"
        case Sighting.OTHERWISE | Sighting.UNREADABLE:
            return "T20b" if is_waiting else "T20d"
        case Sighting.NOT_THERE:
            return "T3" if is_waiting else None
