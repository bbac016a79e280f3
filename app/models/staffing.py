"""Who looks after the channels, as people say it: heads, effort, somebody outside, or that nobody can tell."""

from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, Numeric, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Identified, choice
from app.models.printed import Nothing, Printed


class StaffingBasis(StrEnum):
    """In what effort is said: full-time equivalents (VZÄ), percent of working time, hours a week, or not at all."""

    FTE = "fte"
    PERCENT = "percent"
    HOURS_WEEK = "hours_week"
    UNQUANTIFIED = "unquantified"


class Comparator(StrEnum):
    """How exactly an effort is meant."""

    EXACTLY = "="
    AT_MOST = "≤"
    BELOW = "<"
    ABOUT = "~"


class StaffingRecord(Identified, Printed, Base):
    """Who looks after the platforms (slugs) of an organisation; `external` names who does it from outside."""

    __tablename__ = "staffing_record"
    __table_args__ = (
        CheckConstraint("persons_min <= persons_max", name="persons_in_order"),
        CheckConstraint("(effort is null) = (comparator is null)", name="effort_is_compared"),
        CheckConstraint("effort is null or basis <> 'unquantified'", name="effort_has_a_basis"),
    )

    platforms: Mapped[list[str]] = mapped_column(ARRAY(Text))
    printed_platform: Mapped[str | None]
    persons_min: Mapped[int | None]
    persons_max: Mapped[int | None]
    basis: Mapped[StaffingBasis | None] = mapped_column(choice(StaffingBasis, "basis"))
    comparator: Mapped[Comparator | None] = mapped_column(choice(Comparator, "comparator"))
    effort: Mapped[Decimal | None] = mapped_column(Numeric(8, 3))
    external: Mapped[str | None]
    nothing: Mapped[Nothing | None] = mapped_column(choice(Nothing, "nothing"))
