"""How much each ministry publishes in a pre-election period, against the twelve months before it (BVerfGE 44, 125, headnote 7).

A row says nothing about a single post: more output near an election without urgent cause is what courts ask about.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app import clock
from app.models import Delivery, Election, Organisation, Post

YEAR_DAYS: Final = 365


@dataclass(frozen=True)
class Frequency:
    """Posts of one organisation: how many in the period so far, and how many a week then and in the year before."""

    organisation: str
    posts: int
    weekly: float
    mean: float

    @property
    def is_more(self) -> bool:
        """Whether it publishes more than it used to."""
        return self.weekly > self.mean


def find_frequency(session: Session, election: Election) -> Sequence[Frequency]:
    """Return by organisation what went out in the period so far and in the twelve months before it."""
    begin = clock.start_of(election.quiet_from)
    end = min(clock.start_of(election.quiet_to + timedelta(days=1)), clock.now())
    year_before = clock.start_of(election.quiet_from - timedelta(days=YEAR_DAYS))
    now, before = (
        {name: count for name, count in session.execute(_count(*span))}
        for span in ((begin, end), (year_before, begin))
    )
    weeks = max((end - begin) / timedelta(weeks=1), 1 / 7)
    rows = [
        Frequency(name, now.get(name, 0), now.get(name, 0) / weeks, before.get(name, 0) * 7 / YEAR_DAYS)
        for name in now.keys() | before.keys()
    ]
    return sorted(rows, key=lambda row: (-row.weekly, row.organisation))


def _count(begin: datetime, end: datetime) -> Select[str, int]:
    """Return the query that counts the posts that went out from one instant to before another."""
    return (
        select(Organisation.abbreviation, func.count(Post.id.distinct()))
        .join(Post, Post.organisation_id == Organisation.id)
        .join(Delivery, Delivery.post_id == Post.id)
        .where(Delivery.sent_at >= begin, Delivery.sent_at < end)
        .group_by(Organisation.abbreviation)
    )
