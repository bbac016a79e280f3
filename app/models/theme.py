"""What is planned before there is a post: themes, and who takes part in them (Anlage 1, pages 5 to 8)."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, false, func
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship
from sqlalchemy.types import Text

from app.models.base import Base, Identified, choice
from app.models.organisation import Organisation
from app.models.user import User


class ThemeKind(StrEnum):
    """What sort of theme it is."""

    CABINET = "cabinet"
    STATE_PRESS_CONFERENCE = "state_press_conference"
    PRESS_RELEASE = "press_release"
    EVENT = "event"
    CAMPAIGN = "campaign"
    SERIES = "series"
    ANNUAL_THEME = "annual_theme"


CENTRAL_FIRST: Final = frozenset({ThemeKind.CABINET, ThemeKind.STATE_PRESS_CONFERENCE})
"""Kinds whose posts appear on the central channels before any ministry's own (Anlage 1, page 7)."""


class Goal(StrEnum):
    """The seven goals of August 2016 (Anlage 1, page 5)."""

    BRAND = "brand"
    INFORMATION = "information"
    ADDED_VALUE = "added_value"
    FEEDBACK = "feedback"
    MORE_CHANNELS = "more_channels"
    REACH = "reach"
    PORTAL = "portal"


class Purpose(StrEnum):
    """What it is said for."""

    INFORMATION = "information"
    TRANSPARENCY = "transparency"
    DIALOGUE = "dialogue"


class Sensitivity(StrEnum):
    """Who may know of a theme: everybody signed in, or only who takes part and the desk."""

    NORMAL = "normal"
    CONFIDENTIAL = "confidential"


class Theme(Identified, Base):
    """A theme of one lead ministry. Without days it is an idea; the days are both included, in Berlin days.

    `embargo_until` holds for every post that hangs on it; `is_under_embargo` is what the database's clock says of it, for rows and
    for queries alike. `material` holds links, each as `label` and `url`.
    """

    __tablename__ = "theme"
    __table_args__ = (
        CheckConstraint("(starts_on is null) = (ends_on is null)", name="both_days_or_none"),
        CheckConstraint("starts_on <= ends_on", name="begins_before_it_ends"),
        Index("ix_theme_days", "starts_on", "ends_on"),
        Index("ix_theme_lead_id", "lead_id"),
    )

    title: Mapped[str]
    summary: Mapped[str | None]
    kind: Mapped[ThemeKind] = mapped_column(choice(ThemeKind, "kind"))
    lead_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id", ondelete="RESTRICT"))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    goals: Mapped[list[str]] = mapped_column(ARRAY(Text()), default=list, server_default="{}")
    purposes: Mapped[list[str]] = mapped_column(ARRAY(Text()), default=list, server_default="{}")
    target_groups: Mapped[list[str]] = mapped_column(ARRAY(Text()), default=list, server_default="{}")
    formats: Mapped[list[str]] = mapped_column(ARRAY(Text()), default=list, server_default="{}")
    sensitivity: Mapped[Sensitivity] = mapped_column(choice(Sensitivity, "sensitivity"))
    embargo_until: Mapped[datetime | None] = mapped_column()
    material: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list, server_default="[]")
    created_by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())
    withdrawn_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own shape

    lead: Mapped[Organisation] = relationship()
    created_by: Mapped[User] = relationship()
    ministries: Mapped[list["ThemeMinistry"]] = relationship(
        order_by="ThemeMinistry.organisation_id", cascade="all, delete-orphan"
    )

    is_under_embargo: Mapped[bool] = column_property(func.coalesce(embargo_until > func.now(), false()))

    @property
    def is_in_circle(self) -> bool:
        """Whether only those who take part, and the desk, may know of it."""
        return self.sensitivity is Sensitivity.CONFIDENTIAL or self.is_under_embargo

    @property
    def is_central_first(self) -> bool:
        """Whether a ministry's own channels wait for a central one (G18)."""
        return self.kind in CENTRAL_FIRST


class ThemeMinistry(Base):
    """That a ministry takes part in a theme."""

    __tablename__ = "theme_ministry"
    __table_args__ = (Index("ix_theme_ministry_organisation_id", "organisation_id"),)

    theme_id: Mapped[UUID] = mapped_column(ForeignKey("theme.id", ondelete="RESTRICT"), primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(
        ForeignKey("organisation.id", ondelete="RESTRICT"), primary_key=True
    )

    organisation: Mapped[Organisation] = relationship()
