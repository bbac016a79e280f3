"""Packages: a press release and the deliveries that leave together with it (R056, R057)."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Identified, choice
from app.models.organisation import Organisation
from app.models.theme import Theme


class Rest(StrEnum):
    """What leaves where one member cannot: nothing more, or whatever can."""

    ALL = "all"
    WHAT_CAN = "what_can"


class Trigger(StrEnum):
    """What fired a package before its moment came by the clock."""

    PRESS = "press"
    HAND = "hand"


class PortalFinding(StrEnum):
    """What a look at the page in the Landesportal found."""

    REACHABLE = "reachable"
    NOT_PUBLIC = "not_public"
    UNREACHABLE = "unreachable"
    NOT_CALLED = "not_called"


class Package(Identified, Base):
    """A package of one organisation. Its members are variants; until `fires_at` none of their deliveries leaves (G23).

    Without `fires_at` it waits for the press database or a hand, which write the moment and `fired_by`; a moment that
    came by itself was the clock's. A cancelled package binds nothing any more. `portal_next_check_at` is the lease of a
    look at its page (`app/actions/portal_looks.py`).
    """

    __tablename__ = "package"
    __table_args__ = (CheckConstraint("fired_by is null or fires_at is not null", name="fired_at_some_time"),)

    title: Mapped[str]
    press_release: Mapped[str]
    portal_url: Mapped[str | None]
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id", ondelete="RESTRICT"))
    theme_id: Mapped[UUID | None] = mapped_column(ForeignKey("theme.id", ondelete="RESTRICT"))
    rest: Mapped[Rest] = mapped_column(choice(Rest, "rest"))
    fires_at: Mapped[datetime | None]
    fired_by: Mapped[Trigger | None] = mapped_column(choice(Trigger, "fired_by"))
    created_by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    cancelled_at: Mapped[datetime | None]
    portal_finding: Mapped[PortalFinding | None] = mapped_column(choice(PortalFinding, "portal_finding"))
    portal_checked_at: Mapped[datetime | None]
    portal_next_check_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship()
    theme: Mapped[Theme | None] = relationship()

    def is_fired(self, now: datetime) -> bool:
        """Tell whether its moment has come."""
        return self.fires_at is not None and self.fires_at <= now


class PressConnection(Identified, Base):
    """A press database that may say what is published. Its secret is sealed with the web process's key (ADR 0015, 0034)."""

    __tablename__ = "press_connection"

    name: Mapped[str]
    sealed_secret: Mapped[bytes]
    created_by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
