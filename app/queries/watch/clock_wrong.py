"""Clocks that differ: the database's is the only one that counts, and others say whether it is right (section 12).

Each part tells with its heartbeat by how much its machine's clock is ahead of the database's, and what the dates in the
channels' answers said. If most of them differ, it is the database's clock that is wrong.
"""

from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import WorkerHeartbeat
from app.models.finding import FindingRule
from app.queries.watch.base import Around, Fault, Rule, Seen

ALARM_S: Final = 1.0
STOP_S: Final = 5.0
FRESH: Final = timedelta(seconds=90)
SERVERS: Final = 2
"""So many servers of channels must agree before their word alone stops the office: one may be wrong, or mean it badly."""
STOPS: Final = " Solange geht nichts hinaus."


@dataclass(frozen=True)
class Clocks:
    """By how many seconds other clocks are ahead of the database's: machines', and those of channels' servers."""

    machines: dict[str, float]
    servers: dict[str, float]

    @property
    def database(self) -> float:
        """By how many seconds the database's clock is behind what most others say."""
        said = [*self.machines.values(), *self.servers.values()]
        return median(said) if said else 0.0

    @property
    def is_usable(self) -> bool:
        """Tell whether things may leave by the database's clock: less than 5 s off by machines, and by servers."""
        by_machines = median(self.machines.values()) if self.machines else 0.0
        by_servers = median(self.servers.values()) if len(self.servers) >= SERVERS else 0.0
        return abs(by_machines) <= STOP_S and abs(by_servers) <= STOP_S


def read_clocks(session: Session) -> Clocks:
    """Return what the parts that work told of clocks with their last heartbeat."""
    query = select(WorkerHeartbeat.host, WorkerHeartbeat.clocks).where(
        WorkerHeartbeat.seen_at > func.clock_timestamp() - FRESH
    )
    rows = session.execute(query).all()
    hosts = {row.host for row in rows}
    said: dict[str, list[float]] = {}
    for row in rows:
        for name, seconds in row.clocks.items():
            said.setdefault(name, []).append(seconds)
    middle = {name: median(values) for name, values in said.items()}
    return Clocks(
        {name: value for name, value in middle.items() if name in hosts},
        {name: value for name, value in middle.items() if name not in hosts},
    )


def look(session: Session, _: Around) -> Seen:
    """Return the clocks that differ by more than a second; of the database's only itself."""
    clocks = read_clocks(session)
    effect = "" if clocks.is_usable else STOPS
    if abs(clocks.database) > ALARM_S:
        return Seen([_tell("database", "der Datenbank", clocks.database, "den anderen Uhren", effect)])
    others = clocks.machines | clocks.servers
    return Seen(
        [
            _tell(name, f"von {name}", seconds, "der Datenbank", effect)
            for name, seconds in sorted(others.items())
            if abs(seconds) > ALARM_S
        ]
    )


def _tell(name: str, clock: str, seconds: float, reference: str, effect: str) -> Fault:
    told = {"clock": clock, "seconds": f"{abs(seconds):.1f}".replace(".", ",")}
    return Fault("clock", name, told | {"reference": reference, "effect": effect})


RULE: Final = Rule(FindingRule.CLOCK_WRONG, look)
