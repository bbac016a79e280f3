"""Sessions of either role on the plain migrated database, always rolled back, and one delivery to try things on."""

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from tests.migrations.rows import make_delivery

APP, OWNER, PUBLISHER = "redaktion_app", "redaktion_owner", "redaktion_publisher"


@pytest.fixture
def session_of(postgres, plain_database):
    """Open a session for a role; whatever it does is undone."""
    opened = []

    def session_of(role):
        engine = create_engine(postgres.url(role, plain_database))
        session = Session(engine, expire_on_commit=False)
        opened.append((engine, session))
        return session

    yield session_of
    for engine, session in opened:
        session.close()
        engine.dispose()


@pytest.fixture
def app_session(session_of):
    return session_of(APP)


@pytest.fixture
def made(app_session):
    return make_delivery(app_session)
