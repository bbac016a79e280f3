"""What a person says of a delivery of which nobody knows whether it is there (PUBLISHING section 4, T11 and T13)."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Identified, choice
from app.models.user import User


class Sight(StrEnum):
    """What somebody saw on the channel."""

    THERE = "there"
    NOT_THERE = "not_there"


class Resolution(Identified, Base):
    """Somebody's word on an unclear delivery, with one sentence; `there` comes with the address.

    Open until it is carried out or refused; where the channel can be asked, the reconcile worker looks once more
    before. `proposed` waits for somebody who may decide and is closed by their word, `carried_out` staying empty.
    `answer` is the key of the sentence that says why it was not carried out.
    """

    __tablename__ = "resolution"
    __table_args__ = (
        Index(
            "uq_resolution_open",
            "delivery_id",
            "proposed",
            unique=True,
            postgresql_where=text("closed_at is null"),
        ),
        Index("ix_resolution_delivery_id", "delivery_id"),
        CheckConstraint("outcome <> 'there' or remote_url is not null", name="there_has_address"),
        CheckConstraint("carried_out is null or closed_at is not null", name="carried_out_is_closed"),
        CheckConstraint("(answer is not null) = (carried_out is false)", name="refused_has_answer"),
    )

    delivery_id: Mapped[UUID] = mapped_column(ForeignKey("delivery.id", ondelete="RESTRICT"))
    by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    asked_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    outcome: Mapped[Sight] = mapped_column(choice(Sight, "outcome"))
    reason: Mapped[str]
    remote_url: Mapped[str | None]
    proposed: Mapped[bool] = mapped_column(default=False)
    closed_at: Mapped[datetime | None]
    carried_out: Mapped[bool | None]
    answer: Mapped[str | None]

    by: Mapped[User] = relationship()
