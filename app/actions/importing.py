"""Entering what a file draws up: all of it or nothing, tried first in the same way, and nothing twice."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actions.locking import IMPORT_GATE
from app.errors import InvalidError, Issue

Value = TypeVar("Value")


@dataclass(frozen=True)
class Drawn(Generic[Value]):
    """What one row of a file draws up, and the row's number there."""

    number: int
    value: Value


Enter = Callable[[Drawn[Value]], Iterator[Issue]]
"""Enters a row; yields what is wrong with it, `12.Art` being a field, instead of raising."""


def close_gate(session: Session) -> None:
    """Let those who bring in files be one after the other, so that nobody enters what another enters just now."""
    session.execute(select(func.pg_advisory_xact_lock(IMPORT_GATE)))


def import_rows(
    session: Session,
    drawn: Sequence[Drawn[Value]],
    issues: Sequence[Issue],
    enter: Enter[Value],
    *,
    is_dry_run: bool,
) -> list[Issue]:
    """Enter every row, unless something is wrong with one of them; return what is wrong.

    A dry run tries each of them in the same way and leaves nothing. Raises InvalidError with everything wrong where it
    was meant.
    """
    found = list(issues) if drawn or issues else [Issue("file", "import-empty")]
    with session.begin_nested() as attempt:
        for row in drawn:
            found += enter(row)
        if found or is_dry_run:
            attempt.rollback()
    found.sort(key=_row_of)
    if found and not is_dry_run:
        raise InvalidError(issues=found)
    return found


def find_repeated(known: dict[Hashable, int], mark: Hashable, number: int, column: str) -> Iterator[Issue]:
    """Yield that a row says what another one said before it; `known` holds the rows by their marks, 0 for what stands."""
    first = known.setdefault(mark, number)
    if first != number:
        yield Issue(f"{number}.{column}", "import-doubled" if first else "import-known", {"row": first})


def name_columns(error: InvalidError, number: int, columns: Mapping[str, str]) -> Iterator[Issue]:
    """Yield what speaks against a row, by its number and the column whose field is named."""
    for issue in error.issues:
        column = columns[issue.field.partition(".")[0]]
        yield Issue(f"{number}.{column}", issue.key, issue.context)


def _row_of(issue: Issue) -> int:
    number = issue.field.partition(".")[0]
    return int(number) if number.isdecimal() else 0
