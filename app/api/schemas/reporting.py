"""Costs, staffing, strategies and followers as somebody enters them. Amounts are euro, as texts with a point."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from app.api.schemas.fields import Abbreviation, Name, Reason, Request, Title
from app.fields import Amount, Count, Effort, Heads, Quantity, Share, Year
from app.models.cost import AdvertisingBudget, Award, CostBasis, CostKind, Rounding
from app.models.printed import Nothing
from app.models.staffing import Comparator, StaffingBasis
from app.models.strategy import StrategyKind

MOST_PLATFORMS, MOST_POSITIONS, MOST_GOALS = 20, 100, 50
Platforms = Annotated[list[Name], Field(max_length=MOST_PLATFORMS)]


class PositionIn(Request):
    """A part of an amount. All parts together are the amount."""

    label: Title
    amount: Amount


class CostIn(Request):
    """What was spent, after its share (percent), or in `nothing` why there is no amount.

    Without platforms it is for all channels of the organisation. Without `printed` the wording is made of the rest.
    """

    organisation: Abbreviation
    platforms: Platforms = Field(default_factory=list)
    year_from: Year | None = None
    year_to: Year | None = None
    kind: CostKind | None = None
    service: Title | None = None
    contractor: Title | None = None
    award: Award | None = None
    framework: bool = False
    amount: Amount | None = None
    basis: CostBasis | None = None
    share: Share | None = None
    share_reason: Reason | None = None
    rounding: Rounding | None = None
    estimate: bool = False
    unit_price: Amount | None = None
    quantity: Quantity | None = None
    advertising: AdvertisingBudget | None = None
    third_party: bool = False
    not_separable: Reason | None = None
    nothing: Nothing | None = None
    positions: Annotated[list[PositionIn], Field(max_length=MOST_POSITIONS)] = Field(default_factory=list)
    printed: Reason | None = None
    source: Title | None = None

    def values(self) -> dict[str, Any]:
        """Return what the actions take."""
        columns = self.model_dump()
        for name in ("framework", "estimate", "third_party"):
            columns[f"is_{name}"] = columns.pop(name)
        return columns


class StaffingIn(Request):
    """Who looks after channels: persons, an effort with its comparator and basis, somebody outside; or `nothing`."""

    organisation: Abbreviation
    platforms: Platforms = Field(default_factory=list)
    persons_min: Heads | None = None
    persons_max: Heads | None = None
    comparator: Comparator | None = None
    effort: Effort | None = None
    basis: StaffingBasis | None = None
    external: Title | None = None
    nothing: Nothing | None = None
    printed: Reason | None = None
    source: Title | None = None

    def values(self) -> dict[str, Any]:
        """Return what the actions take."""
        return self.model_dump()


class StrategyIn(Request):
    """Whose strategy a body follows, and with what goals; `other` names the `document` it follows.

    Without platforms it is for all channels of the organisation.
    """

    organisation: Abbreviation
    kind: StrategyKind
    document: Title | None = None
    platforms: Platforms = Field(default_factory=list)
    goals: Annotated[list[Reason], Field(max_length=MOST_GOALS)] = Field(default_factory=list)
    printed: Reason | None = None
    source: Title | None = None

    def values(self) -> dict[str, Any]:
        """Return what the actions take."""
        return self.model_dump()


class MetricsSnapshotIn(Request):
    """How many followed a channel, or looked at it, on a day; one for each channel and day."""

    channel_id: UUID
    as_of: date
    followers: Count | None = None
    views: Count | None = None
    printed: Reason | None = None
    source: Title | None = None

    def values(self) -> dict[str, Any]:
        """Return what the actions take."""
        return self.model_dump()
