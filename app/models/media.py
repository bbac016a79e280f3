"""What is shown: images by the hash of their bytes, where revisions use them, and what platforms called them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Identified
from app.models.organisation import Organisation


class Media(Identified, Base):
    """An uploaded image as we wrote it anew; never changed. Its bytes lie in the storage under `sha256`.

    `alt` is the alternative text a post takes over where it brings none: empty for a decorative image, NULL where
    nobody has said yet.
    """

    __tablename__ = "media"
    __table_args__ = (
        Index("ix_media_sha256", "sha256"),
        Index("ix_media_created_at", "created_at"),
        CheckConstraint("width > 0 and height > 0 and size > 0", name="has_an_extent"),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id", ondelete="RESTRICT"))
    uploader_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    sha256: Mapped[str]
    content_type: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]
    alt: Mapped[str | None]

    organisation: Mapped[Organisation] = relationship()


class RevisionMedia(Base):
    """That a revision shows an image, in the post or on one channel: it stays, and who sees the post sees it."""

    __tablename__ = "revision_media"
    __table_args__ = (Index("ix_revision_media_media_id", "media_id"),)

    revision_id: Mapped[UUID] = mapped_column(
        ForeignKey("revision.id", ondelete="RESTRICT"), primary_key=True
    )
    media_id: Mapped[UUID] = mapped_column(ForeignKey("media.id", ondelete="RESTRICT"), primary_key=True)


class PreparedImage(Base):
    """What a platform called an image that it was handed ahead of a delivery, and until when it keeps it.

    `handle` is empty where the connector needs none. It counts for the payload it was made for only: a platform
    binds the alternative text, too.
    """

    __tablename__ = "prepared_image"

    delivery_id: Mapped[UUID] = mapped_column(
        ForeignKey("delivery.id", ondelete="RESTRICT"), primary_key=True
    )
    sha256: Mapped[str] = mapped_column(primary_key=True)
    payload_sha256: Mapped[str]
    handle: Mapped[str | None]
    valid_until: Mapped[datetime]
