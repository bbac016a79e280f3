"""A second factor: what a person has, beside the password they know."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, func
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class SecondFactor(Base):
    """What makes a person's one-time codes. The secret is sealed with the web process's key (ADR 0015).

    It counts once a first code has confirmed it; `last_step` is the time step of the last code taken, since each
    works once (SECURITY AU-05).
    """

    __tablename__ = "second_factor"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"), primary_key=True)
    sealed_secret: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)
