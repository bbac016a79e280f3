"""What all answers of bodies have in common: whose they are, and the very words they were given in."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from app.models.base import Base, Identified
from app.models.organisation import Organisation


class Nothing(StrEnum):
    """The three kinds of nothing: there was none, the question does not apply, nothing was said (R145)."""

    NONE = "none"
    NOT_APPLICABLE = "not_applicable"
    NOT_REPORTED = "not_reported"


class Printed:
    """A row that says what an organisation answered: structured beside the words as printed, and their source.

    `printed_organisation` is the name it was printed under, whatever the register calls the organisation.
    """

    source_key: Mapped[str | None] = mapped_column(unique=True)
    organisation_id: Mapped[UUID] = mapped_column(
        ForeignKey("organisation.id", ondelete="RESTRICT"), index=True
    )
    printed_organisation: Mapped[str | None]
    printed: Mapped[str]
    source: Mapped[str | None]

    @declared_attr
    def organisation(cls) -> Mapped[Organisation]:  # noqa: N805 - SQLAlchemy calls it on the class
        """Return how the organisation that answered is found."""
        return relationship()


class PrintedAbbreviation(Identified, Base):
    """A line of a printed list of abbreviations, also of those that stand for no organisation (PI, FH)."""

    __tablename__ = "printed_abbreviation"

    abbreviation: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    source: Mapped[str | None]
