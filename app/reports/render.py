"""Tables as files. Two runs over the same table give the same bytes: nothing in a file says when it was made.

A further kind of file is one function here and one row in `RENDERERS`.
"""

import csv
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any, Final

from xlsxwriter import Workbook

from app.models.inquiry import Block
from app.pieces import Document, section, text
from app.pieces import table as as_piece
from app.reports.cells import say_cell, say_printed
from app.reports.documents import DOCX, PDF, WRITERS
from app.reports.printed import print_block
from app.reports.table import Cell, Table

BOM: Final = "\ufeff"
MADE_AT: Final = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
WIDEST: Final = 60
CSV, XLSX = "csv", "xlsx"
PRINTED: Final = {
    "kanaele": Block.CHANNELS,
    "kosten": Block.COSTS,
    "personal": Block.STAFFING,
    "strategien": Block.STRATEGIES,
    "abonnenten": Block.FOLLOWERS,
}
"""The reports that are printed like a block of an answer, by the names of their tables."""


def write_csv(table: Table) -> bytes:
    """Return a table as CSV for a German spreadsheet: UTF-8 with BOM, semicolons, each cell in quotes."""
    paper = StringIO(newline="")
    lines = [table.heads, *table.rows]
    csv.writer(paper, delimiter=";", quoting=csv.QUOTE_ALL).writerows(map(say_cell, line) for line in lines)
    return (BOM + paper.getvalue()).encode()


def write_xlsx(table: Table) -> bytes:
    """Return a table as a workbook of one sheet."""
    return write_book(table.title, [table])


def write_book(title: str, tables: Iterable[Table]) -> bytes:
    """Return a workbook, a sheet for each table, its heads frozen; numbers are numbers, texts are never formulas."""
    paper = BytesIO()
    with Workbook(paper, {"in_memory": True, "default_date_format": "dd.mm.yyyy"}) as book:
        book.set_properties({"title": title, "created": MADE_AT})
        for table in tables:
            _add_sheet(book, table)
    return paper.getvalue()


def _add_sheet(book: Any, table: Table) -> None:
    sheet = book.add_worksheet(table.title[:31])
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    kinds = {
        str: book.add_format({"text_wrap": True, "valign": "top"}),
        Decimal: book.add_format({"num_format": "#,##0.00", "valign": "top"}),
        int: book.add_format({"valign": "top"}),
    }
    for column, head in enumerate(table.heads):
        cells = [say_cell(row[column]) for row in table.rows]
        sheet.set_column(column, column, min(WIDEST, max(map(len, [head, *cells])) + 2))
        sheet.write_string(0, column, head, bold)
    for number, row in enumerate(table.rows, start=1):
        for column, cell in enumerate(row):
            _write_cell(sheet, number, column, cell, kinds)
    for number, note in enumerate(table.notes, start=len(table.rows) + 2):
        sheet.write_string(number, 0, note)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _write_cell(sheet: Any, row: int, column: int, cell: Cell, kinds: Mapping[type, Any]) -> None:
    """Write one cell as what it is."""
    if isinstance(cell, Decimal | int):
        sheet.write_number(row, column, cell, kinds[type(cell)])
    elif isinstance(cell, datetime):
        sheet.write_string(row, column, say_cell(cell), kinds[str])
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell)
    elif cell is not None:
        sheet.write_string(row, column, cell, kinds[str])


def as_document(table: Table) -> Document:
    """Return a table as a document, in the columns that parliament prints where it is one of an answer's blocks."""
    if table.name in PRINTED:
        own, below = print_block(table, PRINTED[table.name])
    else:
        rows = [[say_printed(cell) for cell in row] for row in table.rows]
        lone = as_piece(table.heads, ["1fr"] * len(table.heads), rows)
        own, below = [lone, *map(text, table.notes)], []
    parts = [part for part in (section(2, "Tabelle", *own), *below) if part["pieces"]]
    return Document(table.name, table.title, table.title, parts, is_wide=True)


def _by(ending: str) -> tuple[str, Callable[[Table], bytes]]:
    kind, write = WRITERS[ending]
    return kind, lambda table: write(as_document(table))


RENDERERS: Final[Mapping[str, tuple[str, Callable[[Table], bytes]]]] = {
    CSV: ("text/csv; charset=utf-8", write_csv),
    XLSX: ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_xlsx),
    DOCX: _by(DOCX),
    PDF: _by(PDF),
}
"""By ending: the content type and what writes it."""
