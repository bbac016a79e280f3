"""How many people follow an account, on a day."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Identified
from app.models.channel import Channel, Platform
from app.models.printed import Printed


class MetricsSnapshot(Identified, Printed, Base):
    """Followers and views of an account as of a day. Without a channel, the account is in no register.

    `handle` and `joined` (since when it is there) are as printed, so that contradictions to the register show.
    """

    __tablename__ = "metrics_snapshot"
    __table_args__ = (
        CheckConstraint("followers >= 0 and views >= 0", name="not_negative"),
        Index(
            "uq_metrics_snapshot_by_hand",
            "channel_id",
            "as_of",
            unique=True,
            postgresql_where=text("source_key is null"),
        ),
    )

    platform_slug: Mapped[str] = mapped_column(ForeignKey("platform.slug", ondelete="RESTRICT"))
    channel_id: Mapped[UUID | None] = mapped_column(ForeignKey("channel.id", ondelete="RESTRICT"), index=True)
    handle: Mapped[str | None]
    joined: Mapped[str | None]
    as_of: Mapped[date]
    followers: Mapped[int | None]
    views: Mapped[int | None]

    platform: Mapped[Platform] = relationship()
    channel: Mapped[Channel | None] = relationship()
