"""What must hold in the files of what bodies answered, checked before anything touches the database.

An amount stands in the files twice, as a number and in the printed words. Both must agree: whoever typed one of them
wrongly is told. What the source itself has wrong stays; it is a finding of the register, not a fault of a file.
"""

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal

from app.loading.columns import find_amounts
from app.loading.rows import Fault, Row, find_duplicates
from app.loading.sheets import COSTS, POSITIONS, SHEETS, STAFFING, Sheet

Known = Mapping[str, Collection[str] | None]
"""By file, what a cell may refer to; None for a file that cannot be read."""


def check_answers(rows: Mapping[str, list[Row]], known: Known) -> Iterator[Fault]:
    """Check every file of answers. `known` holds what other files offer: abbreviations, slugs and keys."""
    for sheet in SHEETS:
        for row in rows[sheet.file]:
            yield from _check_cells(sheet, row)
            yield from _check_references(sheet, row, known)
        yield from find_duplicates(rows[sheet.file], *_keys(sheet))
    for sheet in (COSTS, POSITIONS):
        for row in rows[sheet.file]:
            yield from _check_printed(row)
    for row in rows[COSTS.file]:
        yield from _check_item(row)
    for row in rows[STAFFING.file]:
        yield from _check_effort(row)
    yield from _check_sums(rows[COSTS.file], rows[POSITIONS.file])


def _keys(sheet: Sheet) -> tuple[str, ...]:
    return (sheet.parent, "position") if sheet.parent else (sheet.names[0],)


def _check_cells(sheet: Sheet, row: Row) -> Iterator[Fault]:
    """Check that each cell is what its column holds."""
    for column in sheet.columns:
        if not row[column.name]:
            if column.is_required:
                yield row.fault(column.name, "Hier fehlt eine Angabe.")
            continue
        try:
            column.kind.read(row[column.name])
        except ValueError as error:
            yield row.fault(column.name, str(error))


def _check_references(sheet: Sheet, row: Row, known: Known) -> Iterator[Fault]:
    """Check that what a row names exists in the files of the same folder."""
    files = {
        "organisation": "organisations.csv",
        "platforms": "platforms.csv",
        "platform": "platforms.csv",
        "channels": "channels.csv",
        "channel": "channels.csv",
    } | ({sheet.parent: sheet.above} if sheet.parent and sheet.above else {})
    for name, file in files.items():
        offered = known[file] if name in sheet.names else None
        if offered is None:
            continue
        words = row[name].split() if name in {"platforms", "channels"} else [row[name]]
        for word in words:
            if word and word not in offered:
                yield row.fault(name, f"„{word}“ steht nicht in {file}.")


def _check_printed(row: Row) -> Iterator[Fault]:
    """Check that each amount is among those printed."""
    printed = find_amounts(row["printed"])
    for name in ("amount", "budget", "counted"):
        number = _number(row, name)
        if number is not None and number not in printed:
            yield row.fault(name, f"{row[name]} ist in „{row['printed']}“ nicht gedruckt.")


def _check_item(row: Row) -> Iterator[Fault]:
    """Check that a cost item is an amount with its basis, or a nothing, and that its years follow each other."""
    if row["amount"] and row["nothing"]:
        yield row.fault(
            "nothing", "Eine Zeile hat einen Betrag oder sagt, warum es keinen gibt, nicht beides."
        )
    if row["amount"] and not row["basis"]:
        yield row.fault("basis", "Ein Betrag ist netto (net), brutto (gross) oder ohne Angabe (unstated).")
    if row["year_from"] and row["year_to"] and row["year_from"] > row["year_to"]:
        yield row.fault("year_to", f"„{row['year_to']}“ liegt vor „{row['year_from']}“ (Spalte year_from).")
    share = _number(row, "share")
    if share is not None and not 0 < share <= 100:  # noqa: PLR2004 - percent
        yield row.fault("share", "Ein Anteil liegt über 0 und höchstens bei 100 Prozent.")


def _check_effort(row: Row) -> Iterator[Fault]:
    """Check that an effort says how exactly and in what it is meant, and that numbers of persons are in order."""
    if bool(row["effort"]) != bool(row["comparator"]):
        yield row.fault("comparator", "Zu einem Aufwand gehört ein Vergleich (=, ≤, <, ~), und nur zu ihm.")
    if row["effort"] and row["basis"] in {"", "unquantified"}:
        yield row.fault("basis", "Zu einem Aufwand gehört, worin er gemessen ist.")
    least, most = _number(row, "persons_min"), _number(row, "persons_max")
    if least is not None and most is not None and least > most:
        yield row.fault("persons_max", "Die größere Zahl der Personen ist kleiner als die kleinere.")


def _check_sums(items: list[Row], positions: list[Row]) -> Iterator[Fault]:
    """Check that what is counted of an item's positions is its amount."""
    for item in items:
        counted = [
            _number(row, "counted") for row in positions if row["item"] == item["key"] and row["counted"]
        ]
        amount = _number(item, "amount")
        if counted and amount is not None and None not in counted:
            total = sum((number for number in counted if number is not None), Decimal(0))
            if total != amount:
                yield item.fault("amount", f"Die Unterpositionen ergeben {total}, nicht {amount}.")


def _number(row: Row, name: str) -> Decimal | None:
    """Return a cell as a number; None if it is none, which is complained of elsewhere."""
    cell = row.cells.get(name, "")
    return Decimal(cell) if cell.replace(".", "", 1).isdecimal() and cell.isascii() else None
