"""What people chose about being told."""

from datetime import datetime, time
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class Choice(StrEnum):
    """When a mail about something is wanted; in the application it is always shown at once."""

    AT_ONCE = "at_once"
    DIGEST = "digest"
    IN_APP = "in_app"


class NotificationChoice(Base):
    """What one account chose: `groups` by name, and the Berlin wall times of its digest and its quiet hours."""

    __tablename__ = "notification_choice"
    __table_args__ = (
        CheckConstraint("(quiet_from is null) = (quiet_until is null)", name="quiet_has_both_ends"),
        CheckConstraint("quiet_from is null or quiet_from <> quiet_until", name="quiet_has_an_end"),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"), primary_key=True)
    groups: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    digest_at: Mapped[time]
    quiet_from: Mapped[time | None]
    quiet_until: Mapped[time | None]
    changed_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())
