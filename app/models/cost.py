"""What public channels cost: amounts as a body reported them, and everything that keeps them from being added up."""

from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, ForeignKey, Numeric, Table, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Identified, choice
from app.models.channel import Channel
from app.models.printed import Nothing, Printed

Money = Numeric(14, 2)
Share = Numeric(5, 2)


class CostKind(StrEnum):
    """What was paid for (REQUIREMENTS R139)."""

    ADVERTISING = "advertising"
    AGENCY = "agency"
    CREATIVE = "creative"
    EQUIPMENT = "equipment"
    FEE = "fee"
    MANAGEMENT = "management"
    MUSIC = "music"
    OTHER = "other"
    PHOTO = "photo"
    SETUP = "setup"
    STOCK_PHOTO = "stock_photo"
    SUBTITLES = "subtitles"
    TOOL = "tool"
    TRAINING = "training"
    VIDEO = "video"
    WORKSHOP = "workshop"


class CostBasis(StrEnum):
    """Whether an amount is with or without value added tax. Amounts of different bases are never added."""

    NET = "net"
    GROSS = "gross"
    UNSTATED = "unstated"


class Award(StrEnum):
    """How the contractor was chosen."""

    EU_TENDER = "eu_tender"
    PUBLIC_TENDER = "public_tender"
    DIRECT = "direct"


class Rounding(StrEnum):
    """How a share is rounded to cents: halves to the even cent, or upwards as merchants do."""

    HALF_EVEN = "half_even"
    HALF_UP = "half_up"


class AdvertisingBudget(StrEnum):
    """Where the money for advertising is: in the amount, beside it, or the amount is nothing else."""

    INCLUDED = "included"
    EXTRA = "extra"
    WHOLE = "whole"


class PositionRole(StrEnum):
    """What a sub-position does to the amount.

    Parts and subtotals enter it (`counted`), details enter the next subtotal; an included or extra budget and a
    repeated total are only told.
    """

    PART = "part"
    DETAIL = "detail"
    SUBTOTAL = "subtotal"
    INCLUDED = "included"
    EXTRA = "extra"
    TOTAL = "total"


cost_channel = Table(
    "cost_channel",
    Base.metadata,
    Column("item_id", ForeignKey("cost_item.id", ondelete="CASCADE"), primary_key=True),
    Column("channel_id", ForeignKey("channel.id", ondelete="RESTRICT"), primary_key=True, index=True),
)


class CostItem(Identified, Printed, Base):
    """One amount somebody reported, after its `share` (percent); or why there is none.

    `nothing` is a declared nothing; without it and without an amount, what is printed is no valid amount and somebody
    has to be asked. `not_separable` says why the amount, or what of it, belongs to no single medium. Platforms are
    slugs; without any, the amount is for all channels of the organisation. Amounts are in euro.
    """

    __tablename__ = "cost_item"
    __table_args__ = (
        CheckConstraint("amount is null or nothing is null", name="an_amount_or_nothing"),
        CheckConstraint("amount is null or basis is not null", name="an_amount_has_a_basis"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        CheckConstraint("share > 0 and share <= 100", name="share_is_a_percentage"),
        CheckConstraint("year_from <= year_to", name="years_in_order"),
    )

    platforms: Mapped[list[str]] = mapped_column(ARRAY(Text))
    printed_platform: Mapped[str | None]
    year_from: Mapped[int | None]
    year_to: Mapped[int | None]
    printed_period: Mapped[str | None]
    kind: Mapped[CostKind | None] = mapped_column(choice(CostKind, "kind"))
    service: Mapped[str | None]
    contractor: Mapped[str | None]
    award: Mapped[Award | None] = mapped_column(choice(Award, "award"))
    is_framework: Mapped[bool]
    amount: Mapped[Decimal | None] = mapped_column(Money)
    basis: Mapped[CostBasis | None] = mapped_column(choice(CostBasis, "basis"))
    share: Mapped[Decimal | None] = mapped_column(Share)
    share_reason: Mapped[str | None]
    rounding: Mapped[Rounding | None] = mapped_column(choice(Rounding, "rounding"))
    is_estimate: Mapped[bool]
    unit_price: Mapped[Decimal | None] = mapped_column(Money)
    quantity: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    advertising: Mapped[AdvertisingBudget | None] = mapped_column(choice(AdvertisingBudget, "advertising"))
    is_third_party: Mapped[bool]
    not_separable: Mapped[str | None]
    nothing: Mapped[Nothing | None] = mapped_column(choice(Nothing, "nothing"))

    channels: Mapped[list[Channel]] = relationship(secondary=cost_channel, order_by=Channel.source_key)
    positions: Mapped[list["CostPosition"]] = relationship(
        order_by="CostPosition.position", cascade="all, delete-orphan"
    )


class CostPosition(Identified, Base):
    """A sub-position of a cost item, as printed: `number` is the printed one, `position` its place.

    `budget` is the money for advertising within `amount`, `counted` what enters the item's amount after the share.
    """

    __tablename__ = "cost_position"
    __table_args__ = (UniqueConstraint("item_id", "position"),)

    item_id: Mapped[UUID] = mapped_column(ForeignKey("cost_item.id", ondelete="CASCADE"))
    position: Mapped[int]
    number: Mapped[str | None]
    role: Mapped[PositionRole] = mapped_column(choice(PositionRole, "role"))
    kind: Mapped[CostKind | None] = mapped_column(choice(CostKind, "kind"))
    label: Mapped[str]
    platforms: Mapped[list[str]] = mapped_column(ARRAY(Text))
    amount: Mapped[Decimal | None] = mapped_column(Money)
    budget: Mapped[Decimal | None] = mapped_column(Money)
    share: Mapped[Decimal | None] = mapped_column(Share)
    counted: Mapped[Decimal | None] = mapped_column(Money)
    unit_price: Mapped[Decimal | None] = mapped_column(Money)
    quantity: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    is_estimate: Mapped[bool]
    not_separable: Mapped[str | None]
    printed: Mapped[str]
