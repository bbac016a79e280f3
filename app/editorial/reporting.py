"""What must hold of what somebody enters for a body, before it is kept (REQUIREMENTS R126 to R147)."""

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import Final

from app.errors import Issue
from app.messages.reports import say_euro
from app.models.cost import CostItem, Rounding
from app.models.metrics_snapshot import MetricsSnapshot
from app.models.staffing import StaffingBasis, StaffingRecord
from app.models.strategy import Strategy, StrategyKind

CENT: Final = Decimal("0.01")
HUNDRED: Final = Decimal(100)
ROUNDINGS: Final = {Rounding.HALF_EVEN: ROUND_HALF_EVEN, Rounding.HALF_UP: ROUND_HALF_UP}


def find_issues(
    entry: CostItem | StaffingRecord | Strategy | MetricsSnapshot, today: date
) -> Iterator[Issue]:
    """Yield what keeps an entry from saying what entries of its kind say."""
    if isinstance(entry, CostItem):
        return find_cost_issues(entry, today)
    if isinstance(entry, StaffingRecord):
        return find_staffing_issues(entry)
    return find_strategy_issues(entry) if isinstance(entry, Strategy) else find_snapshot_issues(entry, today)


def find_cost_issues(item: CostItem, today: date) -> Iterator[Issue]:
    """Yield what keeps a cost item from being an amount that can be reckoned with, or one of the three kinds of nothing."""
    if (item.amount is None) == (item.nothing is None):
        yield Issue("amount", "amount-or-nothing")
    if item.amount is not None and item.basis is None:
        yield Issue("basis", "basis-missing")
    if item.year_to is not None and item.year_from is None:
        yield Issue("year_from", "missing")
    elif item.year_from is not None and item.year_to is not None and item.year_to < item.year_from:
        yield Issue("year_to", "years-out-of-order")
    if item.year_from is not None and item.year_from > today.year:
        yield Issue("year_from", "year-to-come")
    if (item.share is None) != (item.share_reason is None):
        yield Issue("share" if item.share is None else "share_reason", "share-with-reason")
    yield from _find_differences(item)


def _find_differences(item: CostItem) -> Iterator[Issue]:
    """Yield where an amount is not what its unit price and quantity, or its sub-positions, come to."""
    if (item.unit_price is None) != (item.quantity is None):
        yield Issue("unit_price" if item.unit_price is None else "quantity", "price-with-quantity")
    if item.amount is None:
        return
    if item.unit_price is not None and item.quantity is not None:
        whole = item.unit_price * item.quantity * (item.share or HUNDRED) / HUNDRED
        product = whole.quantize(CENT, ROUNDINGS[item.rounding or Rounding.HALF_UP])
        if product != item.amount:
            yield Issue("amount", "product-differs", {"product": say_euro(product)})
    counted = [row.counted for row in item.positions if row.counted is not None]
    if counted and sum(counted) != item.amount:
        yield Issue("positions", "positions-differ", {"sum": say_euro(sum(counted, Decimal(0)))})


def find_staffing_issues(record: StaffingRecord) -> Iterator[Issue]:
    """Yield what keeps a record from saying who looks after channels: persons, an effort, somebody outside, or nothing."""
    says = (record.persons_min, record.basis, record.external)
    if all(word is None for word in says) == (record.nothing is None):
        yield Issue("persons_min", "staffing-or-nothing")
    if record.persons_max is not None and record.persons_min is None:
        yield Issue("persons_min", "missing")
    elif (
        record.persons_min is not None
        and record.persons_max is not None
        and record.persons_max < record.persons_min
    ):
        yield Issue("persons_max", "persons-out-of-order")
    if (record.effort is None) != (record.comparator is None):
        yield Issue("effort" if record.effort is None else "comparator", "effort-with-comparator")
    if (record.effort is not None) == (record.basis in {None, StaffingBasis.UNQUANTIFIED}):
        yield Issue("basis", "effort-with-basis")


def find_strategy_issues(strategy: Strategy) -> Iterator[Issue]:
    """Yield what keeps an answer from saying whose strategy a body follows (R128)."""
    if (strategy.kind is StrategyKind.OTHER) and strategy.document is None:
        yield Issue("document", "strategy-without-document")
    if strategy.kind is StrategyKind.NONE and (strategy.document is not None or strategy.goals):
        yield Issue("kind", "strategy-or-none")


def find_snapshot_issues(snapshot: MetricsSnapshot, today: date) -> Iterator[Issue]:
    """Yield what keeps a snapshot from saying how many followed a channel, or looked at it, on a day that has passed."""
    if snapshot.followers is None and snapshot.views is None:
        yield Issue("followers", "followers-or-views")
    if snapshot.as_of > today:
        yield Issue("as_of", "day-to-come")
