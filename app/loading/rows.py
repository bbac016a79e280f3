"""Rows of a CSV file, read strictly: whatever is wrong is named with file, row and column.

Nothing is guessed or mended here. A reader of the complaint opens the file at the row it names; so rows count
as an editor counts lines, the header being row 1. All faults are collected, because a person who types off
a register wants one list and not one fault per attempt.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

FUZZY_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
FULL_DATE_LENGTH = len("2019-05-26")
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
CONTROL_CATEGORIES = {"Cc", "Cf", "Zl", "Zp"}


@dataclass(frozen=True, order=True)
class Fault:
    """One thing to mend: file, row as an editor counts lines (0: the whole file), column, a sentence."""

    file: str
    row: int
    column: str
    message: str

    def __str__(self) -> str:
        """Return the complaint as a person reads it: `channels.csv, Zeile 3, Spalte since: …`."""
        place = [
            self.file,
            f"Zeile {self.row}" if self.row else "",
            f"Spalte {self.column}" if self.column else "",
        ]
        return f"{', '.join(part for part in place if part)}: {self.message}"


class RegisterFaultsError(Exception):
    """The files of a register have faults; nothing was written. `faults` names every one of them."""

    def __init__(self, faults: Collection[Fault]) -> None:
        self.faults = sorted(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


@dataclass(frozen=True)
class Row:
    """One record of a file: the row it starts on and its cells by column."""

    file: str
    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        """Return a cell; an empty one is the empty string."""
        return self.cells[column]

    def optional(self, column: str) -> str | None:
        """Return a cell, or None where it is empty."""
        return self.cells[column] or None

    def fault(self, column: str, message: str) -> Fault:
        """Return a complaint about one cell."""
        return Fault(self.file, self.number, column, message)

    def check_required(self, *columns: str) -> Iterator[Fault]:
        """Complain about each of the columns that is empty."""
        for column in columns:
            if not self[column]:
                yield self.fault(column, "Hier fehlt eine Angabe.")

    def check_choice(self, column: str, choices: type[StrEnum] | Sequence[str]) -> Iterator[Fault]:
        """Complain about a value that is none of the choices; an empty cell is left to `check_required`."""
        allowed = [str(choice) for choice in choices]
        if self[column] and self[column] not in allowed:
            yield self.fault(
                column, f"„{self[column]}“ ist nicht vorgesehen; möglich sind: {', '.join(allowed)}."
            )

    def check_fuzzy_date(self, column: str) -> Iterator[Fault]:
        """Complain about a value that is neither empty nor a year, a month or a day that exists."""
        if self[column] and not is_fuzzy_date(self[column]):
            yield self.fault(
                column,
                f"„{self[column]}“ ist kein Datum der Form JJJJ, JJJJ-MM oder JJJJ-MM-TT, das es gibt.",
            )

    def check_date(self, column: str) -> Iterator[Fault]:
        """Complain about a value that is neither empty nor a day that exists."""
        if self[column] and not (len(self[column]) == FULL_DATE_LENGTH and is_fuzzy_date(self[column])):
            yield self.fault(column, f"„{self[column]}“ ist kein Datum der Form JJJJ-MM-TT, das es gibt.")

    def check_order(self, first: str, last: str) -> Iterator[Fault]:
        """Complain where the last date lies before the first, as far as the coarser of the two can tell."""
        begin, end = self[first], self[last]
        if is_fuzzy_date(begin) and is_fuzzy_date(end) and is_before(end, begin):
            yield self.fault(last, f"„{end}“ liegt vor „{begin}“ (Spalte {first}).")

    def check_reference(self, column: str, known: Collection[str] | None, file: str) -> Iterator[Fault]:
        """Complain about a value the named file does not have; nothing is asked of an unreadable one (None)."""
        if known is not None and self[column] and self[column] not in known:
            yield self.fault(column, f"„{self[column]}“ steht nicht in {file}.")


def is_before(text: str, other: str) -> bool:
    """Tell whether one fuzzy date surely lies before another; 2019 and 2019-06 leave it open."""
    length = min(len(text), len(other))
    return text[:length] < other[:length]


def is_fuzzy_date(text: str) -> bool:
    """Tell whether the text is a year, a month or a day of the calendar."""
    match = FUZZY_DATE.fullmatch(text)
    if not match:
        return False
    year, month, day = (int(part) if part else 1 for part in match.groups())
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def find_duplicates(rows: Sequence[Row], *columns: str) -> Iterator[Fault]:
    """Complain about each row that repeats the columns of an earlier one, unless all of them are empty."""
    seen: dict[tuple[str, ...], Row] = {}
    for row in rows:
        value = tuple(row[column] for column in columns)
        if not any(value):
            continue
        first = seen.setdefault(value, row)
        if first is not row:
            place = (
                f"Zeile {first.number}" if first.file == row.file else f"{first.file}, Zeile {first.number}"
            )
            yield row.fault(columns[-1], f"„{' / '.join(value)}“ steht schon in {place}.")


def read_rows(path: Path, columns: Sequence[str]) -> tuple[list[Row] | None, list[Fault]]:
    """Read a CSV file (UTF-8 with or without BOM, comma, header) with exactly these columns in any order.

    Returns the well-formed rows and the faults; None instead of rows where the file or its header cannot be
    read, so that nobody complains about references into a file that is not there.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = "Die Datei fehlt." if isinstance(error, FileNotFoundError) else "Die Datei ist nicht lesbar."
        return None, [Fault(path.name, 0, "", reason)]
    if raw.startswith(UTF_16_MARKS):
        return None, [Fault(path.name, 1, "", "Die Datei ist als UTF-16 gespeichert; erwartet wird UTF-8.")]
    faults: list[Fault] = []
    records = _records(path.name, raw.decode("utf-8-sig", errors="surrogateescape"), faults)
    header_row, header = next(records, (0, []))
    faults += _check_header(path.name, header_row, header, columns)
    if faults:
        return None, faults
    rows = [_row(path.name, number, header, cells, faults) for number, cells in records]
    return [row for row in rows if row is not None], faults


def _records(file: str, text: str, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the row it starts on; a record whose quoting is broken becomes a fault."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            message = "Die Anführungszeichen dieser Zeile gehen nicht auf, oder eine Zelle ist zu lang."
            faults.append(Fault(file, number, "", message))
            continue
        if cells:
            yield number, cells


def _check_header(file: str, number: int, header: Sequence[str], columns: Sequence[str]) -> Iterator[Fault]:
    """Complain about an empty file and about missing, unknown and repeated columns."""
    if not header:
        yield Fault(file, number, "", "Die Datei ist leer; erwartet wird eine Kopfzeile.")
        return
    for column in columns:
        if header.count(column) != 1:
            word = "fehlt in der Kopfzeile" if column not in header else "steht mehrmals in der Kopfzeile"
            yield Fault(file, number, column, f"Die Spalte {word}.")
    for column in dict.fromkeys(header):
        if column not in columns:
            shown = column.encode("utf-8", "backslashreplace").decode()
            yield Fault(
                file, number, shown, f"Diese Spalte ist unbekannt; erwartet werden: {', '.join(columns)}."
            )


def _row(file: str, number: int, header: Sequence[str], cells: list[str], faults: list[Fault]) -> Row | None:
    """Return the record as a row, or None with a fault added where cells are missing or left over."""
    if len(cells) != len(header):
        column = header[min(len(cells), len(header) - 1)]
        message = f"Die Zeile hat {len(cells)} Zellen, die Kopfzeile {len(header)}."
        faults.append(Fault(file, number, column, message))
        return None
    found = [
        Fault(file, number, column, message)
        for column, cell in zip(header, cells, strict=True)
        for message in _check_text(cell)
    ]
    faults += found
    return None if found else Row(file, number, dict(zip(header, cells, strict=True)))


def _check_text(cell: str) -> Iterator[str]:
    """Complain about bytes that are not UTF-8, invisible characters, outer spaces and decomposed umlauts."""
    if any("\ud800" <= character <= "\udfff" for character in cell):
        yield "Die Zelle ist nicht als UTF-8 gespeichert."
        return
    bad = sorted(
        {
            f"U+{ord(character):04X}"
            for character in cell
            if unicodedata.category(character) in CONTROL_CATEGORIES
        }
    )
    if bad:
        yield f"Die Zelle enthält unsichtbare Zeichen oder Steuerzeichen ({', '.join(bad)})."
    elif cell != cell.strip():
        yield "Die Zelle beginnt oder endet mit Leerzeichen."
    elif not unicodedata.is_normalized("NFC", cell):
        yield "Die Zelle enthält zerlegte Umlaute; bitte in der Form NFC speichern."
