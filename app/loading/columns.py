"""How a cell of a register's file becomes a value and a value a cell again: one kind per meaning.

Reading is strict: what cannot be read without guessing is refused with a German sentence.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from app.loading.rows import FULL_DATE_LENGTH, is_fuzzy_date

MONEY: Final = re.compile(r"\d{1,12}\.\d{2}", re.ASCII)
QUANTITY: Final = re.compile(r"\d{1,8}(?:\.\d{1,3})?", re.ASCII)
WHOLE: Final = re.compile(r"\d{1,9}", re.ASCII)
GERMAN_AMOUNT: Final = re.compile(
    r"(?<![\d.,])(?:\d{1,3}(?:[. ]\d{3})+|\d+)(?:,\d{2})?(?![\d]|[.,]\d)", re.ASCII
)


@dataclass(frozen=True)
class Kind:
    """How cells of one kind are read and written; `read` raises ValueError with a sentence for a person."""

    read: Callable[[str], Any]
    write: Callable[[Any], str]


@dataclass(frozen=True)
class Column:
    """A column of a file: its name, its kind and whether it may be empty."""

    name: str
    kind: Kind
    is_required: bool = False


def find_amounts(text: str) -> set[Decimal]:
    """Return the amounts printed in a German text: `3 590,70`, `1.200`, `50`; `2.00,00` is none."""
    return {
        Decimal(found.replace(".", "").replace(" ", "").replace(",", "."))
        for found in GERMAN_AMOUNT.findall(text)
    }


def _decimal(pattern: re.Pattern[str], form: str) -> Callable[[str], Decimal | None]:
    def read(cell: str) -> Decimal | None:
        if cell and not pattern.fullmatch(cell):
            raise ValueError(f"„{cell}“ ist keine Zahl der Form {form}.")
        return Decimal(cell) if cell else None

    return read


def _read_whole(cell: str) -> int | None:
    if cell and not WHOLE.fullmatch(cell):
        raise ValueError(f"„{cell}“ ist keine ganze Zahl.")
    return int(cell) if cell else None


def _read_day(cell: str) -> date | None:
    if cell and not (len(cell) == FULL_DATE_LENGTH and is_fuzzy_date(cell)):
        raise ValueError(f"„{cell}“ ist kein Datum der Form JJJJ-MM-TT, das es gibt.")
    return date.fromisoformat(cell) if cell else None


def _read_flag(cell: str) -> bool:
    if cell not in {"true", "false"}:
        raise ValueError(f"„{cell}“ ist nicht vorgesehen; möglich sind: true, false.")
    return cell == "true"


def _write_quantity(value: Decimal | None) -> str:
    if value is None:
        return ""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def one_of(values: type[StrEnum]) -> Kind:
    """Return the kind of cells that hold a value of an enumeration."""

    def read(cell: str) -> StrEnum | None:
        if cell and cell not in set(values):
            raise ValueError(f"„{cell}“ ist nicht vorgesehen; möglich sind: {', '.join(values)}.")
        return values(cell) if cell else None

    return Kind(read, _write_text)


def _write_text(value: object) -> str:
    return "" if value is None else str(value)


TEXT: Final = Kind(lambda cell: cell or None, _write_text)
NUMBER: Final = Kind(_read_whole, _write_text)
DAY: Final = Kind(_read_day, _write_text)
FLAG: Final = Kind(_read_flag, lambda value: "true" if value else "false")
AMOUNT: Final = Kind(_decimal(MONEY, "1234.50"), lambda value: "" if value is None else f"{value:.2f}")
MEASURE: Final = Kind(_decimal(QUANTITY, "12 oder 0.125"), _write_quantity)
WORDS: Final = Kind(str.split, " ".join)
"""Several names in a cell, a space between them."""
