"""What people say about a theme, and what they decide."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Identified, choice
from app.models.user import User


class ThemeDecision(StrEnum):
    """What becomes of a theme: it is worked on, waits, or is dropped."""

    TAKEN_UP = "taken_up"
    DEFERRED = "deferred"
    DECLINED = "declined"


class ThemeComment(Identified, Base):
    """A remark on a theme, or with `decision` what was decided on it and why; never changed, the last decision holds."""

    __tablename__ = "theme_comment"
    __table_args__ = (Index("ix_theme_comment_theme_id", "theme_id", "id"),)

    theme_id: Mapped[UUID] = mapped_column(ForeignKey("theme.id", ondelete="RESTRICT"))
    author_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    written_at: Mapped[datetime] = mapped_column(server_default=func.now())
    text: Mapped[str]
    decision: Mapped[ThemeDecision | None] = mapped_column(choice(ThemeDecision, "decision"))

    author: Mapped[User] = relationship()
