"""Decisions about channels and platforms, as records that others refer to (Drucksache 7/4655, pages 1 and 3)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Identified
from app.models.organisation import Organisation


class Decision(Identified, Base):
    """What an organisation decided on a day, by whom, with the arguments weighed and the law it rests on."""

    __tablename__ = "decision"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id", ondelete="RESTRICT"))
    title: Mapped[str]
    decided_on: Mapped[date]
    participants: Mapped[str]
    arguments: Mapped[str]
    outcome: Mapped[str]
    legal_basis: Mapped[str | None]
    document_url: Mapped[str | None]
    by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())

    organisation: Mapped[Organisation] = relationship()
