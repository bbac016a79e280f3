"""A report as a table: heads, rows, and the notes below it. It knows nothing of files."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

Cell = str | int | Decimal | datetime | date | None
Row = TypeVar("Row")


@dataclass(frozen=True)
class Table:
    """`name` is for a file's name, `title` for people."""

    name: str
    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    notes: Sequence[str] = ()

    @property
    def texts(self) -> set[str]:
        """Every text in a cell."""
        return {cell for row in self.rows for cell in row if isinstance(cell, str)}


def make_table(
    name: str,
    title: str,
    columns: Mapping[str, Callable[[Row], Cell]],
    rows: Iterable[Row],
    notes: Sequence[str] = (),
) -> Table:
    """Return a table: for each row what the columns say of it, under their names."""
    cells = [[cell(row) for cell in columns.values()] for row in rows]
    return Table(name, title, list(columns), cells, notes)
