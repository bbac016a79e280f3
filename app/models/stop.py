"""Why nothing leaves: emergency stops and the mode of the whole installation (PUBLISHING sections 10 and 11)."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import Uuid

from app.models.base import Base, Identified, choice
from app.models.user import User


class StopScope(StrEnum):
    """What a stop covers: everything, or one channel."""

    ALL = "all"
    CHANNEL = "channel"


class PublishingMode(StrEnum):
    """Normal, or restored from a backup and not yet trusted."""

    NORMAL = "normal"
    RESTORE = "restore"


class PublishingStop(Identified, Base):
    """An emergency stop with its reason. `in_flight` names the deliveries whose call had already begun."""

    __tablename__ = "publishing_stop"
    __table_args__ = (
        CheckConstraint("(scope = 'channel') = (channel_id is not null)", name="scope_names_its_object"),
        CheckConstraint("(lifted_at is null) = (lifted_by_id is null)", name="lifted_by_somebody"),
    )

    scope: Mapped[StopScope] = mapped_column(choice(StopScope, "scope"))
    channel_id: Mapped[UUID | None] = mapped_column(ForeignKey("channel.id", ondelete="RESTRICT"))
    reason: Mapped[str]
    hold_all: Mapped[bool] = mapped_column(default=False)
    by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    in_flight: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()), default=list)
    lifted_at: Mapped[datetime | None]
    lifted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    lift_reason: Mapped[str | None]

    by: Mapped[User] = relationship(foreign_keys=by_id)


class PublishingControl(Base):
    """The one row that says how the whole installation publishes."""

    __tablename__ = "publishing_control"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    mode: Mapped[PublishingMode] = mapped_column(
        choice(PublishingMode, "mode"), default=PublishingMode.NORMAL
    )
    clock_ok: Mapped[bool] = mapped_column(default=True)
