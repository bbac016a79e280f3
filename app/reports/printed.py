"""The tables of an answer as parliament prints them (Drucksache 7/4655): few columns, costs one body after the other.

The costs have three layouts in the Drucksache (pages 10, 12 and 18, REQUIREMENTS R134); which one fits follows from the
rows: without different platforms there is no column for them, and where platforms alternate the year comes first.
"""

from collections.abc import Mapping, Sequence
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
    notes = [text(note) for note in table.notes]
    if not table.rows:
        return [text("Hierzu ist nichts gemeldet.")], []
    if block not in COLUMNS:
        rows = [dict(zip(table.heads, row, strict=True)) for row in table.rows]
        bodies = groupby(rows, key=lambda row: row["Stelle"])
        return notes, [section(3, str(body), _print_costs(list(theirs))) for body, theirs in bodies]
    columns = COLUMNS[block]
    places = [list(table.heads).index(head) for head in columns]
    cells = [[say_printed(row[place]) for place in places] for row in table.rows]
    return [as_piece(list(columns), list(columns.values()), cells), *notes], []


def _print_costs(rows: Sequence[Mapping[str, Cell]]) -> Piece:
    heads = choose_layout([str(row["Plattform"] or "") for row in rows])
    made = [{**row, "Leistung": _service(row), "Kosten": _amount(row)} for row in rows]
    cells = [[say_printed(row[head]) for head in heads] for row in made]
    return as_piece(heads, [WIDTHS[head] for head in heads], cells)


def choose_layout(platforms: Sequence[str]) -> list[str]:
    """Return the heads of a table of costs whose rows name these platforms, in their order."""
    if len(set(platforms)) == 1:
        return ["Jahr", "Leistung", "Kosten"]
    are_together = len([name for name, _ in groupby(platforms)]) == len(set(platforms))
    first = ["Plattform", "Jahr"] if are_together else ["Jahr", "Plattform"]
    return [*first, "Leistung", "Kosten"]


def _service(row: Mapping[str, Cell]) -> str:
    """Return what was bought, with its sub-positions, and from whom."""
    parts = [say_printed(row["Leistung"]), say_printed(row["Unterpositionen"])]
    if row["Auftragnehmer"]:
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
