"""What happened: the audit record, append-only, chained by hash when its transaction commits."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Identified


class Event(Identified, Base):
    """Who did what on what, when, from which state to which, and why; written in the action's own transaction.

    `actor_id` is the account's id, a pseudonym: the name stays in the erasable account. Empty means the machine.
    """

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_object_id", "object_id", "id"),
        Index("ix_event_post_id", "post_id", "id"),
    )

    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    actor_id: Mapped[UUID | None]
    action: Mapped[str]
    object_type: Mapped[str]
    object_id: Mapped[UUID]
    post_id: Mapped[UUID | None]
    from_state: Mapped[str | None]
    to_state: Mapped[str | None]
    reason: Mapped[str | None]
    body: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)


class EventLink(Base):
    """An event's place in the chain, written at commit by the database itself; nobody else may write here."""

    __tablename__ = "event_link"

    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="RESTRICT"), unique=True)
    sha256: Mapped[str]


class EventHead(Base):
    """How long the chain is and how it ends, so that a cut-off tail is noticed. One row, written with each link."""

    __tablename__ = "event_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    position: Mapped[int]
    sha256: Mapped[str]
