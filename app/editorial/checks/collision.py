"""Two posts on one channel almost at once take each other's readers (Anlage 1, page 6: quality and quantity)."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from app.editorial.checks.base import Facts, Number, Rule
from app.errors import Issue
from app.models.post import Rendering, Revision


def find_collisions_of(revision: Revision, renderings: Sequence[Rendering], facts: Facts) -> Iterator[Issue]:
    """Return an issue for each channel where something else leaves within `number` minutes, or the channel's own gap."""
    for index, row in enumerate(renderings):
        channel, due = row.variant.channel, facts.due_of(row).at
        gap = max(timedelta(minutes=facts.number), timedelta(seconds=channel.min_gap_s or 0))
        near = [at for at in facts.planned.get(channel.id, ()) if abs(at - due) < gap]
        if near:
            nearest = min(near, key=lambda at: abs(at - due))
            context = {"channel": channel.label, "other_at": nearest.isoformat()}
            yield Issue(f"deliveries.{index}.proposed_at", "collision", context)


COLLISION: Final = Rule(
    "collision", find_collisions_of, "Abschnitt 3.1, Relevanz", 6, number=Number(5, 1, 120)
)
