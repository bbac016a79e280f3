"""What a plan lacks and where it is too tight: days without a post, and two posts on one channel at one time."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final
from uuid import UUID

from app.models.delivery import DeliveryState

CLOSE: Final = timedelta(minutes=5)
"""What readers of one channel take for the same moment; a channel's own `min_gap` counts where it is longer."""
PROPOSED: Final = "proposed"
TO_COME: Final = frozenset({PROPOSED, DeliveryState.WAITING.value, DeliveryState.SENDING.value})
"""What may still collide: it will leave at its time unless somebody moves it."""
NOT_THERE: Final = frozenset({DeliveryState.CANCELLED.value, DeliveryState.REMOVED.value})
"""What fills no day: it does not leave, or is gone again."""


@dataclass(frozen=True)
class Planned:
    """One post on one channel at one time; `state` is `proposed` or one of the protocol's, `min_gap_s` the channel's."""

    id: UUID
    at: datetime
    channel_id: UUID
    organisation_id: UUID
    state: str
    min_gap_s: int = 0


def find_collisions(planned: Iterable[Planned]) -> dict[UUID, Planned]:
    """Return for what is too close to another on its channel the neighbour it collides with, the nearest one."""
    by_channel: dict[UUID, list[Planned]] = defaultdict(list)
    for row in planned:
        if row.state in TO_COME:
            by_channel[row.channel_id].append(row)
    found: dict[UUID, Planned] = {}
    for rows in by_channel.values():
        for earlier, later in pairwise(sorted(rows, key=lambda row: (row.at, row.id))):
            if is_too_close(earlier, later):
                found[later.id] = earlier
                if earlier.id not in found or later.at - earlier.at < earlier.at - found[earlier.id].at:
                    found[earlier.id] = later
    return found


def is_too_close(one: Planned, other: Planned) -> bool:
    """Tell whether two posts on one channel are closer than a few minutes, or than the channel's own gap."""
    return abs(one.at - other.at) < max(CLOSE, timedelta(seconds=one.min_gap_s))


def find_gaps(days: Sequence[date], filled: Iterable[date], *, today: date) -> frozenset[date]:
    """Return the days from today on for which nothing is planned; what is past cannot be filled any more."""
    return frozenset(day for day in days if day >= today) - frozenset(filled)
