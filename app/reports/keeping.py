"""Tables as plain data that last: kept as JSON with their types, summed, compared."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.reports.table import Cell, Table


@dataclass(frozen=True)
class Difference:
    """A row of a block that one version has and the other has not."""

    block: str
    is_new: bool
    row: tuple[Cell, ...]


def pack(table: Table) -> dict[str, Any]:
    """Return a table as data for JSON; amounts, days and instants say what they are."""
    rows = [[_pack_cell(cell) for cell in row] for row in table.rows]
    return {
        "name": table.name,
        "title": table.title,
        "heads": list(table.heads),
        "rows": rows,
        "notes": list(table.notes),
    }


def unpack(data: Mapping[str, Any]) -> Table:
    """Return the table that was packed."""
    rows = [[_unpack_cell(cell) for cell in row] for row in data["rows"]]
    return Table(data["name"], data["title"], data["heads"], rows, data["notes"])


def sum_of(content: Any) -> str:
    """Return the SHA-256 of data as hex; equal data, however their keys are ordered, have equal sums."""
    words = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(words.encode()).hexdigest()


def compare(earlier: Mapping[str, Any], later: Mapping[str, Any]) -> list[Difference]:
    """Return which rows of which blocks went and which came, in their order; a changed row went and came.

    Where one table has columns that the other did not have yet, the rows are told by what both say.
    """
    found = []
    for block in [*earlier, *(name for name in later if name not in earlier)]:
        old, new = earlier.get(block), later.get(block)
        before, after = _rows(old, new), _rows(new, old)
        known, kept = set(before), set(after)
        found += [Difference(block, is_new=False, row=row) for row in before if row not in kept]
        found += [Difference(block, is_new=True, row=row) for row in after if row not in known]
    return found


def _rows(data: Mapping[str, Any] | None, other: Mapping[str, Any] | None) -> list[tuple[Cell, ...]]:
    """Return the rows of a table in the columns that it shares with the other, if there is one."""
    if data is None:
        return []
    shared = [place for place, head in enumerate(data["heads"]) if other is None or head in other["heads"]]
    return [tuple(row[place] for place in shared) for row in unpack(data).rows]


def _pack_cell(cell: Cell) -> Any:
    match cell:
        case Decimal():
            return {"decimal": f"{cell:f}"}
        case datetime():
            return {"instant": cell.isoformat()}
        case date():
            return {"day": cell.isoformat()}
        case _:
            return cell


def _unpack_cell(data: Any) -> Cell:
    match data:
        case {"decimal": number}:
            return Decimal(number)
        case {"instant": instant}:
            return datetime.fromisoformat(instant)
        case {"day": day}:
            return date.fromisoformat(day)
        case int() | str() | None:
            return data
        case _:
            raise ValueError(data)
