"""What a page is given: a session that can only read, open exactly as long as the page is being made."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends
from sqlalchemy.orm import Session

from app.db import sessions


def read_session() -> Iterator[Session]:
    """Yield a session whose transaction PostgreSQL itself keeps from writing."""
    with sessions()() as session:
        session.connection(execution_options={"postgresql_readonly": True})
        yield session


ReadSession = Annotated[Session, Depends(read_session, scope="function")]
