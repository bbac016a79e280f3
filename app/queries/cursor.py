"""Where a list goes on: an opaque value made of the last row's sort keys."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

from sqlalchemy import Select, SQLColumnExpression, tuple_
from sqlalchemy.orm import Session

from app.errors import InvalidError, Issue

Row = TypeVar("Row")
LARGEST_NUMBER: Final = 2**31 - 1


@dataclass(frozen=True)
class Page(Generic[Row]):
    """A stretch of a list and where it goes on; None at its end."""

    items: Sequence[Row]
    next: str | None


def fetch_page(
    session: Session,
    query: Select[Any],
    *,
    by: Sequence[SQLColumnExpression[Any]],
    kinds: Sequence[Callable[[str], Any]],
    limit: int,
    after: str | None,
    descending: bool = False,
) -> Page[Any]:
    """Return up to `limit` first columns of the query in the order `by`, beginning behind `after`.

    `kinds` turn the texts of a cursor back into values. Raises InvalidError for a cursor nobody was given.
    """
    page = fetch_rows(session, query, by=by, kinds=kinds, limit=limit, after=after, descending=descending)
    return Page([row[0] for row in page.items], page.next)


def fetch_rows(
    session: Session,
    query: Select[Any],
    *,
    by: Sequence[SQLColumnExpression[Any]],
    kinds: Sequence[Callable[[str], Any]],
    limit: int,
    after: str | None,
    descending: bool = False,
) -> Page[Any]:
    """Return what `fetch_page` returns as whole rows: the query's columns, then the sort keys."""
    keys = tuple_(*by)
    if after is not None:
        values = tuple_(*read_cursor(after, kinds))
        query = query.where(keys < values if descending else keys > values)
    order = [column.desc() if descending else column.asc() for column in by]
    rows = session.execute(query.add_columns(*by).order_by(*order).limit(limit + 1)).unique().all()
    is_more = len(rows) > limit
    last = rows[limit - 1][-len(by) :] if is_more else ()
    return Page(rows[:limit], write_cursor(last) if is_more else None)


def write_cursor(values: Sequence[Any]) -> str:
    """Return the cursor behind a row with these sort keys."""
    texts = [value.isoformat() if isinstance(value, datetime) else str(value) for value in values]
    return urlsafe_b64encode(json.dumps(texts).encode()).decode().rstrip("=")


def read_cursor(after: str, kinds: Sequence[Callable[[str], Any]]) -> list[Any]:
    """Return the sort keys of a cursor. Raises InvalidError if it is none."""
    try:
        texts = json.loads(urlsafe_b64decode(after + "=" * (-len(after) % 4)))
        if not isinstance(texts, list):
            raise TypeError(texts)  # noqa: TRY301 - one answer for everything that is no cursor
        return [kind(_legible(text)) for kind, text in zip(kinds, texts, strict=True)]
    except (ValueError, TypeError, RecursionError) as error:
        raise InvalidError(issues=[Issue("after", "cursor-invalid")]) from error


def as_number(text: str) -> int:
    """Return a number that fits its column. Raises ValueError."""
    number = int(text)
    if not 0 <= number <= LARGEST_NUMBER:
        raise ValueError(text)
    return number


def _legible(text: object) -> str:
    """Return a text that a database takes: no NUL, no half characters. Raises TypeError, ValueError."""
    if not isinstance(text, str):
        raise TypeError(text)
    text.encode()
    if "\0" in text:
        raise ValueError(text)
    return text


def as_id(text: str) -> UUID:
    """Return the id of a cursor's text. Raises ValueError for anything else."""
    return UUID(str(text))


def as_text(text: str) -> str:
    """Return the text of a cursor as it is."""
    return text


def as_day(text: str) -> date:
    """Return the day of a cursor's text. Raises ValueError for anything else."""
    return date.fromisoformat(text)


def as_flag(text: str) -> bool:
    """Return yes or no. Raises ValueError for anything else."""
    if text not in {"True", "False"}:
        raise ValueError(text)
    return text == "True"


def as_instant(text: str) -> datetime:
    """Return the aware instant of a cursor's text. Raises ValueError for anything else."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(text)
    return instant
