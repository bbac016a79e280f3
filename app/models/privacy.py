"""Posts that tell people of the risks for their data, published over and over on each channel (model, section 6)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Identified
from app.models.user import User


class PrivacyPost(Identified, Base):
    """That such a post was published on a channel (R119), and what proves it: a delivery or an address. Never changed."""

    __tablename__ = "privacy_post"
    __table_args__ = (CheckConstraint("num_nonnulls(delivery_id, url) > 0", name="is_proven"),)

    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channel.id", ondelete="RESTRICT"), index=True)
    published_on: Mapped[date]
    delivery_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("delivery.id", ondelete="RESTRICT"), unique=True
    )
    url: Mapped[str | None]
    by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())

    by: Mapped[User] = relationship()
