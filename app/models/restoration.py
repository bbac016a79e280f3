"""A restored database and how it is brought back to the truth (PUBLISHING section 11)."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Identified, choice
from app.models.channel import Channel
from app.models.user import User


class ListOutcome(StrEnum):
    """What came of listing a channel: listed, needless because our own row is the page, or nobody can read it."""

    LISTED = "listed"
    NEEDLESS = "needless"
    UNREADABLE = "unreadable"


class Restoration(Identified, Base):
    """One time in restore mode. Channels are listed from `since` on: an hour before the last call that is known.

    `reconciled_at` is when every channel was listed and nothing waited any more. Two persons end it: the first
    confirms, the second ends. `is_behind` tells that nobody announced it: the publishers' marks gave it away.
    """

    __tablename__ = "restoration"
    __table_args__ = (
        CheckConstraint("(first_by_id is null) = (first_at is null)", name="confirmed_by_somebody"),
        CheckConstraint("(ended_by_id is null) = (ended_at is null)", name="ended_by_somebody"),
        CheckConstraint("ended_at is null or reconciled_at is not null", name="reconciled_before_its_end"),
        CheckConstraint("ended_by_id is null or ended_by_id <> first_by_id", name="ended_by_two"),
    )

    began_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    is_behind: Mapped[bool]
    since: Mapped[datetime]
    reconciled_at: Mapped[datetime | None]
    first_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    first_at: Mapped[datetime | None]
    first_reason: Mapped[str | None]
    ended_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None]

    first_by: Mapped[User | None] = relationship(foreign_keys=first_by_id)
    ended_by: Mapped[User | None] = relationship(foreign_keys=ended_by_id)


class RestorationLook(Base):
    """A channel in a restoration: the last listing, and what became of its posts. No outcome yet while it goes on.

    `posts` were there, `found` of them turned out to be deliveries of ours, `unknown` belong to no row.
    """

    __tablename__ = "restoration_look"

    restoration_id: Mapped[UUID] = mapped_column(
        ForeignKey("restoration.id", ondelete="RESTRICT"), primary_key=True
    )
    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channel.id", ondelete="RESTRICT"), primary_key=True)
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    next_at: Mapped[datetime] = mapped_column(server_default=func.now())
    outcome: Mapped[ListOutcome | None] = mapped_column(choice(ListOutcome, "outcome"))
    posts: Mapped[int] = mapped_column(default=0, server_default="0")
    found: Mapped[int] = mapped_column(default=0, server_default="0")
    unknown: Mapped[int] = mapped_column(default=0, server_default="0")
    error: Mapped[str | None]

    channel: Mapped[Channel] = relationship()
