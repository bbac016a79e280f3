"""The database: engine, session, and `transaction()`, which is the only commit in the house."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    DefaultClause,
    Engine,
    TextClause,
    Uuid,
    all_,
    any_,
    bindparam,
    create_engine,
    func,
    literal,
    select,
    text,
)
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Session, sessionmaker

from app.settings import settings

TIMEOUTS = (
    "-c statement_timeout=15s -c lock_timeout=5s -c idle_in_transaction_session_timeout=30s -c timezone=UTC"
)

# A connection whose other end has vanished without a word is given up after about half a minute.
KEEPALIVE = {
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}


@lru_cache
def engine() -> Engine:
    """Return this process's engine on the application's role, made once."""
    return create_engine(
        settings().database_url,
        pool_size=20,
        max_overflow=20,
        pool_pre_ping=True,
        pool_use_lifo=True,  # the one that knows the statements already
        hide_parameters=True,
        connect_args={"options": TIMEOUTS, "connect_timeout": 5, **KEEPALIVE},
    )


@lru_cache
def sessions() -> sessionmaker[Session]:
    """Return the maker of sessions bound to the engine."""
    return sessionmaker(engine(), expire_on_commit=False)


@contextmanager
def transaction() -> Iterator[Session]:
    """Open a session, commit when the block ends well, roll back when it does not."""
    with sessions()() as session:
        yield session
        session.commit()


def among_given(column: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """Return the condition of `among` for a statement that is put together once and given its `ids` each time."""
    return column == any_(bindparam("ids", type_=ARRAY(Uuid())))


def among(column: InstrumentedAttribute[Any], ids: Iterable[UUID]) -> ColumnElement[bool]:
    """Return the condition that a column holds one of these ids; its words are the same however many there are."""
    return column == any_(literal(list(ids), ARRAY(Uuid())))


def outside(column: InstrumentedAttribute[Any], ids: Iterable[UUID]) -> ColumnElement[bool]:
    """Return the condition that a column holds none of these ids."""
    return column != all_(literal(list(ids), ARRAY(Uuid())))


def insert_all(session: Session, model: type[DeclarativeBase], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows of plain values, in their order, with one statement whose words are the same however many there are.

    All rows name the same columns, ids included; nothing is read back. `session.add_all` costs ten times as much.
    """
    if rows:
        session.execute(_insert_from_json(model, tuple(rows[0])), {"rows": json.dumps(rows, default=str)})


@cache
def _insert_from_json(model: type[DeclarativeBase], names: tuple[str, ...]) -> TextClause:
    """Return the statement in words of its own: SQLAlchemy's takes every value that it is given for a column.

    What the database fills in is named, so that whoever reads the statement sees its clock.
    """
    columns = model.__table__.c
    filled = {
        row.name: str(row.server_default.arg)
        for row in columns
        if row.name not in names and isinstance(row.server_default, DefaultClause)
    }
    shapes = ", ".join(f"{name} {columns[name].type.compile(engine().dialect)}" for name in names)
    values = ", ".join(["row.*", *filled.values()])
    return text(
        f"insert into {model.__tablename__} ({', '.join([*names, *filled])}) "  # noqa: S608 - names of our own tables
        f"select {values} from json_to_recordset(cast(:rows as json)) as row ({shapes})"
    )


def now(session: Session) -> datetime:
    """Return the start of the transaction by the database's clock, against which due times are compared."""
    return session.execute(select(func.now())).scalar_one()
