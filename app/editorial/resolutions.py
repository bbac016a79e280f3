"""When a person's word that a post is not on its channel may be believed (PUBLISHING section 4, T13; assumption A1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from app.editorial.pauses import PROBES, next_probe

AGREEING: Final = 2
"""So many looks must have seen nothing before a person may decide."""
BLIND: Final = timedelta(minutes=5)


@dataclass(frozen=True)
class Evidence:
    """What is known of an unclear delivery.

    `called_at` is the end of the last call, `absences` are the looks since that saw nothing. `can_find` tells whether
    the channel can be asked at all, `next_probe_at` when it is asked next.
    """

    called_at: datetime
    absences: Sequence[datetime]
    can_find: bool
    next_probe_at: datetime | None = None

    @property
    def agreeing(self) -> int:
        """How many looks saw nothing, those left out that came too soon to tell."""
        return sum(seen_at >= self.called_at + PROBES[0] for seen_at in self.absences)


@dataclass(frozen=True)
class Doubt:
    """Why the word cannot be believed yet, as a key, and from when on it may be."""

    key: str
    possible_from: datetime


def find_doubt(evidence: Evidence, *, quiet: timedelta, now: datetime) -> Doubt | None:
    """Return what speaks against believing that it is not there: looks that are missing, or the quiet time.

    Until that is over the platform may still carry out the last call, and no look can rule it out.
    """
    quiet_until = evidence.called_at + quiet
    missing = AGREEING - evidence.agreeing
    if evidence.can_find and missing > 0:
        seen_by = evidence.next_probe_at or now
        if missing > 1:
            seen_by = next_probe(evidence.called_at, seen_by) or seen_by + BLIND
        return Doubt("probes-missing", max(quiet_until, seen_by))
    return Doubt("quiet-time", quiet_until) if now < quiet_until else None


def plan_look(evidence: Evidence, *, failed: bool, now: datetime) -> datetime | None:
    """Return when to look next after a look that saw nothing, or `failed` to see: as planned, or sooner.

    Where nothing could be seen, or too few looks agree when the plan is over, it is tried again after five minutes,
    and the longer the call is ago the more seldom.
    """
    planned = next_probe(evidence.called_at, now)
    if not failed and (planned is not None or evidence.agreeing >= AGREEING):
        return planned
    again = now + max(BLIND, (now - evidence.called_at) / 12)
    return min(planned or again, again)
