"""Writing signs of life, and forgetting those of processes that are gone."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType

from sqlalchemy import delete, func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app import clock
from app.actions.attempts import clock_of
from app.models import WorkerHeartbeat

KEEP_FOR = timedelta(hours=1)


def write_heartbeat(
    session: Session,
    worker: str,
    *,
    host: str,
    parts: Sequence[str],
    servers: Mapping[str, float] = MappingProxyType({}),
) -> None:
    """Note that this worker did some work just now, and what clocks show besides the database's.

    `servers` says by how many seconds the clocks of channels' servers are ahead of this machine's.
    """
    own = measure_clock(session)
    clocks = {name: round(own + ahead, 3) for name, ahead in servers.items()} | {host: round(own, 3)}
    row = insert(WorkerHeartbeat).values(worker=worker, host=host, parts=list(parts), clocks=clocks)
    news = {"seen_at": func.now(), "clocks": clocks}
    session.execute(row.on_conflict_do_update(index_elements=["worker"], set_=news))


def measure_clock(session: Session) -> float:
    """Return by how many seconds this machine's clock is surely ahead of the database's; negative where it is behind.

    The database answered at some moment between the question and its answer; only what lies outside is a difference.
    """
    asked_at = clock.now()
    there = clock_of(session)
    answered_at = clock.now()
    return distance(there, asked_at, answered_at)


def distance(instant: datetime, since: datetime, until: datetime) -> float:
    """Return how many seconds a stretch lies behind an instant, negative where before it, 0 where it holds it."""
    if instant < since:
        return (since - instant).total_seconds()
    return min((until - instant).total_seconds(), 0.0)


def forget_heartbeat(session: Session, worker: str) -> None:
    """Forget a worker that says good-bye."""
    session.execute(delete(WorkerHeartbeat).where(WorkerHeartbeat.worker == worker))


def forget_old_heartbeats(session: Session) -> int:
    """Forget workers that went without a word an hour ago, and return how many."""
    gone = delete(WorkerHeartbeat).where(WorkerHeartbeat.seen_at < func.now() - KEEP_FOR)
    return len(session.execute(gone.returning(WorkerHeartbeat.worker)).all())
