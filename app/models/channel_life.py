"""What a channel's way through its life leaves behind: its use, who was told of it, stops of its platform."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Identified, choice
from app.models.channel import Platform
from app.models.decision import Decision
from app.models.user import User


class LifeStep(StrEnum):
    """What somebody does with a channel; that it becomes ready follows from concept and notices by itself."""

    RESERVE = "reserve"
    ACTIVATE = "activate"
    TRY_OUT = "try_out"
    PAUSE = "pause"
    DEACTIVATE = "deactivate"
    TRANSFER = "transfer"
    DISCONTINUE = "discontinue"


class NoticeRecipient(StrEnum):
    """Who is told before a channel opens (Anlage 1, page 9): press office and data protection commissioner."""

    PIA = "pia"
    LFD = "lfd"


class NoticeMeans(StrEnum):
    """How a notice reached its recipient."""

    SENT = "sent"
    HANDED_OVER = "handed_over"


class ChannelNotice(Identified, Base):
    """That one recipient was told of a channel on a day, and what proves it, such as a file number. Never changed."""

    __tablename__ = "channel_notice"

    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channel.id", ondelete="RESTRICT"), index=True)
    recipient: Mapped[NoticeRecipient] = mapped_column(choice(NoticeRecipient, "recipient"))
    means: Mapped[NoticeMeans] = mapped_column(choice(NoticeMeans, "means"))
    told_on: Mapped[date]
    proof: Mapped[str]
    by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())


class ChannelUse(Base):
    """What a channel is for (Anlage 1, pages 3 and 9), and the Nutzungskonzept that says so, with the day it stands for.

    `delimitation` sets it apart from the central channels. Every `privacy_months` a post tells of the risks for people's
    data; `privacy_reminded_for` is the day of the one of which its body was last reminded. `embedded_in` are the pages
    that show the channel (R124); of its privacy notice `privacy_placed_on` is when this version was put on the platform.
    """

    __tablename__ = "channel_use"
    __table_args__ = (
        CheckConstraint("(concept_title is null) = (concept_as_of is null)", name="concept_has_its_day"),
        CheckConstraint(
            "(privacy_url is null) = (privacy_version is null)"
            " and (privacy_placed_on is null or privacy_url is not null)",
            name="privacy_notice_has_its_version",
        ),
        CheckConstraint("privacy_months between 1 and 24", name="privacy_months"),
    )

    channel_id: Mapped[UUID] = mapped_column(
        ForeignKey("channel.id", ondelete="RESTRICT"), primary_key=True, autoincrement=False
    )
    purpose: Mapped[str]
    extent: Mapped[str]
    responsibility: Mapped[str]
    target_group: Mapped[str]
    topics: Mapped[str]
    delimitation: Mapped[str]
    concept_title: Mapped[str | None]
    concept_as_of: Mapped[date | None]
    concept_url: Mapped[str | None]
    embedded_in: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default="{}")
    privacy_url: Mapped[str | None]
    privacy_version: Mapped[str | None]
    privacy_placed_on: Mapped[date | None]
    privacy_months: Mapped[int] = mapped_column(default=12, server_default="12")
    privacy_reminded_for: Mapped[date | None]


class StopEffect(StrEnum):
    """What a stop of a platform does to its channels."""

    PAUSED = "paused"
    DEACTIVATED = "deactivated"


class PlatformStop(Identified, Base):
    """Why no channel of a platform may be used: reason in law, decision, day to look again, condition to go on.

    Lifting it opens no channel and releases no delivery. `reminded_at` is when the desk was told that the day has come.
    """

    __tablename__ = "platform_stop"
    __table_args__ = (
        CheckConstraint(
            "num_nonnulls(lifted_at, lifted_by_id, lift_reason) in (0, 3)", name="lifted_by_somebody"
        ),
        Index(
            "uq_platform_stop_standing",
            "platform_slug",
            unique=True,
            postgresql_where=text("lifted_at is null"),
        ),
    )

    platform_slug: Mapped[str] = mapped_column(ForeignKey("platform.slug", ondelete="RESTRICT"))
    effect: Mapped[StopEffect] = mapped_column(choice(StopEffect, "effect"))
    legal_reason: Mapped[str]
    decision_id: Mapped[UUID | None] = mapped_column(ForeignKey("decision.id", ondelete="RESTRICT"))
    review_on: Mapped[date]
    condition: Mapped[str]
    by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    lifted_at: Mapped[datetime | None]
    lifted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    lift_reason: Mapped[str | None]
    reminded_at: Mapped[datetime | None]

    platform: Mapped[Platform] = relationship()
    decision: Mapped[Decision | None] = relationship()
    by: Mapped[User] = relationship(foreign_keys=by_id)
