"""What somebody is writing and has not saved yet."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Identified


class WorkingCopy(Identified, Base):
    """The fields of the page on which somebody writes, as they were last seen there, one a person and post.

    It is scratch paper: only its writer sees it, it is no revision and no part of the record, and saving the post
    throws it away. `post_id` is None for a post that does not exist yet, `revision` the number it began from.
    """

    __tablename__ = "working_copy"
    __table_args__ = (UniqueConstraint("user_id", "post_id", postgresql_nulls_not_distinct=True),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    post_id: Mapped[UUID | None] = mapped_column(ForeignKey("post.id", ondelete="RESTRICT"))
    revision: Mapped[int | None]
    fields: Mapped[dict[str, str]] = mapped_column(JSONB)
    saved_at: Mapped[datetime] = mapped_column(server_default=func.now())
