"""A cell of a table as text for a spreadsheet: German, and never a formula."""

from datetime import date, datetime
from decimal import Decimal
from typing import Final

from app import clock
from app.reports.table import Cell

FORMULA: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula, also behind blanks (OWASP, CSV Injection)."""


def say_cell(cell: Cell) -> str:
    """Return a cell as a spreadsheet shows it: instants in Berlin time, and a text never as a formula."""
    if isinstance(cell, datetime):
        return f"{clock.from_instant(cell).wall:%d.%m.%Y %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%d.%m.%Y}"
    if isinstance(cell, Decimal):
        return f"{cell:f}".replace(".", ",")
    if isinstance(cell, str):
        return f"'{cell}" if cell.lstrip().startswith(FORMULA) or cell[:1].isspace() else cell
    return "" if cell is None else str(cell)


def say_printed(cell: Cell) -> str:
    """Return a cell as people read it on paper: amounts with points for thousands, nothing escaped."""
    if isinstance(cell, Decimal):
        return f"{cell:,.2f}".translate(str.maketrans(",.", ".,"))
    return cell if isinstance(cell, str) else say_cell(cell)
