"""What leaves: one approved variant on its way to one channel, and every call made for it (PUBLISHING section 2)."""

from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import DateTime

from app.models.base import Base, Identified, choice
from app.models.channel import Channel
from app.models.post import Approval, Post, Revision
from app.models.user import User


class DeliveryState(StrEnum):
    """Is it on the channel? Eight different answers, one per pair of what we know and who acts next."""

    WAITING = "waiting"
    SENDING = "sending"
    UNCLEAR = "unclear"
    SENT = "sent"
    HELD = "held"
    CANCELLED = "cancelled"
    REMOVING = "removing"
    REMOVED = "removed"


UNDER_WAY: Final = frozenset({DeliveryState.SENDING, DeliveryState.UNCLEAR})
"""Whether it is there is not known yet: a call is out, or its answer was lost."""


class HoldReason(StrEnum):
    """Why a delivery stands still; each has one German sentence, one owner and one next step in messages."""

    MISSED_WINDOW = "missed_window"
    EMERGENCY_STOP = "emergency_stop"
    BY_PERSON = "by_person"
    APPROVAL_LAPSED = "approval_lapsed"
    FOUR_EYES = "four_eyes"
    HASH_MISMATCH = "hash_mismatch"
    CHANNEL_REFUSED = "channel_refused"
    CHANNEL_ACCESS = "channel_access"
    CHANNEL_CLOSED = "channel_closed"
    WRONG_ENVIRONMENT = "wrong_environment"
    ATTEMPTS_EXHAUSTED = "attempts_exhausted"
    MANUAL = "manual"
    CONFIRMED_ABSENT = "confirmed_absent"
    POISON = "poison"
    RESTORED = "restored"
    EMBARGO = "embargo"
    PREDECESSOR = "predecessor"


class AttemptKind(StrEnum):
    """What a call to a platform was for; a probe only looks whether it is there."""

    PUBLISH = "publish"
    REMOVE = "remove"
    PROBE = "probe"


class AttemptOutcome(StrEnum):
    """What became of a call."""

    SENT = "sent"
    REFUSED = "refused"
    TEMPORARY = "temporary"
    UNKNOWN = "unknown"
    FOUND = "found"
    ABSENT = "absent"


class Delivery(Base):
    """An approved variant with its due time. Its id is the variant's; the fence rises whenever it changes hands.

    `next_probe_at` is set while the channel will be asked again what stands there: while it is unclear, and for a day after
    it came or went. `prepared_until`
    says how long the platform keeps all its images, `prepare_tries` counts the tries to hand them over of which no
    worker told the end, and before `prepare_after` nobody begins another. `lost_since` marks what was unclear when the
    database was restored: from then on nobody knows what was decided, so that nothing is sent again without an approval.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("post_id", "channel_id"),
        UniqueConstraint("channel_id", "remote_id"),
        CheckConstraint("window_s between 60 and 86400", name="window"),
        CheckConstraint("due_fold in (0, 1)", name="fold"),
        CheckConstraint("attempts between 0 and 10", name="attempts"),
        CheckConstraint("prepare_tries between 0 and 3", name="prepare_tries"),
        CheckConstraint("(state = 'held') = (hold_reason is not null)", name="held_has_reason"),
        CheckConstraint("state <> 'sending' or lease_until is not null", name="sending_has_lease"),
        CheckConstraint(
            "state not in ('sent', 'removing', 'removed') or (remote_id is not null and sent_at is not null)",
            name="sent_has_evidence",
        ),
        CheckConstraint("state <> 'unclear' or unknown_since is not null", name="unclear_is_unknown"),
        CheckConstraint(
            "state not in ('waiting', 'held', 'cancelled') or (unknown_since is null and remote_id is null)",
            name="absent_is_certain",
        ),
        Index("ix_delivery_due", "due_at", postgresql_where=text("state = 'waiting'")),
        Index("ix_delivery_lease", "lease_until", postgresql_where=text("state in ('sending', 'removing')")),
        Index("ix_delivery_sent", "sent_at", "id", postgresql_where=text("state = 'sent'")),
        Index("ix_delivery_unclear", "id", postgresql_where=text("state = 'unclear'")),
        Index("ix_delivery_time", "due_at", "id"),
        Index(
            "ix_delivery_look",
            "next_probe_at",
            postgresql_where=text("state in ('sent', 'removed') and next_probe_at is not null"),
        ),
        Index("ix_delivery_state_time", "state", "due_at", "id"),
        Index("ix_delivery_channel_sent", "channel_id", "sent_at", postgresql_where=text("state = 'sent'")),
    )

    id: Mapped[UUID] = mapped_column(ForeignKey("variant.id", ondelete="RESTRICT"), primary_key=True)
    post_id: Mapped[UUID] = mapped_column(ForeignKey("post.id", ondelete="RESTRICT"))
    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channel.id", ondelete="RESTRICT"))
    revision_id: Mapped[UUID] = mapped_column(ForeignKey("revision.id", ondelete="RESTRICT"))
    approval_id: Mapped[UUID] = mapped_column(ForeignKey("approval.id", ondelete="RESTRICT"))
    payload: Mapped[str]
    payload_sha256: Mapped[str]
    due_at: Mapped[datetime]
    due_wall: Mapped[datetime] = mapped_column(DateTime(timezone=False))
    due_zone: Mapped[str]
    due_fold: Mapped[int]
    window_s: Mapped[int]
    state: Mapped[DeliveryState] = mapped_column(choice(DeliveryState, "state"))
    hold_reason: Mapped[HoldReason | None] = mapped_column(choice(HoldReason, "hold_reason"))
    fence: Mapped[int] = mapped_column(default=0, server_default="0")
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    unknown_since: Mapped[datetime | None]
    next_attempt_at: Mapped[datetime | None]
    next_probe_at: Mapped[datetime | None]
    woken_at: Mapped[datetime | None]
    prepared_until: Mapped[datetime | None]
    prepare_tries: Mapped[int] = mapped_column(default=0, server_default="0")
    prepare_after: Mapped[datetime | None]
    remote_id: Mapped[str | None]
    remote_url: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    sent_sha256: Mapped[str | None]
    removed_at: Mapped[datetime | None]
    lost_since: Mapped[datetime | None]
    last_error: Mapped[str | None]

    post: Mapped[Post] = relationship()
    channel: Mapped[Channel] = relationship()
    revision: Mapped[Revision] = relationship()
    approval: Mapped[Approval] = relationship()


class DeliveryAttempt(Identified, Base):
    """One call to a platform: inserted with the intent, finished once. The outcome is always written.

    A worker made it, or a person by hand; a person's look at the platform is a probe as well.
    """

    __tablename__ = "delivery_attempt"
    __table_args__ = (
        UniqueConstraint("delivery_id", "number"),
        Index(
            "uq_delivery_attempt_open_publish",
            "delivery_id",
            unique=True,
            postgresql_where=text("kind = 'publish' and finished_at is null"),
        ),
        CheckConstraint("(finished_at is null) = (outcome is null)", name="finished_has_outcome"),
        CheckConstraint("num_nonnulls(worker, by_id) = 1", name="made_by_one"),
    )

    delivery_id: Mapped[UUID] = mapped_column(ForeignKey("delivery.id", ondelete="RESTRICT"))
    number: Mapped[int]
    kind: Mapped[AttemptKind] = mapped_column(choice(AttemptKind, "kind"))
    fence: Mapped[int]
    due_at: Mapped[datetime]
    intent_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    payload_sha256: Mapped[str]
    finished_at: Mapped[datetime | None]
    outcome: Mapped[AttemptOutcome | None] = mapped_column(choice(AttemptOutcome, "outcome"))
    error: Mapped[str | None]
    remote_id: Mapped[str | None]
    remote_url: Mapped[str | None]
    worker: Mapped[str | None]
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))

    by: Mapped[User | None] = relationship()
