"""What comes back down: the request to remove a published delivery, waiting until the worker may act on it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Identified


class Takedown(Identified, Base):
    """Somebody's request to remove one delivery, with the reason. Open until the delivery is gone or never was there."""

    __tablename__ = "takedown"
    __table_args__ = (
        Index("uq_takedown_open", "delivery_id", unique=True, postgresql_where=text("closed_at is null")),
    )

    delivery_id: Mapped[UUID] = mapped_column(ForeignKey("delivery.id", ondelete="RESTRICT"))
    requested_by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    requested_at: Mapped[datetime] = mapped_column(server_default=func.now())
    reason: Mapped[str]
    closed_at: Mapped[datetime | None]
