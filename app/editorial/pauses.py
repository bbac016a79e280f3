"""How long is waited before a call is made again, and when a channel is asked what stands there (PUBLISHING 1)."""

from datetime import datetime, timedelta
from typing import Final

PROBES: Final = tuple(timedelta(minutes=minutes) for minutes in (2, 5, 15, 60, 24 * 60))
"""When an unclear delivery is looked for, counted from the last call (PUBLISHING section 1)."""


def back_off(attempts: int, jitter: float) -> timedelta:
    """Return the pause after a temporary refusal: 5, 15, 45, 120, then 300 s, scaled by a jitter of 0.8 to 1.2."""
    steps = (5, 15, 45, 120, 300)
    return timedelta(seconds=steps[min(max(attempts, 1), len(steps)) - 1] * jitter)


def next_probe(called_at: datetime, now: datetime) -> datetime | None:
    """Return when a channel is asked next what stands there: 2, 5, 15, 60 min and 24 h after the call, then no more."""
    return min((called_at + step for step in PROBES if called_at + step > now), default=None)
