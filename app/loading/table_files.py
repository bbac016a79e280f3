"""Reading what people fill in, from a CSV file or an Excel workbook: rows of cells by the name of their column.

Whoever filled the file in is told of everything wrong with it at once, each thing with its row, counted as the file
shows it (the heads are row 1), and its column.
"""

import csv
import io
import re
import zipfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from python_calamine import CalamineError, CalamineWorkbook

from app.errors import InvalidError, Issue

Value = str | date | datetime
MOST_ROWS: Final = 2_000
MOST_COLUMNS: Final = 100
MOST_UNPACKED: Final = 20 * 1024 * 1024
ZIP: Final = b"PK\x03\x04"
PLACE: Final = re.compile(rb'\br="([A-Z]{0,4})([0-9]{0,8})"')
ESCAPED: Final = re.compile(r"'(?=\s*[=+\-@＝＋－＠]|\s)")
"""What our own files put before a text that a spreadsheet would take for a formula."""
FILE: Final = "file"


@dataclass(frozen=True)
class Line:
    """One row of a file by its number there; an empty cell is an empty text."""

    number: int
    cells: dict[str, Value]

    def text(self, column: str) -> str:
        """Return a cell as a text."""
        value = self.cells.get(column, "")
        return value if isinstance(value, str) else f"{value:%d.%m.%Y}"


def read_lines(content: bytes, known: Collection[str], needed: Collection[str]) -> list[Line]:
    """Return the rows of a file that are not empty. Raises InvalidError for one that cannot be read, or whose heads differ."""
    rows = _read_workbook(content) if content.startswith(ZIP) else _read_csv(content)
    number, heads = next(((number, row) for number, row in rows if any(row)), (1, ()))
    names = [cell if isinstance(cell, str) else "" for cell in heads]
    issues = list(_find_wrong_heads(number, names, known, needed))
    if issues:
        raise InvalidError(issues=issues)
    lines = [
        Line(at, dict(zip(names, [*row, *[""] * len(names)], strict=False)))
        for at, row in rows
        if at > number and any(row)
    ]
    if len(lines) > MOST_ROWS:
        raise InvalidError(issues=[Issue(FILE, "import-too-long", {"most": MOST_ROWS})])
    return lines


def _find_wrong_heads(
    number: int, names: Sequence[str], known: Collection[str], needed: Collection[str]
) -> Iterator[Issue]:
    for name in needed:
        if name not in names:
            yield Issue(f"{number}.{name}", "import-column-missing", {"column": name})
    for name in dict.fromkeys(names):
        if name and name not in known:
            yield Issue(f"{number}.{name[:60]}", "import-column-unknown", {"expected": ", ".join(known)})
        elif name and names.count(name) > 1:
            yield Issue(f"{number}.{name}", "import-column-doubled")


def _read_csv(content: bytes) -> list[tuple[int, list[Value]]]:
    """Return the rows of a CSV file with semicolons or commas, as spreadsheets write them."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidError(issues=[Issue(FILE, "import-not-utf-8")]) from error
    heads = text.partition("\n")[0]
    delimiter = ";" if heads.count(";") >= heads.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[Value]]] = []
    try:
        while True:
            number = reader.line_num + 1
            rows.append((number, [_plain(cell) for cell in next(reader)]))
    except StopIteration:
        return rows
    except csv.Error as error:
        raise InvalidError(issues=[Issue(f"{number}", "import-quotes")]) from error


def _read_workbook(content: bytes) -> list[tuple[int, list[Value]]]:
    """Return the rows of a workbook's first sheet, once it is certain that it does not unfold into more than it seems."""
    try:  # zipfile calls a compression it does not know not implemented
        _ensure_small(content)
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise InvalidError(issues=[Issue(FILE, "import-unreadable")]) from error
    return [(number, [_cell(cell) for cell in row]) for number, row in enumerate(rows, 1)]


def _ensure_small(content: bytes) -> None:
    """Raise InvalidError for a workbook that is far larger unpacked, or whose cells lie far apart: all between is kept, too."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        if sum(part.file_size for part in book.infolist()) > MOST_UNPACKED:
            raise InvalidError(issues=[Issue(FILE, "import-too-long", {"most": MOST_ROWS})])
        for part in book.infolist():
            if not part.filename.startswith("xl/worksheets/"):
                book.read(part)  # or what it says of its size is not true
                continue
            for letters, digits in PLACE.findall(book.read(part)):
                if len(letters) > 2 or int(digits or 0) > 5 * MOST_ROWS:  # noqa: PLR2004 - beyond column ZZ
                    raise InvalidError(issues=[Issue(FILE, "import-too-long", {"most": MOST_ROWS})])


def _cell(value: object) -> Value:
    if isinstance(value, date):
        return value
    if isinstance(value, float):
        return f"{value:.15g}".replace(".", ",")  # as Germans write it, without what reckoning leaves behind
    return _plain(str(value))


def _plain(text: str) -> str:
    """Return a text without blanks around it, and without what our own files put before it."""
    return ESCAPED.sub("", text, count=1).strip() if text.startswith("'") else text.strip()
