"""Costs added up: never net with gross, never what is not separable to a single medium, nothing twice.

What is reported without value added tax, with it, and without saying so stays in three sums. A budget for advertising
beside an amount is no part of it and enters no sum.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from app.models.cost import CostBasis, CostItem

Place = tuple[str | None, tuple[str, ...], int | None, int | None]
NOWHERE: Final[Place] = (None, (), None, None)


class SumKind(StrEnum):
    """What a sum is over: one body's reported platforms and period; a single medium and period; a body; everything."""

    REPORTED = "reported"
    MEDIUM = "medium"
    ORGANISATION = "organisation"
    TOTAL = "total"


@dataclass(frozen=True)
class CostSum:
    """A sum in euro, of how many items, of which basis; `estimate` if an estimated amount is in it."""

    per: SumKind
    organisation: str | None
    platforms: tuple[str, ...]
    year_from: int | None
    year_to: int | None
    basis: CostBasis
    amount: Decimal
    items: int
    estimate: bool


def add_up(items: Iterable[CostItem]) -> list[CostSum]:
    """Return every sum over the items, by kind and in the items' order."""
    found: dict[tuple[SumKind, Place, CostBasis], list[tuple[Decimal, bool]]] = defaultdict(list)
    for item in items:
        if item.amount is None or item.basis is None:
            continue
        for kind, place, amount in _places_of(item, item.amount):
            found[kind, place, item.basis].append((amount, is_estimated(item)))
    order = list(SumKind)
    return [
        CostSum(kind, *place, basis, *_total(parts))
        for (kind, place, basis), parts in sorted(found.items(), key=lambda entry: order.index(entry[0][0]))
    ]


def is_estimated(item: CostItem) -> bool:
    """Tell whether an item's amount is an estimate or made of one."""
    return item.is_estimate or any(row.is_estimate for row in item.positions)


def find_separable(item: CostItem) -> Decimal | None:
    """Return what of an item's amount belongs to its one medium; None where nothing surely does."""
    if item.amount is None or len(item.platforms) != 1 or item.not_separable is not None:
        return None
    mixed = [row.counted or Decimal(0) for row in item.positions if row.not_separable is not None]
    return item.amount - sum(mixed, Decimal(0))


def _places_of(item: CostItem, amount: Decimal) -> Iterator[tuple[SumKind, Place, Decimal]]:
    """Yield each sum that an item enters, and with how much."""
    abbreviation, platforms = item.organisation.abbreviation, tuple(item.platforms)
    yield SumKind.REPORTED, (abbreviation, platforms, item.year_from, item.year_to), amount
    separable = find_separable(item)
    if separable is not None:
        yield SumKind.MEDIUM, (None, platforms, item.year_from, item.year_to), separable
    yield SumKind.ORGANISATION, (abbreviation, (), None, None), amount
    yield SumKind.TOTAL, NOWHERE, amount


def _total(parts: Sequence[tuple[Decimal, bool]]) -> tuple[Decimal, int, bool]:
    return (
        sum((amount for amount, _ in parts), Decimal(0)),
        len(parts),
        any(is_estimate for _, is_estimate in parts),
    )
