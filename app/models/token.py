"""What programs speak with: API tokens (SECURITY TK)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Identified
from app.models.organisation import Organisation
from app.models.user import User


class ApiToken(Identified, Base):
    """A token of a person or a service in one organisation, for what its scopes name and 90 days at most (TK-02).

    Kept as SHA-256 only. Its rights are never more than the account's own on the day of the request.
    """

    __tablename__ = "api_token"
    __table_args__ = (
        Index("ix_api_token_user_id", "user_id", "id"),
        CheckConstraint("expires_at <= created_at + interval '90 days'", name="ninety_days"),
        CheckConstraint("cardinality(scopes) > 0", name="scopes"),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id", ondelete="RESTRICT"))
    name: Mapped[str]
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    token_sha256: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()
    organisation: Mapped[Organisation] = relationship()
