"""Elections and the pre-election periods decided for them (NEUTRALITY section 5). No law of every Land sets their length."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Identified, choice
from app.models.user import User


class ElectionKind(StrEnum):
    """What is elected."""

    STATE = "state"
    FEDERAL = "federal"
    EUROPEAN = "european"
    MUNICIPAL = "municipal"


class Election(Identified, Base):
    """An election with the period before it, `quiet_from` to `quiet_to`, both included, in Berlin days.

    One person of the desk proposes it, another decides; only then it has effects. To take a decided one back again needs
    two as well: the first asks, the second withdraws.
    """

    __tablename__ = "election"
    __table_args__ = (
        CheckConstraint("quiet_from <= day and day <= quiet_to", name="the_day_is_in_the_period"),
        CheckConstraint("(decided_at is null) = (decided_by_id is null)", name="decided_by_somebody"),
        CheckConstraint(
            "decided_by_id is null or decided_by_id <> proposed_by_id", name="decided_by_another"
        ),
        CheckConstraint("(ending_at is null) = (ending_by_id is null)", name="asked_by_somebody"),
        CheckConstraint("(withdrawn_at is null) = (withdrawn_by_id is null)", name="withdrawn_by_somebody"),
        CheckConstraint(
            "withdrawn_at is null or decided_at is null"
            " or (ending_by_id is not null and ending_by_id <> withdrawn_by_id)",
            name="withdrawn_by_another",
        ),
        Index(
            "ix_election_in_force",
            "quiet_to",
            postgresql_where=text("decided_at is not null and withdrawn_at is null"),
        ),
    )

    territory: Mapped[str]
    kind: Mapped[ElectionKind] = mapped_column(choice(ElectionKind, "kind"))
    day: Mapped[date]
    quiet_from: Mapped[date]
    quiet_to: Mapped[date]
    source: Mapped[str]
    note: Mapped[str | None]
    proposed_by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    proposed_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    decided_at: Mapped[datetime | None]
    ending_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    ending_at: Mapped[datetime | None]
    ending_reason: Mapped[str | None]
    withdrawn_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    withdrawn_at: Mapped[datetime | None]

    proposed_by: Mapped[User] = relationship(foreign_keys=proposed_by_id)
    decided_by: Mapped[User | None] = relationship(foreign_keys=decided_by_id)
    ending_by: Mapped[User | None] = relationship(foreign_keys=ending_by_id)
    withdrawn_by: Mapped[User | None] = relationship(foreign_keys=withdrawn_by_id)
