"""Who speaks: a tree of ministries, their authorities and companies, and a company's divisions."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Identified, choice

WITHOUT_CHANNEL = "entfällt"


class OrganisationKind(StrEnum):
    """What an organisation is in the tree."""

    MINISTRY = "ministry"
    AUTHORITY = "authority"
    COMPANY = "company"
    DIVISION = "division"


class Organisation(Identified, Base):
    """A ministry, authority, company or division with its abbreviation (Kürzel).

    The abbreviation signs posts and never changes; names do (Drucksache 7/4655 prints two names of MULE), so
    names have rows of their own. `answer` keeps a declared «entfällt» to the question for channels (page 4),
    which is different from not having answered.
    """

    __tablename__ = "organisation"

    abbreviation: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[OrganisationKind] = mapped_column(choice(OrganisationKind, "kind"))
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id", ondelete="RESTRICT"))
    is_lead: Mapped[bool] = mapped_column(default=False)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    answer: Mapped[str | None]
    source: Mapped[str | None]

    parent: Mapped["Organisation | None"] = relationship(remote_side="Organisation.id")
    names: Mapped[list["OrganisationName"]] = relationship(
        order_by="(OrganisationName.valid_from.desc().nulls_last(), OrganisationName.id)",
        cascade="all, delete-orphan",
    )

    @property
    def name(self) -> str:
        """The newest name."""
        return self.names[0].name if self.names else self.abbreviation

    @property
    def is_without_channel(self) -> bool:
        """Whether it declared to have no channel of its own: the central desk may then speak on its behalf."""
        return self.answer == WITHOUT_CHANNEL

    def is_valid_on(self, day: date) -> bool:
        """Tell whether the abbreviation may sign on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


class OrganisationName(Identified, Base):
    """A long name of an organisation and the days it was in use, as far as they are known."""

    __tablename__ = "organisation_name"
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id", ondelete="RESTRICT"))
    name: Mapped[str]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    source: Mapped[str | None]
