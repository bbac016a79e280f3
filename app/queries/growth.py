"""How the followers of accounts grew: the snapshots of each account in the order of their days (REQUIREMENTS R126)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from app.models import MetricsSnapshot

WIDTH, HEIGHT = 100, 30
HUNDRED: Final = 100


@dataclass(frozen=True)
class Growth:
    """An account's snapshots that count followers, from the first day to the last; of one day the latest entered."""

    name: str
    rows: tuple[MetricsSnapshot, ...]

    @property
    def last(self) -> MetricsSnapshot:
        """Return the newest snapshot."""
        return self.rows[-1]

    @property
    def first(self) -> MetricsSnapshot | None:
        """Return the oldest snapshot; None where there is only one."""
        return self.rows[0] if len(self.rows) > 1 else None

    @property
    def gain(self) -> int:
        """Return how many followers came since the first snapshot, or left."""
        return (self.last.followers or 0) - (self.rows[0].followers or 0)

    @property
    def percent(self) -> int | None:
        """Return the gain in percent of what there was; None where there were none."""
        return round(self.gain * HUNDRED / self.rows[0].followers) if self.rows[0].followers else None

    @property
    def course(self) -> str:
        """Return the points of a line through all snapshots, a hundred wide and thirty high; its foot is no follower."""
        begun, most = self.rows[0].as_of, max(row.followers or 0 for row in self.rows) or 1
        days = (self.last.as_of - begun).days or 1
        return " ".join(
            f"{(row.as_of - begun).days * WIDTH / days:.1f},{HEIGHT - (row.followers or 0) * HEIGHT / most:.1f}"
            for row in self.rows
        )


def find_growth(snapshots: Iterable[MetricsSnapshot]) -> list[Growth]:
    """Return the accounts whose followers somebody counted, those with most of them first."""
    accounts: dict[tuple[object, ...], dict[object, MetricsSnapshot]] = defaultdict(dict)
    for row in snapshots:
        if row.followers is not None:
            whose = (row.channel_id,) if row.channel_id else (row.platform_slug, row.handle)
            accounts[whose][row.as_of] = row
    found = []
    for days in accounts.values():
        rows = tuple(sorted(days.values(), key=lambda row: row.as_of))
        name = rows[-1].channel.label if rows[-1].channel else rows[-1].handle
        found.append(Growth(name or rows[-1].platform.name, rows))
    return sorted(found, key=lambda row: (-(row.last.followers or 0), row.name))
