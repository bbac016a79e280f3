"""The files of a register that hold what bodies answered: which columns, which kind, which table.

One description serves checking, loading and writing back; `key` is how a row is known again.
"""

from dataclasses import dataclass
from typing import Final

from app.loading.columns import AMOUNT, DAY, FLAG, MEASURE, NUMBER, TEXT, WORDS, Column, one_of
from app.models.base import Base
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
from app.models.printed import Nothing, PrintedAbbreviation
from app.models.staffing import Comparator, StaffingBasis, StaffingRecord
from app.models.strategy import Strategy, StrategyGoal, StrategyKind


@dataclass(frozen=True)
class Sheet:
    """A file and its table. `parent` is the column naming a row of `above`, for rows that are parts of another."""

    file: str
    german: str
    model: type[Base]
    columns: tuple[Column, ...]
    parent: str | None = None
    above: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)


def _needed(name: str) -> Column:
    return Column(name, TEXT, is_required=True)


_WHOSE: Final = (_needed("key"), _needed("organisation"), Column("printed_organisation", TEXT))
_WORDS_AND_SOURCE: Final = (_needed("printed"), _needed("source"))
COSTS: Final = Sheet(
    "costs.csv",
    "Kosten",
    CostItem,
    (
        *_WHOSE,
        Column("platforms", WORDS),
        Column("channels", WORDS),
        Column("printed_platform", TEXT),
        Column("year_from", NUMBER),
        Column("year_to", NUMBER),
        Column("printed_period", TEXT),
        Column("kind", one_of(CostKind)),
        Column("service", TEXT),
        Column("contractor", TEXT),
        Column("award", one_of(Award)),
        Column("is_framework", FLAG, is_required=True),
        Column("amount", AMOUNT),
        Column("basis", one_of(CostBasis)),
        Column("share", MEASURE),
        Column("share_reason", TEXT),
        Column("rounding", one_of(Rounding)),
        Column("is_estimate", FLAG, is_required=True),
        Column("unit_price", AMOUNT),
        Column("quantity", MEASURE),
        Column("advertising", one_of(AdvertisingBudget)),
        Column("is_third_party", FLAG, is_required=True),
        Column("not_separable", TEXT),
        Column("nothing", one_of(Nothing)),
        *_WORDS_AND_SOURCE,
    ),
)
POSITIONS: Final = Sheet(
    "cost_positions.csv",
    "Unterpositionen",
    CostPosition,
    (
        _needed("item"),
        Column("position", NUMBER, is_required=True),
        Column("number", TEXT),
        Column("role", one_of(PositionRole), is_required=True),
        Column("kind", one_of(CostKind)),
        _needed("label"),
        Column("platforms", WORDS),
        Column("amount", AMOUNT),
        Column("budget", AMOUNT),
        Column("share", MEASURE),
        Column("counted", AMOUNT),
        Column("unit_price", AMOUNT),
        Column("quantity", MEASURE),
        Column("is_estimate", FLAG, is_required=True),
        Column("not_separable", TEXT),
        _needed("printed"),
    ),
    parent="item",
    above=COSTS.file,
)
STAFFING: Final = Sheet(
    "staffing.csv",
    "Personal",
    StaffingRecord,
    (
        *_WHOSE,
        Column("platforms", WORDS),
        Column("printed_platform", TEXT),
        Column("persons_min", NUMBER),
        Column("persons_max", NUMBER),
        Column("basis", one_of(StaffingBasis)),
        Column("comparator", one_of(Comparator)),
        Column("effort", MEASURE),
        Column("external", TEXT),
        Column("nothing", one_of(Nothing)),
        *_WORDS_AND_SOURCE,
    ),
)
STRATEGIES: Final = Sheet(
    "strategies.csv",
    "Strategien",
    Strategy,
    (
        *_WHOSE,
        Column("kind", one_of(StrategyKind), is_required=True),
        Column("document", TEXT),
        Column("platforms", WORDS),
        *_WORDS_AND_SOURCE,
    ),
)
GOALS: Final = Sheet(
    "strategy_goals.csv",
    "Ziele",
    StrategyGoal,
    (_needed("strategy"), Column("position", NUMBER, is_required=True), _needed("goal"), _needed("source")),
    parent="strategy",
    above=STRATEGIES.file,
)
SNAPSHOTS: Final = Sheet(
    "metrics_snapshots.csv",
    "Stände der Kanäle",
    MetricsSnapshot,
    (
        *_WHOSE,
        _needed("platform"),
        Column("channel", TEXT),
        Column("handle", TEXT),
        Column("joined", TEXT),
        Column("as_of", DAY, is_required=True),
        Column("followers", NUMBER),
        Column("views", NUMBER),
        *_WORDS_AND_SOURCE,
    ),
)
ABBREVIATIONS: Final = Sheet(
    "abbreviations.csv",
    "Gedruckte Abkürzungen",
    PrintedAbbreviation,
    (_needed("abbreviation"), _needed("name"), _needed("source")),
)
SHEETS: Final = (COSTS, POSITIONS, STAFFING, STRATEGIES, GOALS, SNAPSHOTS, ABBREVIATIONS)
"""Every file, those that others refer to before them."""
