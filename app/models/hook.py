"""Hooks: addresses of programs that an organisation wants to be told what its people are told."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Identified
from app.models.organisation import Organisation
from app.models.way import Way


class Hook(Way, Identified, Base):
    """One receiver, and its way: while it fails it rests.

    `groups` are those of notifications that it wants. A person pauses it (`paused_at`); after a long failure, or where
    the receiver asks for it, the office disables it (`disabled_at`). Its secret lies sealed in `credential`.
    """

    __tablename__ = "hook"
    __table_args__ = (
        CheckConstraint("cardinality(groups) > 0", name="wants_something"),
        Index("ix_hook_organisation_id", "organisation_id"),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id", ondelete="RESTRICT"))
    name: Mapped[str]
    url: Mapped[str]
    groups: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    created_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    paused_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship()
