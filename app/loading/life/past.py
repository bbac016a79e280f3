"""The story's clock: for one session of the demo's loading, the database's «now» is the instant that is being told.

Nothing of the database is loosened: every constraint, trigger and view works on what is written. The office's own
code never gets at this clock; it exists in `app.loading.life` alone, which refuses to run outside the demo.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, event
from sqlalchemy.orm import Mapper, ORMExecuteState, Session, UOWTransaction
from sqlalchemy.sql.functions import Function

from app.models.base import Base

_CLOCKS: Final = re.compile(r"\b(?:clock_timestamp|now)\(\)")
_NAMES: Final = frozenset({"clock_timestamp", "now"})


class PastClock:
    """The instant that is being told; `at` moves on with the story."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def rewrite(
        self,
        _connection: Connection,
        _cursor: object,
        statement: str,
        parameters: object,
        _context: object,
        _executemany: bool,  # noqa: FBT001 - SQLAlchemy's own shape
    ) -> tuple[str, object]:
        """Let the database's clocks in a statement show the story's instant; what people wrote is never part of one."""
        return _CLOCKS.sub(f"timestamptz '{self.at.astimezone(UTC).isoformat()}'", statement), parameters

    def stamp(self, session: Session, _context: UOWTransaction, _instances: object) -> None:
        """Date new rows, which the database would date by its own clock."""
        for row in session.new:
            for name in _dated_by_the_database(type(row).__mapper__):
                if getattr(row, name) is None:
                    setattr(row, name, self.at)

    def stamp_statement(self, state: ORMExecuteState) -> None:
        """Date what is inserted by a statement."""
        mapper = state.bind_mapper
        if state.is_insert and mapper is not None:
            state.statement = state.statement.values(self._instants(mapper))  # type: ignore[attr-defined]

    def _instants(self, mapper: Mapper[Any]) -> Mapping[str, datetime]:
        return dict.fromkeys(_dated_by_the_database(mapper), self.at)


@contextmanager
def telling(session: Session, at: datetime) -> Iterator[PastClock]:
    """Yield the clock that the session lives by until the block ends."""
    told, connection = PastClock(at), session.connection()
    listeners: tuple[tuple[Connection | Session, str, Callable[..., Any], dict[str, bool]], ...] = (
        (connection, "before_cursor_execute", told.rewrite, {"retval": True}),
        (session, "before_flush", told.stamp, {}),
        (session, "do_orm_execute", told.stamp_statement, {}),
    )
    for target, name, function, options in listeners:
        event.listen(target, name, function, **options)
    try:
        yield told
        session.flush()
    finally:
        for target, name, function, _ in listeners:
            event.remove(target, name, function)


def _dated_by_the_database(mapper: Mapper[Any]) -> list[str]:
    """Return the attributes of a table that the database fills with its clock."""
    assert issubclass(mapper.class_, Base)  # noqa: S101 - there are no others
    return [
        mapper.get_property_by_column(column).key
        for column in mapper.local_table.c
        if isinstance(getattr(column.server_default, "arg", None), Function)
        and column.server_default.arg.name in _NAMES
    ]
