"""The pieces that the pages of a file are made of, in the shape that the template knows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app import clock

Piece = dict[str, Any]


def section(level: int, heading: str, *pieces: Piece) -> Piece:
    """Return a section under a heading of this level."""
    return {"level": level, "heading": heading, "pieces": list(pieces)}


def facts(*rows: tuple[str, str | None] | tuple[str, str | None, str]) -> Piece:
    """Return what is known, each with its name; what is empty is left out. A third part sets it as code."""
    return {"kind": "facts", "rows": [row for row in rows if row[1]]}


def text(words: str) -> Piece:
    """Return a paragraph of ours."""
    return {"kind": "text", "text": words}


def quote(words: str) -> Piece:
    """Return somebody's own words, word for word."""
    return {"kind": "quote", "text": words}


def table(head: Sequence[str], widths: Sequence[str], rows: Sequence[Sequence[str]]) -> Piece:
    """Return a table with a head; widths are centimetres, `1fr` takes what is left."""
    return {"kind": "table", "head": list(head), "widths": list(widths), "rows": [list(row) for row in rows]}


def moment(instant: datetime) -> str:
    """Return an instant as German readers write it."""
    return clock.berlin(instant)
