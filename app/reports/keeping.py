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
    """Return which rows of which blocks went and which came, in their order; a changed row went and came."""
    found = []
    for block in [*earlier, *(name for name in later if name not in earlier)]:
        before, after = _rows(earlier.get(block)), _rows(later.get(block))
        known, kept = set(before), set(after)
        found += [Difference(block, is_new=False, row=row) for row in before if row not in kept]
        found += [Difference(block, is_new=True, row=row) for row in after if row not in known]
    return found


def _rows(data: Mapping[str, Any] | None) -> list[tuple[Cell, ...]]:
    return [tuple(row) for row in unpack(data).rows] if data else []


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
