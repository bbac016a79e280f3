"""One-time links: how somebody comes to a password without anybody else knowing one."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Identified, choice
from app.models.user import User


class LinkKind(StrEnum):
    """What a link is for."""

    INVITATION = "invitation"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - what it is for, not a secret


class AccountLink(Identified, Base):
    """A link that lets whoever holds it choose the password of an account, once and for a short time.

    Its token is made when the mail that carries it is being sent, and kept as SHA-256 only; before that, and once used
    or replaced, it opens nothing. Who asked for a reset is an address at first (`email`): whether there is such an
    account is looked up by a worker, so that the answer to the request cannot tell.
    """

    __tablename__ = "account_link"
    __table_args__ = (
        CheckConstraint("num_nonnulls(user_id, email) = 1", name="for_an_account_or_an_address"),
        CheckConstraint("(token_sha256 is null) = (expires_at is null)", name="a_token_has_an_end"),
        CheckConstraint("token_sha256 is null or user_id is not null", name="a_token_has_an_account"),
        Index("ix_account_link_user_id", "user_id"),
        Index("ix_account_link_asked", "id", postgresql_where=text("email is not null")),
    )

    kind: Mapped[LinkKind] = mapped_column(choice(LinkKind, "kind"))
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    email: Mapped[str | None]
    token_sha256: Mapped[str | None] = mapped_column(unique=True)
    expires_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    user: Mapped[User | None] = relationship()
