"""The pieces that a document is made of, as plain data: whoever writes one knows nothing of files and pages.

They are kept as JSON, too, so that what was issued once can be shown and compared for ever.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

Piece = dict[str, Any]
_BULLET: Final = re.compile(r"\s*[-•] +\S")
_NUMBER: Final = re.compile(r"\s*\d{1,2}\. +\S")


@dataclass(frozen=True)
class Document:
    """A document in sections: `name` is for its file, `title` for people, `footer` stands on every page."""

    name: str
    title: str
    footer: str
    sections: Sequence[Piece]
    is_wide: bool = False


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


def items(*words: str, is_numbered: bool = False) -> Piece:
    """Return a list, numbered where its order counts."""
    return {"kind": "items", "items": list(words), "is_numbered": is_numbered}


def prose(words: str | None) -> list[Piece]:
    """Return somebody's words as paragraphs and lists: an empty line ends a paragraph, `- ` and `1. ` begin items."""
    pieces = []
    for kind, rows in groupby((words or "").splitlines(), key=_kind_of):
        said = [row.strip() for row in rows]
        match kind:
            case "bullet" | "number":
                marks = (row.split(maxsplit=1)[-1] for row in said)
                pieces.append(items(*marks, is_numbered=kind == "number"))
            case "words":
                pieces.append(text(" ".join(said)))
    return pieces


def _kind_of(line: str) -> str:
    if not line.strip():
        return "nothing"
    return "bullet" if _BULLET.match(line) else "number" if _NUMBER.match(line) else "words"


def lines(*words: str | None) -> Piece:
    """Return lines that belong together, such as an address; what is empty is left out."""
    return {"kind": "lines", "lines": [line for line in words if line]}


def table(head: Sequence[str], widths: Sequence[str], rows: Sequence[Sequence[str]]) -> Piece:
    """Return a table with a head; widths are centimetres, `1fr` takes what is left."""
    return {"kind": "table", "head": list(head), "widths": list(widths), "rows": [list(row) for row in rows]}
