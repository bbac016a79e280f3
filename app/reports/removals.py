"""Report «Entfernungen»: what the central desk removed, whose it was, and why."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from app.messages import GROUNDS
from app.models.takedown import Takedown
from app.reports.table import Cell, Table, make_table

_COLUMNS: Final[Mapping[str, Callable[[Takedown], Cell]]] = {
    "Stelle": lambda row: row.post.organisation.abbreviation,
    "Angekündigt": lambda row: row.opened_at,
    "Entschieden": lambda row: row.executed_at,
    "Grund": lambda row: GROUNDS[row.ground],
}


def report_removals(rows: Iterable[Takedown]) -> Table:
    """Return the removals as a table."""
    return make_table("entfernungen", "Entfernungen", _COLUMNS, rows)
