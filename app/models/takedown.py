"""The case against a post (Löschverfahren): notice, answers, decision, end."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Identified, choice
from app.models.ground import Ground
from app.models.post import Post, Revision, Variant
from app.models.user import User


class TakedownKind(StrEnum):
    """What the desk wants: the removal, or only that the ministry takes notice (all it may on an own channel)."""

    REMOVAL = "removal"
    NOTICE_ONLY = "notice_only"


class TakedownState(StrEnum):
    """Where a case stands. The last three are final."""

    OPEN = "open"
    ANSWERED = "answered"
    EXECUTING = "executing"
    EXECUTED = "executed"
    CLOSED = "closed"
    REVOKED = "revoked"


class AnswerKind(StrEnum):
    """What the ministry answers: it corrects or removes itself, agrees, or objects."""

    CHANGE = "change"
    REMOVE = "remove"
    AGREE = "agree"
    OBJECT = "object"


class TakedownOutcome(StrEnum):
    """How a case ended without the desk removing anything; that it was never published only the machine tells."""

    CORRECTED = "corrected"
    REMOVED_BY_MINISTRY = "removed_by_ministry"
    OBJECTION_UPHELD = "objection_upheld"
    NOTED = "noted"
    NEVER_PUBLISHED = "never_published"


class Takedown(Identified, Base):
    """The case: ground, quoted passage, wanted remedy, the notice's deadline, the answers, the decision, the end.

    What it was opened with never changes (a trigger sees to that). `revision_id` is what the post said then.
    `delivered_at` is when the notice was proven to have reached the ministry, `executed_by_id` who decided on the
    removal; `by_same_person` marks for good that nobody else did.
    """

    __tablename__ = "takedown"
    __table_args__ = (
        Index("ix_takedown_post_id", "post_id"),
        Index("ix_takedown_open", "id", postgresql_where=text("ended_at is null")),
        CheckConstraint("(executed_at is null) = (executed_by_id is null)", name="executed_by_somebody"),
        CheckConstraint("kind <> 'notice_only' or executed_at is null", name="a_notice_is_not_executed"),
        CheckConstraint("not by_same_person or execute_reason is not null", name="alone_with_reason"),
        CheckConstraint(
            "(state in ('executed', 'closed', 'revoked')) = (ended_at is not null)", name="ended_has_instant"
        ),
        CheckConstraint("(state = 'closed') = (outcome is not null)", name="closed_has_outcome"),
        CheckConstraint("deadline_at > opened_at or urgent_reason is not null", name="no_time_is_urgent"),
    )

    post_id: Mapped[UUID] = mapped_column(ForeignKey("post.id", ondelete="RESTRICT"))
    revision_id: Mapped[UUID] = mapped_column(ForeignKey("revision.id", ondelete="RESTRICT"))
    kind: Mapped[TakedownKind] = mapped_column(choice(TakedownKind, "kind"))
    state: Mapped[TakedownState] = mapped_column(choice(TakedownState, "state"))
    ground: Mapped[Ground] = mapped_column(choice(Ground, "ground"))
    quote: Mapped[str]
    remedy: Mapped[str]
    urgent_reason: Mapped[str | None]
    deadline_at: Mapped[datetime]
    opened_by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    opened_at: Mapped[datetime] = mapped_column(server_default=func.now())
    delivered_at: Mapped[datetime | None]
    executed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    executed_at: Mapped[datetime | None]
    execute_reason: Mapped[str | None]
    by_same_person: Mapped[bool] = mapped_column(default=False)
    outcome: Mapped[TakedownOutcome | None] = mapped_column(choice(TakedownOutcome, "outcome"))
    ended_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None]

    post: Mapped[Post] = relationship()
    revision: Mapped[Revision] = relationship()
    opened_by: Mapped[User] = relationship(foreign_keys=opened_by_id)
    executed_by: Mapped[User | None] = relationship(foreign_keys=executed_by_id)
    ended_by: Mapped[User | None] = relationship(foreign_keys=ended_by_id)
    answers: Mapped[list["TakedownAnswer"]] = relationship(order_by="TakedownAnswer.id")
    covered: Mapped[list["TakedownDelivery"]] = relationship(order_by="TakedownDelivery.delivery_id")


class TakedownAnswer(Identified, Base):
    """What the ministry answered to the notice; never changed, the last one counts."""

    __tablename__ = "takedown_answer"
    __table_args__ = (Index("ix_takedown_answer_takedown_id", "takedown_id"),)

    takedown_id: Mapped[UUID] = mapped_column(ForeignKey("takedown.id", ondelete="RESTRICT"))
    by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    answer: Mapped[AnswerKind] = mapped_column(choice(AnswerKind, "answer"))
    statement: Mapped[str | None]

    by: Mapped[User] = relationship()


class TakedownDelivery(Base):
    """One delivery, perhaps still a proposed one, that a case is about.

    `is_removable` tells whether the desk may remove it: on a central channel, if the case is for removal at all.
    """

    __tablename__ = "takedown_delivery"
    __table_args__ = (Index("ix_takedown_delivery_delivery_id", "delivery_id"),)

    takedown_id: Mapped[UUID] = mapped_column(
        ForeignKey("takedown.id", ondelete="RESTRICT"), primary_key=True
    )
    delivery_id: Mapped[UUID] = mapped_column(ForeignKey("variant.id", ondelete="RESTRICT"), primary_key=True)
    is_removable: Mapped[bool]

    variant: Mapped[Variant] = relationship()
