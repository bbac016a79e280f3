"""Where the state speaks: platforms and the accounts on them, with the history of each."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Identified, choice
from app.models.credential import Credential, CredentialKind
from app.models.organisation import Organisation

DEFAULT_SIGNATURE = " ({abbreviation})"


class ChannelScope(StrEnum):
    """Whether a channel belongs to all ministries together (Landeskanal) or to one (ressorteigen)."""

    CENTRAL = "central"
    OWN = "own"


class ChannelState(StrEnum):
    """Where a channel stands in its life, from plan to end."""

    PLANNED = "planned"
    RESERVED = "reserved"
    CONCEPT_READY = "concept_ready"
    INFORMED = "informed"
    ACTIVE = "active"
    TRIAL = "trial"
    PAUSED = "paused"
    DEACTIVATED = "deactivated"
    TRANSFERRED = "transferred"
    DISCONTINUED = "discontinued"


ENDED = frozenset({ChannelState.DEACTIVATED, ChannelState.TRANSFERRED, ChannelState.DISCONTINUED})
"""The states from which nothing leaves any more."""


class ApprovalMode(StrEnum):
    """Who approves on a channel. `review_after` is reserved: no channel may carry it yet."""

    CENTRAL = "central"
    MINISTRY = "ministry"
    REVIEW_AFTER = "review_after"


class Idempotency(StrEnum):
    """What protects a channel from a second copy when an answer is lost (PUBLISHING section 7).

    `manual` marks a channel without an interface we can use: a person posts and reports the address.
    """

    OWN_ID = "own_id"
    KEY = "key"
    NONE = "none"
    MANUAL = "manual"


class Platform(Base):
    """A platform's rules as data: its name, how long a text may be, what its addresses look like."""

    __tablename__ = "platform"

    slug: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    limit: Mapped[int | None]
    url_pattern: Mapped[str | None]


class Channel(Identified, Base):
    """An account on a platform, registered for good: ended channels stay with date and reason.

    `since` and `until` are dates in the precision printed: "2013", "2019-06" or "2019-05-26"; `period` is what was
    printed for them. `printed_platform` and `printed_name` are filled where a source prints something else than the
    platform's name and the address. `idempotency` is
    empty where no connector speaks for the channel. `waiver` says why a concept is not asked for. `signature`
    is the template that signs every text; a central channel cannot be without one (Anlage 1, page 9). `endpoint` is
    the server the connector speaks to, `limits` what that server said of itself at `checked_at`; `can_find` tells
    whether it can be asked what stands there. `check_error` says why the last preflight failed, `next_check_at`
    before when there is no other. `confirmed_on` is the day on which somebody last said that the entry is right.
    """

    __tablename__ = "channel"
    __table_args__ = (
        CheckConstraint(
            "scope <> 'central' OR position('{abbreviation}' in signature) > 0", name="central_is_signed"
        ),
        CheckConstraint("approval_mode <> 'review_after'", name="review_after_is_reserved"),
        CheckConstraint("min_gap_s >= 0", name="gap_not_negative"),
        Index("ix_channel_organisation_id", "organisation_id"),
    )

    platform_slug: Mapped[str] = mapped_column(ForeignKey("platform.slug", ondelete="RESTRICT"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id", ondelete="RESTRICT"))
    scope: Mapped[ChannelScope] = mapped_column(choice(ChannelScope, "scope"))
    state: Mapped[ChannelState] = mapped_column(choice(ChannelState, "state"))
    label: Mapped[str]
    url: Mapped[str | None]
    handle: Mapped[str | None]
    printed_platform: Mapped[str | None]
    printed_name: Mapped[str | None]
    period: Mapped[str | None]
    since: Mapped[str | None]
    until: Mapped[str | None]
    end_reason: Mapped[str | None]
    approval_mode: Mapped[ApprovalMode] = mapped_column(choice(ApprovalMode, "approval_mode"))
    signature: Mapped[str] = mapped_column(default=DEFAULT_SIGNATURE)
    own_limit: Mapped[int | None]
    source_key: Mapped[str | None] = mapped_column(unique=True)
    source: Mapped[str | None]
    confirmed_on: Mapped[date | None]
    waiver: Mapped[str | None]
    is_demo: Mapped[bool] = mapped_column(default=False)

    environment: Mapped[str] = mapped_column(default="local")
    idempotency: Mapped[Idempotency | None] = mapped_column(choice(Idempotency, "idempotency"))
    access_ok: Mapped[bool] = mapped_column(default=True)
    paused_until: Mapped[datetime | None]
    next_free_at: Mapped[datetime | None]
    min_gap_s: Mapped[int] = mapped_column(default=0)
    endpoint: Mapped[str | None]
    limits: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default="{}")
    checked_at: Mapped[datetime | None]
    can_find: Mapped[bool] = mapped_column(default=False, server_default="false")
    check_error: Mapped[str | None]
    next_check_at: Mapped[datetime | None]

    platform: Mapped[Platform] = relationship()
    organisation: Mapped[Organisation] = relationship()
    history: Mapped[list["ChannelStatus"]] = relationship(
        order_by="ChannelStatus.position", cascade="all, delete-orphan"
    )
    credentials: Mapped[list[Credential]] = relationship(viewonly=True)

    @property
    def limit(self) -> int | None:
        """How many characters a text may have: the office's own number, but not more than the instance allows.

        Without either the platform's number counts.
        """
        said = (self.limits or {}).get("characters")
        numbers = [number for number in (self.own_limit, said) if isinstance(number, int)]
        return min(numbers) if numbers else self.platform.limit

    @property
    def is_open(self) -> bool:
        """Tell whether posts may leave through this channel."""
        return self.state in {ChannelState.ACTIVE, ChannelState.TRIAL}

    @property
    def is_connected(self) -> bool:
        """Tell whether a connector speaks for this channel."""
        return self.idempotency is not None

    @property
    def credential(self) -> Credential | None:
        """What a person set for this channel; renewed sessions are the workers' own business."""
        return next((row for row in self.credentials if row.kind is not CredentialKind.SESSION), None)


class ChannelStatus(Identified, Base):
    """One state a channel was in: since when, in the precision printed, and the words printed for it.

    `decide_on` is the day on which a trial or a pause is decided on; `decision_id` and `platform_stop_id` say what the
    state rests on.
    """

    __tablename__ = "channel_status"

    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channel.id", ondelete="RESTRICT"), index=True)
    position: Mapped[int]
    state: Mapped[ChannelState] = mapped_column(choice(ChannelState, "state"))
    since: Mapped[str | None]
    reason: Mapped[str | None]
    decide_on: Mapped[date | None]
    decision_id: Mapped[UUID | None] = mapped_column(ForeignKey("decision.id", ondelete="RESTRICT"))
    platform_stop_id: Mapped[UUID | None] = mapped_column(ForeignKey("platform_stop.id", ondelete="RESTRICT"))
