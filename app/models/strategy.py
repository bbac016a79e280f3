"""What organisations want to reach with their channels, and whose strategy they follow."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Identified, choice
from app.models.printed import Printed


class StrategyKind(StrEnum):
    """Whose strategy it is: the organisation's own, the government's, that of another document, or none."""

    OWN = "own"
    GOVERNMENT = "government"
    OTHER = "other"
    NONE = "none"


class Strategy(Identified, Printed, Base):
    """An organisation's answer to the question for its strategy; `document` is the one it names."""

    __tablename__ = "strategy"

    kind: Mapped[StrategyKind] = mapped_column(choice(StrategyKind, "kind"))
    document: Mapped[str | None]
    platforms: Mapped[list[str]] = mapped_column(ARRAY(Text))

    goals: Mapped[list["StrategyGoal"]] = relationship(
        order_by="StrategyGoal.position", cascade="all, delete-orphan"
    )


class StrategyGoal(Identified, Base):
    """One goal of a strategy in the words it was printed in."""

    __tablename__ = "strategy_goal"
    __table_args__ = (UniqueConstraint("strategy_id", "position"),)

    strategy_id: Mapped[UUID] = mapped_column(ForeignKey("strategy.id", ondelete="CASCADE"))
    position: Mapped[int]
    goal: Mapped[str]
    source: Mapped[str | None]
