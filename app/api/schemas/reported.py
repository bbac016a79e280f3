"""What bodies reported about their channels: costs, staffing, strategies, followers. Amounts are euro, as texts."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from app.api.schemas.fields import Answer
from app.models.cost import (
    AdvertisingBudget,
    Award,
    CostBasis,
    CostItem,
    CostKind,
    CostPosition,
    PositionRole,
    Rounding,
)
from app.models.metrics_snapshot import MetricsSnapshot
from app.models.printed import Nothing
from app.models.staffing import Comparator, StaffingBasis, StaffingRecord
from app.models.strategy import Strategy, StrategyKind
from app.queries.cost_sums import CostSum, SumKind
from app.reports.pages import find_page


class CostPositionOut(Answer):
    """A sub-position as printed; `counted` is what enters the item's amount, `budget` the advertising within it."""

    number: str | None
    label: str
    role: PositionRole
    kind: CostKind | None
    platforms: list[str]
    amount: str | None
    budget: str | None
    share: str | None
    counted: str | None
    unit_price: str | None
    quantity: str | None
    estimate: bool
    not_separable: str | None
    printed: str

    @classmethod
    def of(cls, row: CostPosition) -> "CostPositionOut":
        """Return the answer for a row."""
        return cls(
            number=row.number,
            label=row.label,
            role=row.role,
            kind=row.kind,
            platforms=row.platforms,
            amount=money(row.amount),
            budget=money(row.budget),
            share=measure(row.share),
            counted=money(row.counted),
            unit_price=money(row.unit_price),
            quantity=measure(row.quantity),
            estimate=row.is_estimate,
            not_separable=row.not_separable,
            printed=row.printed,
        )


class CostItemOut(Answer):
    """One reported amount, after its share (in percent), or in `nothing` why there is none.

    With neither, `printed` is no valid amount. Without platforms it is for all channels of the organisation.
    """

    id: UUID
    key: str | None
    organisation: str
    platforms: list[str]
    channels: list[str]
    year_from: int | None
    year_to: int | None
    period: str | None
    kind: CostKind | None
    service: str | None
    contractor: str | None
    award: Award | None
    framework: bool
    amount: str | None
    basis: CostBasis
    share: str | None
    share_reason: str | None
    rounding: Rounding | None
    estimate: bool
    unit_price: str | None
    quantity: str | None
    advertising: AdvertisingBudget | None
    third_party: bool
    not_separable: str | None
    nothing: Nothing | None
    positions: list[CostPositionOut]
    printed: str
    source_page: int | None
    source: str | None

    @classmethod
    def of(cls, row: CostItem) -> "CostItemOut":
        """Return the answer for a row."""
        return cls(
            id=row.id,
            key=row.source_key,
            organisation=row.organisation.abbreviation,
            platforms=row.platforms,
            channels=[channel.label for channel in row.channels],
            year_from=row.year_from,
            year_to=row.year_to,
            period=row.printed_period,
            kind=row.kind,
            service=row.service,
            contractor=row.contractor,
            award=row.award,
            framework=row.is_framework,
            amount=money(row.amount),
            basis=row.basis or CostBasis.UNSTATED,
            share=measure(row.share),
            share_reason=row.share_reason,
            rounding=row.rounding,
            estimate=row.is_estimate,
            unit_price=money(row.unit_price),
            quantity=measure(row.quantity),
            advertising=row.advertising,
            third_party=row.is_third_party,
            not_separable=row.not_separable,
            nothing=row.nothing,
            positions=[CostPositionOut.of(part) for part in row.positions],
            printed=row.printed,
            source_page=find_page(row.source),
            source=row.source,
        )


class CostSumOut(Answer):
    """A sum of one basis, over `items` amounts: per reported platforms and period, medium, organisation, or all."""

    per: SumKind
    organisation: str | None
    platforms: list[str]
    year_from: int | None
    year_to: int | None
    basis: CostBasis
    amount: str
    items: int
    estimate: bool

    @classmethod
    def of(cls, row: CostSum) -> "CostSumOut":
        """Return the answer for a sum."""
        return cls(
            per=row.per,
            organisation=row.organisation,
            platforms=list(row.platforms),
            year_from=row.year_from,
            year_to=row.year_to,
            basis=row.basis,
            amount=f"{row.amount:.2f}",
            items=row.items,
            estimate=row.estimate,
        )


class StaffingOut(Answer):
    """Who looks after platforms, as said: persons, effort with its comparator and basis, or somebody `external`."""

    id: UUID
    key: str | None
    organisation: str
    platforms: list[str]
    persons_min: int | None
    persons_max: int | None
    comparator: Comparator | None
    effort: str | None
    basis: StaffingBasis | None
    external: str | None
    nothing: Nothing | None
    printed: str
    source_page: int | None
    source: str | None

    @classmethod
    def of(cls, row: StaffingRecord) -> "StaffingOut":
        """Return the answer for a row."""
        return cls(
            id=row.id,
            key=row.source_key,
            organisation=row.organisation.abbreviation,
            platforms=row.platforms,
            persons_min=row.persons_min,
            persons_max=row.persons_max,
            comparator=row.comparator,
            effort=measure(row.effort),
            basis=row.basis,
            external=row.external,
            nothing=row.nothing,
            printed=row.printed,
            source_page=find_page(row.source),
            source=row.source,
        )


class StrategyOut(Answer):
    """Whose strategy an organisation follows, and its goals in the printed words."""

    id: UUID
    key: str | None
    organisation: str
    kind: StrategyKind
    document: str | None
    platforms: list[str]
    goals: list[str]
    printed: str
    source_page: int | None
    source: str | None

    @classmethod
    def of(cls, row: Strategy) -> "StrategyOut":
        """Return the answer for a row."""
        return cls(
            id=row.id,
            key=row.source_key,
            organisation=row.organisation.abbreviation,
            kind=row.kind,
            document=row.document,
            platforms=row.platforms,
            goals=[goal.goal for goal in row.goals],
            printed=row.printed,
            source_page=find_page(row.source),
            source=row.source,
        )


class MetricsSnapshotOut(Answer):
    """Followers and views of an account on a day; `channel` is null where the register does not know the account."""

    id: UUID
    key: str | None
    organisation: str
    platform: str
    channel: str | None
    handle: str | None
    joined: str | None
    as_of: date
    followers: int | None
    views: int | None
    printed: str
    source_page: int | None
    source: str | None

    @classmethod
    def of(cls, row: MetricsSnapshot) -> "MetricsSnapshotOut":
        """Return the answer for a row."""
        return cls(
            id=row.id,
            key=row.source_key,
            organisation=row.organisation.abbreviation,
            platform=row.platform_slug,
            channel=row.channel.label if row.channel else None,
            handle=row.handle,
            joined=row.joined,
            as_of=row.as_of,
            followers=row.followers,
            views=row.views,
            printed=row.printed,
            source_page=find_page(row.source),
            source=row.source,
        )


def money(amount: Decimal | None) -> str | None:
    """Return an amount with a point and two places."""
    return None if amount is None else f"{amount:.2f}"


def measure(number: Decimal | None) -> str | None:
    """Return a number with a point, without zeros that say nothing."""
    return None if number is None else f"{number.normalize():f}"
