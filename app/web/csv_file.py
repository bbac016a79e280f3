"""Lists as CSV files for a spreadsheet: UTF-8 with BOM, semicolons, German dates, and no cell that is a formula.

A file is fetched a page of the list at a time, each in a session of its own: however long the list and however slow
the line, no more than a page lies in memory and no transaction waits for the reader.
"""

import csv
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from io import StringIO
from itertools import chain
from typing import Final, TypeVar

from fastapi.responses import StreamingResponse
from sqlalchemy.orm import Session

from app import clock
from app.queries.cursor import Page
from app.reports.cells import say_cell
from app.reports.table import Cell as Cell
from app.web.deps import read_session
from app.web.visit import HEADERS, Visit

Row = TypeVar("Row")
reading = contextmanager(read_session)

BOM: Final = "\ufeff"


def csv_file(
    visit: Visit,
    name: str,
    columns: Mapping[str, Callable[[Row], Cell]],
    fetch: Callable[[Session, str | None], Page[Row]],
) -> StreamingResponse:
    """Return a list as a file `name-2026-11-24.csv`: for each row what the columns say of it, under their names.

    `fetch` returns the page of the list behind a cursor, with the rights of who asks. It counts as a costly request;
    whatever is refused at the first page is refused as usual. Raises TooOftenError.
    """
    visit.count_costly()
    parts = _write(columns, fetch)
    parts = chain([next(parts)], parts)
    named = {"Content-Disposition": f'attachment; filename="{name}-{clock.today()}.csv"'}
    return StreamingResponse(parts, headers=HEADERS | named, media_type="text/csv; charset=utf-8")


def _write(
    columns: Mapping[str, Callable[[Row], Cell]], fetch: Callable[[Session, str | None], Page[Row]]
) -> Iterator[str]:
    """Yield the file a page of the list at a time, the heads with the first."""
    rows: list[list[Cell]] = [list(columns)]
    begin, after = BOM, None
    while True:
        with reading() as session:
            page = fetch(session, after)
            rows += [[cell(row) for cell in columns.values()] for row in page.items]
        yield begin + _lines(rows)
        if page.next is None:
            return
        rows, begin, after = [], "", page.next


def _lines(rows: list[list[Cell]]) -> str:
    """Return rows as lines; each cell stands in quotes, so that no sign in it begins another."""
    paper = StringIO(newline="")
    csv.writer(paper, delimiter=";", quoting=csv.QUOTE_ALL).writerows(map(say_cell, row) for row in rows)
    return paper.getvalue()
