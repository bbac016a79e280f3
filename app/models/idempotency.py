"""What was already answered: a request's key and its committed answer, kept for a repeated request."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class StoredAnswer(Base):
    """A committed answer under the key its caller chose; `request_sha256` covers method, path and body."""

    __tablename__ = "stored_answer"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request_sha256: Mapped[str]
    status: Mapped[int]
    headers: Mapped[dict[str, Any]] = mapped_column(JSONB)
    body: Mapped[str]
    stored_at: Mapped[datetime] = mapped_column(server_default=func.now(), index=True)
