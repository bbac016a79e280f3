"""What the checks find in posts: how the desk has set each rule, and what was found when a post was handed in or approved."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Identified, choice
from app.models.post import Revision
from app.models.user import User


class CheckLevel(StrEnum):
    """What a result asks of the author: nothing, a sentence before it can be submitted, or to mend what cannot be sent."""

    HINT = "hint"
    REASON_REQUIRED = "reason_required"
    BLOCK = "block"


class CheckOccasion(StrEnum):
    """When the checks ran for the record."""

    SUBMISSION = "submission"
    APPROVAL = "approval"


class CheckRule(Identified, Base):
    """A rule as the desk has set it; one without a row is as the house delivers it. `number` is the rule's own measure."""

    __tablename__ = "check_rule"

    rule: Mapped[str] = mapped_column(unique=True)
    is_on: Mapped[bool]
    level: Mapped[CheckLevel] = mapped_column(choice(CheckLevel, "level"))
    number: Mapped[int | None]
    reason: Mapped[str]
    changed_by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    changed_at: Mapped[datetime] = mapped_column(
        server_default=func.clock_timestamp(), onupdate=func.clock_timestamp()
    )

    changed_by: Mapped[User] = relationship()


class CheckRun(Identified, Base):
    """What was found in one revision on one occasion, with the versions that found it; never changed afterwards.

    `results` are rows of rule, level, field, key, context and justification. `is_not_checked` says that the neutrality
    assistant failed: then its silence means nothing. `organisation_id` is the post's, for counting.
    """

    __tablename__ = "check_run"
    __table_args__ = (
        Index("ix_check_run_revision_id_id", "revision_id", "id"),
        Index("ix_check_run_post_id", "post_id"),
        Index("ix_check_run_at", "at"),
    )

    post_id: Mapped[UUID] = mapped_column(ForeignKey("post.id", ondelete="RESTRICT"))
    revision_id: Mapped[UUID] = mapped_column(ForeignKey("revision.id", ondelete="RESTRICT"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id", ondelete="RESTRICT"))
    occasion: Mapped[CheckOccasion] = mapped_column(choice(CheckOccasion, "occasion"))
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    results: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    is_not_checked: Mapped[bool]
    rules: Mapped[str]
    assistant: Mapped[str | None]
    lexicon: Mapped[str | None]

    by: Mapped[User | None] = relationship()
    revision: Mapped[Revision] = relationship()
