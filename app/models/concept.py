"""Nutzungskonzepte: what a body says of its channels (Nutzungskonzept Landkreis Mittelsachsen), and what was issued."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint, Uuid, func
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Identified, choice
from app.models.organisation import Organisation
from app.models.user import User


class Concept(Identified, Base):
    """The concept of one body, as it is worked on; `sources` are where the same can be read without a platform.

    `version` counts its changes, `reminded_for` is the day of the evaluation of which its body was last reminded.
    """

    __tablename__ = "concept"

    organisation_id: Mapped[UUID] = mapped_column(
        ForeignKey("organisation.id", ondelete="RESTRICT"), unique=True
    )
    title: Mapped[str]
    preamble: Mapped[str | None]
    mission: Mapped[str | None]
    contact: Mapped[str | None]
    sources: Mapped[list[str]] = mapped_column(ARRAY(Text))
    channels: Mapped[str | None]
    commitment: Mapped[str | None]
    version: Mapped[int] = mapped_column()
    reminded_for: Mapped[date | None]

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own shape

    organisation: Mapped[Organisation] = relationship()
    entries: Mapped[list["ImprintEntry"]] = relationship(
        order_by="(ImprintEntry.valid_from, ImprintEntry.id)", viewonly=True
    )
    versions: Mapped[list["ConceptVersion"]] = relationship(
        order_by="ConceptVersion.number", viewonly=True, back_populates="concept"
    )
    evaluations: Mapped[list["Evaluation"]] = relationship(
        order_by="(Evaluation.evaluated_on, Evaluation.id)", viewonly=True, back_populates="concept"
    )

    @property
    def evaluate_by(self) -> date | None:
        """The day by which whether and how it is used is to be looked at again; none before it was issued.

        A year after the last time, or after the day the first version stands for (model, section 6).
        """
        days = [row.evaluated_on for row in self.evaluations] or [row.as_of for row in self.versions[:1]]
        return a_year_after(max(days)) if days else None


class ImprintRole(StrEnum):
    """As what somebody stands in concept and imprint; responsible is who is so in law (section 18 MStV)."""

    BODY = "body"
    REPRESENTATIVE = "representative"
    RESPONSIBLE = "responsible"
    CONTACT = "contact"


class ImprintEntry(Identified, Base):
    """A body, person or office that imprint and concept name, and on which days; `area` is what it answers for."""

    __tablename__ = "imprint_entry"
    __table_args__ = (CheckConstraint("valid_to >= valid_from", name="ends_after_beginning"),)

    concept_id: Mapped[UUID] = mapped_column(ForeignKey("concept.id", ondelete="RESTRICT"), index=True)
    role: Mapped[ImprintRole] = mapped_column(choice(ImprintRole, "role"))
    name: Mapped[str]
    function: Mapped[str | None]
    area: Mapped[str | None]
    address: Mapped[str | None]
    phone: Mapped[str | None]
    email: Mapped[str | None]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]

    def is_valid_on(self, day: date) -> bool:
        """Tell whether it stands in the imprint of that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class ConceptVersion(Identified, Base):
    """A concept as it was issued: every word of it, and the channels it is for. Never changed."""

    __tablename__ = "concept_version"
    __table_args__ = (UniqueConstraint("concept_id", "number"),)

    concept_id: Mapped[UUID] = mapped_column(ForeignKey("concept.id", ondelete="RESTRICT"))
    number: Mapped[int]
    as_of: Mapped[date]
    channel_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    sha256: Mapped[str]
    issued_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    issued_by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))

    concept: Mapped[Concept] = relationship(back_populates="versions")


class Evaluation(Identified, Base):
    """That a body looked whether and how it goes on with its channels (model, section 6). Never changed."""

    __tablename__ = "evaluation"

    concept_id: Mapped[UUID] = mapped_column(ForeignKey("concept.id", ondelete="RESTRICT"), index=True)
    evaluated_on: Mapped[date]
    goes_on: Mapped[bool]
    whether: Mapped[str]
    how: Mapped[str]
    by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())

    concept: Mapped[Concept] = relationship(back_populates="evaluations")
    by: Mapped[User] = relationship()


class PlatformFacts(Identified, Base):
    """What concepts say of a platform: what it is and is good for, who runs it, whether it is read without an account."""

    __tablename__ = "platform_facts"

    platform_slug: Mapped[str] = mapped_column(ForeignKey("platform.slug", ondelete="RESTRICT"), unique=True)
    description: Mapped[str]
    operator: Mapped[str | None]
    seat: Mapped[str | None]
    is_open: Mapped[bool | None]
    info_url: Mapped[str | None]


def a_year_after(day: date) -> date:
    """Return the same day a year later; of 29 February the day before."""
    last_of_february = day.month == 2 and day.day == 29  # noqa: PLR2004 - a date
    return day.replace(year=day.year + 1, day=28 if last_of_february else day.day)
