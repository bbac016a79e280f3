"""One office for all tests of a file that only look at their own posts: signing in is what costs time here."""

import pytest
from fastapi.testclient import TestClient

from app import db
from tests.conftest import cloned, environment, urls, violations
from tests.factories import Person
from tests.once import serve_again


@pytest.fixture(scope="module")
def standing_office(postgres, valkey, superuser, demonstrated, keys, second_factor_key, tmp_path_factory):
    """The demo office, shared by a file's tests; at the end no invariant may be broken."""
    with cloned(superuser, demonstrated) as name:
        folder = tmp_path_factory.mktemp("office")
        variables = urls(postgres, name) | {"broker_url": valkey.url(), "data_dir": folder, "demo": 1}
        variables |= {"public_keys": keys.public, "second_factor_key": second_factor_key}
        with environment(**variables):
            yield name
            with db.transaction() as session:
                assert violations(session) == []


@pytest.fixture(scope="module")
def visitor(standing_office):
    """A client of the shared office, not signed in."""
    with TestClient(serve_again(), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="module")
def everyone(visitor):
    """People of the shared office: everyone("mb"), everyone("desk1")."""
    known = {}

    def person(name):
        if name not in known:
            known[name] = Person(visitor, name)
        return known[name]

    return person
