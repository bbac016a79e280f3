"""Amounts that cannot be read, reckoned or added up as they are printed."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from app.messages.reports import BASES, say_euro, say_number
from app.models.cost import AdvertisingBudget, CostBasis, CostItem, CostPosition, PositionRole
from app.queries.register_findings.book import Book
from app.queries.register_findings.finding import RegisterFinding, RegisterRule, find_in, join

CENT: Final = Decimal("0.01")


def find_unreadable_amounts(book: Book) -> Iterator[RegisterFinding]:
    """Yield items with neither an amount nor a reason for none: what is printed is no amount."""
    for item in book.costs:
        if item.amount is None and item.nothing is None:
            sentence = f"„{item.printed}“ ist kein gültiger Betrag; bitte nachfragen."
            yield find_in(RegisterRule.AMOUNT, _label(item), [item], sentence)


def find_budgets_beside(book: Book) -> Iterator[RegisterFinding]:
    """Yield bodies whose budget for advertising is within the amount once and beside it another time (R138)."""
    found: dict[object, list[CostItem]] = defaultdict(list)
    for item in book.costs:
        if any(row.role in {PositionRole.INCLUDED, PositionRole.EXTRA} for row in item.positions):
            found[item.organisation_id].append(item)
    for items in found.values():
        extra = [item for item in items if item.advertising is AdvertisingBudget.EXTRA]
        included = [item for item in items if item.advertising is AdvertisingBudget.INCLUDED]
        if extra and included:
            sentence = (
                f"Das Werbebudget steht neben dem Betrag ({join(_budget(item) for item in extra)}), sonst ist es "
                f"darin enthalten ({join(_budget(item) for item in included)})."
            )
            yield find_in(RegisterRule.BUDGET, "Werbebudget", [*extra, *included], sentence)


def find_roundings(book: Book) -> Iterator[RegisterFinding]:
    """Yield shares that commercial rounding would make a cent different."""
    for item in book.costs:
        for row in item.positions:
            if row.amount is None or row.share is None or row.counted is None:
                continue
            usual = (row.amount * row.share / 100).quantize(CENT, ROUND_HALF_UP)
            if usual != row.counted:
                sentence = (
                    f"{say_number(row.share)} % von {say_euro(row.amount)} sind kaufmännisch gerundet {say_euro(usual)}, "
                    f"gedruckt ist {say_euro(row.counted)}."
                )
                yield find_in(RegisterRule.ROUNDING, _label(item), [item], sentence)


def find_quantities(book: Book) -> Iterator[RegisterFinding]:
    """Yield amounts that are not unit price times quantity."""
    for item in book.costs:
        rows: list[CostItem | CostPosition] = [item, *item.positions]
        for row in rows:
            if row.unit_price is None or row.quantity is None or row.amount is None:
                continue
            reckoned = row.unit_price * row.quantity
            if reckoned != row.amount:
                sentence = (
                    f"{say_number(row.quantity)} × {say_euro(row.unit_price)} sind {say_euro(reckoned)}, als Betrag gedruckt ist "
                    f"{say_euro(row.amount)}."
                )
                yield find_in(RegisterRule.QUANTITY, _label(item), [item], sentence)


def find_joint_amounts(book: Book) -> Iterator[RegisterFinding]:
    """Yield amounts for several platforms together: nobody can say them per medium."""
    found: dict[tuple[object, tuple[str, ...]], list[CostItem]] = defaultdict(list)
    for item in book.costs:
        if item.amount is not None and len(item.platforms) > 1:
            found[item.organisation_id, tuple(item.platforms)].append(item)
    for (_, platforms), items in found.items():
        names = join(book.name_platforms(platforms))
        number = "Ein Betrag gilt" if len(items) == 1 else f"{len(items)} Beträge gelten"
        sentence = f"{number} für {names} zusammen und lassen sich nicht je Medium angeben."
        if len(items) == 1:
            sentence = sentence.replace("lassen", "lässt")
        yield find_in(RegisterRule.NOT_PER_MEDIUM, names, items, sentence)


def find_mixed_bases(book: Book) -> Iterator[RegisterFinding]:
    """Yield, once, that amounts with and without value added tax stand side by side."""
    found: dict[CostBasis, list[CostItem]] = defaultdict(list)
    for item in book.costs:
        if item.amount is not None and item.basis is not None:
            found[item.basis].append(item)
    if len(found) > 1:
        parts = [
            f"{BASES[basis]} ({', '.join(dict.fromkeys(item.organisation.abbreviation for item in items))})"
            for basis, items in sorted(found.items())
        ]
        sentence = f"Beträge stehen {join(parts)} nebeneinander und werden nie zusammengezählt."
        rows = [item for items in found.values() for item in items]
        yield find_in(RegisterRule.BASES, "Netto, brutto, ohne Angabe", rows, sentence)


def _label(item: CostItem) -> str:
    return item.service or item.printed_platform or "Kosten"


def _budget(item: CostItem) -> str:
    """Return the budget of an item beside its amount."""
    roles = {PositionRole.INCLUDED, PositionRole.EXTRA}
    budget = sum((row.amount or Decimal(0) for row in item.positions if row.role in roles), Decimal(0))
    return f"{say_euro(budget)} zu {say_euro(item.amount or Decimal(0))}"


RULES: Final = (
    find_unreadable_amounts,
    find_budgets_beside,
    find_roundings,
    find_quantities,
    find_joint_amounts,
    find_mixed_bases,
)
