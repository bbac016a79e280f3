"""Signs of life: when each worker last did what it is there for (PUBLISHING section 13)."""

from datetime import datetime

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from app.models.base import Base


class WorkerHeartbeat(Base):
    """One running process: its machine (or container), what it serves, and when it last got work done.

    `parts` are the queues a worker takes from, or `dispatcher`, `beat` or `watcher`. `clocks` says by how many seconds
    other clocks were ahead of the database's then: this machine's, and those that channels told with their answers.
    """

    __tablename__ = "worker_heartbeat"

    worker: Mapped[str] = mapped_column(primary_key=True)
    host: Mapped[str]
    parts: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    seen_at: Mapped[datetime] = mapped_column(server_default=func.now())
    clocks: Mapped[dict[str, float]] = mapped_column(JSONB, default=dict, server_default="{}")
