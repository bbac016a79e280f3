"""The tables of an answer as parliament prints them (Drucksache 7/4655): few columns, costs one body after the other.

The costs have three layouts in the Drucksache (pages 10, 12 and 18, REQUIREMENTS R134); which one fits follows from the
rows: without different platforms there is no column for them, and where platforms alternate the year comes first. What
a body says of no year and without an amount is a sentence above its table; footnotes stand below it (pages 10 to 15).
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Final

from app.models.inquiry import Block
from app.pieces import Piece, section, text
from app.pieces import table as as_piece
from app.reports.cells import say_printed
from app.reports.table import Cell, Table

COLUMNS: Final[Mapping[Block, Mapping[str, str]]] = {
    Block.CHANNELS: {
        "Ressort": "1.8",
        "Bereich/Behörde": "2.6",
        "Plattform": "2.6",
        "Nutzername": "1fr",
        "Zeitraum": "2.8",
        "Grund für Deaktivierung": "6",
    },
    Block.STAFFING: {"Stelle": "2.6", "Plattform": "5", "Mitarbeiter": "1fr"},
    Block.STRATEGIES: {"Stelle": "2.6", "Strategie": "1fr", "Ziele": "1fr"},
    Block.FOLLOWERS: {
        "Stelle": "2.6",
        "Plattform": "3",
        "Kanal": "1fr",
        "Beigetreten seit": "3",
        "Angabe": "6",
        "Stand": "2.4",
    },
    Block.REMOVALS: {"Stelle": "2.6", "Angekündigt": "4", "Entschieden": "4", "Grund": "1fr"},
}
"""Which columns of a block are printed, and how wide each is (centimetres, or what is left)."""
WIDTHS: Final[Mapping[str, str]] = {"Plattform": "3.4", "Jahr": "2.8", "Leistung": "1fr", "Kosten": "7"}


def print_block(table: Table, block: Block) -> tuple[list[Piece], list[Piece]]:
    """Return what a question shows of its block, and the sections that follow below it: costs have one for each body."""
    if not table.rows:
        return [text("Hierzu ist nichts gemeldet.")], []
    if block not in COLUMNS:
        rows = [dict(zip(table.heads, row, strict=True)) for row in table.rows]
        bodies = groupby(rows, key=lambda row: row["Stelle"])
        below = [section(3, str(body), *_print_costs(list(theirs))) for body, theirs in bodies]
        told = {note for row in rows for note in _footnotes(row)}
        return [text(note) for note in table.notes if " ".join(note.split()) not in told], below
    columns = COLUMNS[block]
    places = [list(table.heads).index(head) for head in columns]
    cells = [[say_printed(row[place]) for place in places] for row in table.rows]
    return [as_piece(list(columns), list(columns.values()), cells), *map(text, table.notes)], []


def _print_costs(rows: Sequence[Mapping[str, Cell]]) -> Iterator[Piece]:
    """Yield a body's sentences, its table if there is more to say, and the footnotes."""
    yield from (text(say_printed(row["Kosten"])) for row in rows if _is_sentence(row))
    marks = _mark_footnotes(rows)
    listed = [row for row in rows if not _is_sentence(row)]
    if listed:
        heads = choose_layout([_platform(row) for row in listed])
        made = [
            {**row, "Plattform": _platform(row), "Leistung": _service(row, marks), "Kosten": _amount(row)}
            for row in listed
        ]
        cells = [[say_printed(row[head]) for head in heads] for row in made]
        yield as_piece(heads, [WIDTHS[head] for head in heads], cells)
    yield from (text(f"{mark}{note}") for note, mark in marks.items())


def _is_sentence(row: Mapping[str, Cell]) -> bool:
    """Return whether a printed source says this of no year and without an amount."""
    return not row["Jahr"] and row["Betrag in Euro"] is None and row["Seite"] is not None


def _footnotes(row: Mapping[str, Cell]) -> list[str]:
    """Return the footnotes of a row; versions of earlier kept none."""
    return str(row.get("Fußnoten") or "").splitlines()


def _mark_footnotes(rows: Sequence[Mapping[str, Cell]]) -> dict[str, str]:
    """Return the footnotes of a table with their marks: asterisks, and none for one that was printed with its own."""
    notes = dict.fromkeys(note for row in rows for note in _footnotes(row))
    return {note: "" if note.startswith("*") else "*" * place for place, note in enumerate(notes, 1)}


def _platform(row: Mapping[str, Cell]) -> str:
    """Return the platform as it was printed; versions of earlier kept its name alone."""
    return str(row.get("Plattform wie gedruckt", row["Plattform"]) or "")


def choose_layout(platforms: Sequence[str]) -> list[str]:
    """Return the heads of a table of costs whose rows name these platforms, in their order."""
    if len(set(platforms)) == 1:
        return ["Jahr", "Leistung", "Kosten"]
    are_together = len([name for name, _ in groupby(platforms)]) == len(set(platforms))
    first = ["Plattform", "Jahr"] if are_together else ["Jahr", "Plattform"]
    return [*first, "Leistung", "Kosten"]


def _service(row: Mapping[str, Cell], marks: Mapping[str, str]) -> str:
    """Return what was bought with the marks of its footnotes, its sub-positions, and from whom if not said yet."""
    service = say_printed(row["Leistung"])
    parts = [service + "".join(marks[note] for note in _footnotes(row)), say_printed(row["Unterpositionen"])]
    if row["Auftragnehmer"] and str(row["Auftragnehmer"]) not in service:
        parts.append(f"Auftragnehmer: {row['Auftragnehmer']}")
    return "\n".join(part for part in parts if part)


def _amount(row: Mapping[str, Cell]) -> str:
    """Return the costs as they were reported, and with them the share that they are."""
    share = row["Anteil in Prozent"]
    return (
        f"{row['Kosten']} (Anteil {say_share(share)} %)"
        if isinstance(share, Decimal)
        else say_printed(row["Kosten"])
    )


def say_share(share: Decimal) -> str:
    """Return a share in percent without needless zeros: `20`, `12,5`."""
    return f"{share.normalize():f}".replace(".", ",")
