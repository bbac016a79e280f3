"""What the search of posts looks at: the words of each post's current revision, as German full text."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class PostSearch(Base):
    """The words of a post: the title's under the weight A, the text's under B, and its week as `week/2026-48`.

    The database keeps it by itself whenever a post gets another current revision; nobody else writes here. The week is
    that of the post's id: a search for a frequent word goes back week by week instead of through everything.
    """

    __tablename__ = "post_search"
    __table_args__ = (Index("ix_post_search_vector", "vector", postgresql_using="gin"),)

    post_id: Mapped[UUID] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), primary_key=True)
    revision_id: Mapped[UUID] = mapped_column(ForeignKey("revision.id", ondelete="CASCADE"))
    vector: Mapped[str] = mapped_column(TSVECTOR())
