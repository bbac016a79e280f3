"""Days worth a theme: holidays of the Land, anniversaries, culture and sport (Anlage 1, page 5). Elections have a table of their own."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Identified, choice


class OccasionKind(StrEnum):
    """What sort of day it is."""

    HOLIDAY = "holiday"
    SCHOOL_HOLIDAYS = "school_holidays"
    ANNIVERSARY = "anniversary"
    CULTURE = "culture"
    SPORT = "sport"


class Occasion(Identified, Base):
    """An occasion from its first to its last Berlin day, both included; what returns every year has a row each year."""

    __tablename__ = "occasion"
    __table_args__ = (
        CheckConstraint("first_day <= last_day", name="begins_before_it_ends"),
        Index("ix_occasion_days", "first_day", "last_day"),
    )

    name: Mapped[str]
    kind: Mapped[OccasionKind] = mapped_column(choice(OccasionKind, "kind"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    entered_by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
