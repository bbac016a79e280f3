"""What people say to each other about a post; never published, never deleted."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import Uuid

from app.models.base import Base, Identified
from app.models.post import Revision
from app.models.user import User


class Comment(Identified, Base):
    """A note on a post or on a passage of it. It stays; each time it is worded anew, so does what it said before.

    A passage is `quote`: the characters from `begins` to before `ends` of what the revision says on one channel
    (`variant_id`), or in the text common to all without. Settled comments say by whom; they can be reopened.
    """

    __tablename__ = "comment"
    __table_args__ = (
        Index("ix_comment_post_id", "post_id", "id"),
        CheckConstraint("num_nonnulls(quote, begins, ends) in (0, 3)", name="a_passage_is_whole"),
        CheckConstraint("variant_id is null or quote is not null", name="a_channel_names_its_passage"),
        CheckConstraint("begins >= 0 and begins < ends", name="a_passage_has_an_extent"),
        CheckConstraint("(resolved_at is null) = (resolved_by_id is null)", name="resolved_by_somebody"),
    )

    post_id: Mapped[UUID] = mapped_column(ForeignKey("post.id", ondelete="RESTRICT"))
    author_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    revision_id: Mapped[UUID] = mapped_column(ForeignKey("revision.id", ondelete="RESTRICT"))
    variant_id: Mapped[UUID | None] = mapped_column(ForeignKey("variant.id", ondelete="RESTRICT"))
    begins: Mapped[int | None]
    ends: Mapped[int | None]
    quote: Mapped[str | None]
    mentioned_users: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()), default=list)
    mentioned_organisations: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()), default=list)
    resolved_at: Mapped[datetime | None]
    resolved_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))

    author: Mapped[User] = relationship(foreign_keys=author_id)
    resolved_by: Mapped[User | None] = relationship(foreign_keys=resolved_by_id)
    revision: Mapped[Revision] = relationship()
    wordings: Mapped[list["Wording"]] = relationship(order_by="Wording.number")


class Wording(Base):
    """What a comment says, or said before it was worded anew; never changed."""

    __tablename__ = "wording"

    comment_id: Mapped[UUID] = mapped_column(ForeignKey("comment.id", ondelete="RESTRICT"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str]
    written_at: Mapped[datetime] = mapped_column(server_default=func.now())
