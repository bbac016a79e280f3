"""What a ministry is asked to contribute to a theme, until when, and what it answered (Anlage 1, page 5)."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Identified, choice
from app.models.organisation import Organisation
from app.models.post import Post
from app.models.theme import Theme
from app.models.user import User


class ContributionState(StrEnum):
    """Where a request stands: open, answered, declined by the ministry, or taken back by who asked."""

    OPEN = "open"
    ANSWERED = "answered"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Contribution(Identified, Base):
    """A request to one ministry, due at an instant. Handing it over changes whom it is asked of, nothing else.

    The answer is a sentence, a post of the theme, or both. `reminded_at` says when the ministry was last reminded.
    """

    __tablename__ = "contribution"
    __table_args__ = (
        CheckConstraint(
            "(state in ('answered', 'declined')) = (answered_at is not null and answered_by_id is not null)",
            name="answered_by_somebody",
        ),
        CheckConstraint("handed_over_from_id <> organisation_id", name="handed_over_to_another"),
        Index("ix_contribution_theme_id", "theme_id"),
        Index("ix_contribution_organisation_id", "organisation_id", "due_at"),
        Index("ix_contribution_open", "due_at", postgresql_where=text("state = 'open'")),
    )

    theme_id: Mapped[UUID] = mapped_column(ForeignKey("theme.id", ondelete="RESTRICT"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id", ondelete="RESTRICT"))
    asked_by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    asked_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    request: Mapped[str]
    due_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    handed_over_from_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("organisation.id", ondelete="RESTRICT")
    )
    state: Mapped[ContributionState] = mapped_column(choice(ContributionState, "state"))
    answer: Mapped[str | None]
    post_id: Mapped[UUID | None] = mapped_column(ForeignKey("post.id", ondelete="RESTRICT"))
    answered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    answered_at: Mapped[datetime | None]

    theme: Mapped[Theme] = relationship()
    organisation: Mapped[Organisation] = relationship(foreign_keys=organisation_id)
    handed_over_from: Mapped[Organisation | None] = relationship(foreign_keys=handed_over_from_id)
    asked_by: Mapped[User] = relationship(foreign_keys=asked_by_id)
    answered_by: Mapped[User | None] = relationship(foreign_keys=answered_by_id)
    post: Mapped[Post | None] = relationship()
