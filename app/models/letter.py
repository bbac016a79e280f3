"""A notification on its way to one recipient by one medium, and the ways that letters take."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Identified, choice
from app.models.notification import Notification
from app.models.user import User
from app.models.way import Way


class Medium(StrEnum):
    """How somebody is told."""

    IN_APP = "in_app"
    MAIL = "mail"
    HOOK = "hook"


class LetterState(StrEnum):
    """Has it arrived? `gathered` waits for a digest; `unclear` may have arrived, and nobody will know (ADR 0018)."""

    WAITING = "waiting"
    GATHERED = "gathered"
    SENDING = "sending"
    SENT = "sent"
    UNCLEAR = "unclear"
    FAILED = "failed"


class Letter(Identified, Base):
    """One notification for one recipient by one medium: a partial failure repeats only what failed.

    The recipient is an account, the address of somebody on duty or a hook. `sent_at` is when the recipient's side took it over,
    in the application when it appeared there; `handed_at` that the mail server is being given the whole of it just now.
    `digest_id` is the letter that tells of this one together with others. `once` keeps it from being written twice.
    """

    __tablename__ = "letter"
    __table_args__ = (
        CheckConstraint("num_nonnulls(user_id, address, hook_id) = 1", name="for_one_recipient"),
        CheckConstraint("(medium = 'hook') = (hook_id is not null)", name="hook_has_its_medium"),
        CheckConstraint("(state = 'sending') = (lease_until is not null)", name="sending_has_lease"),
        CheckConstraint("(state = 'sent') = (sent_at is not null)", name="sent_has_instant"),
        CheckConstraint("(state in ('failed', 'unclear')) = (ended_at is not null)", name="end_has_instant"),
        CheckConstraint("read_at is null or medium = 'in_app'", name="read_in_the_application"),
        Index("ix_letter_due", "medium", "due_at", "id", postgresql_where=text("state = 'waiting'")),
        Index("ix_letter_lease", "lease_until", postgresql_where=text("state = 'sending'")),
        Index("ix_letter_gathered", "due_at", postgresql_where=text("state = 'gathered'")),
        Index("ix_letter_hook_id", "hook_id", "id", postgresql_where=text("hook_id is not null")),
        Index("ix_letter_notification_id", "notification_id"),
        Index("ix_letter_digest_id", "digest_id", postgresql_where=text("digest_id is not null")),
        Index("ix_letter_read", "user_id", "id", postgresql_where=text("medium = 'in_app'")),
    )

    notification_id: Mapped[UUID] = mapped_column(ForeignKey("notification.id", ondelete="CASCADE"))
    medium: Mapped[Medium] = mapped_column(choice(Medium, "medium"))
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    address: Mapped[str | None]
    hook_id: Mapped[UUID | None] = mapped_column(ForeignKey("hook.id", ondelete="CASCADE"))
    state: Mapped[LetterState] = mapped_column(choice(LetterState, "state"))
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    lease_until: Mapped[datetime | None]
    handed_at: Mapped[datetime | None]
    next_attempt_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    last_error: Mapped[str | None]
    digest_id: Mapped[UUID | None] = mapped_column(ForeignKey("letter.id", ondelete="SET NULL"))
    once: Mapped[str] = mapped_column(unique=True)

    notification: Mapped[Notification] = relationship()
    user: Mapped[User | None] = relationship()


class MailWay(Way, Base):
    """The way of all mails: one row."""

    __tablename__ = "mail_way"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
