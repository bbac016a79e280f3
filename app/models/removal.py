"""What comes back down: the order to remove one delivery, waiting until the worker may act on it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Identified
from app.models.user import User


class Removal(Identified, Base):
    """The order to remove one delivery, with its reason: the ministry's own, or a case's.

    Open until the delivery is gone, never was there, or the order was taken back before the removal began.
    """

    __tablename__ = "removal"
    __table_args__ = (
        Index("uq_removal_open", "delivery_id", unique=True, postgresql_where=text("closed_at is null")),
        Index("ix_removal_takedown_id", "takedown_id"),
    )

    delivery_id: Mapped[UUID] = mapped_column(ForeignKey("delivery.id", ondelete="RESTRICT"))
    takedown_id: Mapped[UUID | None] = mapped_column(ForeignKey("takedown.id", ondelete="RESTRICT"))
    requested_by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    requested_at: Mapped[datetime] = mapped_column(server_default=func.now())
    reason: Mapped[str]
    closed_at: Mapped[datetime | None]

    requested_by: Mapped[User] = relationship()
