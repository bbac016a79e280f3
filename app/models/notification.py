"""What somebody is to be told: an outbox, written in the transaction in which it happened (PUBLISHING section 13)."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Identified


class NotificationKind(StrEnum):
    """What it is about; each new one is a line here, one in `editorial/telling.py` and a template in `mail/kinds`."""

    ACCESS_CLOSED = "channel.access_closed"
    ACCESS_EXPIRES = "channel.access_expires"
    LATE = "delivery.late"
    HELD = "delivery.held"
    HELD_DUE_SOON = "delivery.held_due_soon"
    SECOND_DUE_SOON = "delivery.second_due_soon"
    CENTRAL_STANDS = "delivery.central_stands"
    DELIVERY_DECIDED = "delivery.decided"
    POST_WITHDRAWN = "post.withdrawn"
    POST_SUBMITTED = "post.submitted"
    POST_URGENT = "post.urgent"
    POST_DUE_SOON = "post.due_soon"
    POST_COMMENTED = "post.commented"
    POST_MENTIONED = "post.mentioned"
    POST_APPROVED = "post.approved"
    POST_CHANGES_REQUESTED = "post.changes_requested"
    POST_REJECTED = "post.rejected"
    RESOLUTION_PROPOSED = "delivery.resolution_proposed"
    UNCLEAR = "delivery.unclear"
    POST_BY_HAND = "delivery.post_by_hand"
    POST_BY_HAND_REMINDER = "delivery.post_by_hand_reminder"
    REMOVE_BY_HAND = "delivery.remove_by_hand"
    CONTRADICTED = "delivery.contradicted"
    TAKEDOWN_NOTICE = "takedown.notice"
    TAKEDOWN_DUE_SOON = "takedown.due_soon"
    TAKEDOWN_OVERDUE = "takedown.overdue"
    TAKEDOWN_UNDELIVERED = "takedown.undelivered"
    TAKEDOWN_ANSWERED = "takedown.answered"
    TAKEDOWN_EXECUTED = "takedown.executed"
    TAKEDOWN_CLOSED = "takedown.closed"
    TAKEDOWN_REVOKED = "takedown.revoked"
    POST_REMOVED = "post.removed"
    RESTORE_BEGAN = "restore.began"
    RESTORE_RECONCILED = "restore.reconciled"
    INVITATION = "account.invitation"
    PASSWORD_FORGOTTEN = "account.password_forgotten"  # noqa: S105 - a kind, not a password
    PASSWORD_CHANGED = "account.password_changed"  # noqa: S105 - a kind, not a password
    SECOND_FACTOR_RESET = "account.second_factor_reset"
    MAIL_LOST = "mail.lost"
    FINDING_ALARM = "finding.alarm"
    FINDING_WARNING = "finding.warning"
    HOOK_DISABLED = "hook.disabled"
    HOOK_TRIED = "hook.tried"
    BARRIER_REPORTED = "accessibility.barrier_reported"
    SURVEY_SENT = "survey.sent"
    SURVEY_DUE_SOON = "survey.due_soon"
    PERIOD_IN_FORCE = "period.in_force"
    CONTRIBUTION_ASKED = "contribution.asked"
    CONTRIBUTION_DUE_SOON = "contribution.due_soon"
    CONTRIBUTION_ANSWERED = "contribution.answered"
    CONTRIBUTION_WITHDRAWN = "contribution.withdrawn"
    THEME_COMMENTED = "theme.commented"
    THEME_DECIDED = "theme.decided"
    PACKAGE_STANDS = "package.stands"
    PRIVACY_POST_DUE = "channel.privacy_post_due"
    PRIVACY_NOTICE_CHANGED = "channel.privacy_notice_changed"
    CONCEPT_OUTDATED = "concept.outdated"
    EVALUATION_DUE = "concept.evaluation_due"
    REVIEW_DUE = "platform.review_due"
    DIGEST = "digest"


class Notification(Identified, Base):
    """Something to tell one account, or those of an organisation whom it concerns.

    `context` holds names, numbers, instants and a reason somebody gave, never a text of a post or a token. Not to be told
    before `due_at`.
    `once` is what must not be told twice: a second row with the same value is not written. `occasion` is what happened,
    whoever is told of it: nobody is told of one occasion twice, also if they are meant in two ways. A worker then works
    out whom it reaches, and how, and writes a letter for each (`addressed_at`).
    """

    __tablename__ = "notification"
    __table_args__ = (
        CheckConstraint("num_nonnulls(user_id, organisation_id) = 1", name="addressed_to_one"),
        Index("ix_notification_due", "due_at", "id", postgresql_where=text("addressed_at is null")),
        Index("ix_notification_object_id", "object_id", "kind"),
    )

    kind: Mapped[str]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id", ondelete="RESTRICT"))
    object_type: Mapped[str]
    object_id: Mapped[UUID]
    context: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    due_at: Mapped[datetime] = mapped_column(server_default=func.now())
    addressed_at: Mapped[datetime | None]
    occasion: Mapped[str]
    once: Mapped[str] = mapped_column(unique=True)
