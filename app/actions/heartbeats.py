"""Writing signs of life, and forgetting those of processes that are gone."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.models import WorkerHeartbeat

KEEP_FOR = timedelta(hours=1)


def write_heartbeat(session: Session, worker: str, *, host: str, parts: Sequence[str]) -> None:
    """Note that this worker did some work just now."""
    row = insert(WorkerHeartbeat).values(worker=worker, host=host, parts=list(parts))
    session.execute(row.on_conflict_do_update(index_elements=["worker"], set_={"seen_at": func.now()}))


def forget_heartbeat(session: Session, worker: str) -> None:
    """Forget a worker that says good-bye."""
    session.execute(delete(WorkerHeartbeat).where(WorkerHeartbeat.worker == worker))


def forget_old_heartbeats(session: Session) -> int:
    """Forget workers that went without a word an hour ago, and return how many."""
    gone = delete(WorkerHeartbeat).where(WorkerHeartbeat.seen_at < func.now() - KEEP_FOR)
    return len(session.execute(gone.returning(WorkerHeartbeat.worker)).all())
