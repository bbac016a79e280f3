"""Time that passes in a story, rows moved instead of waiting, and a mail server that a story may trouble."""

import pytest

from tests.api.parts import fetch, installed_with
from tests.stories.desk import Desk
from tests.workers.conftest import real_scene  # noqa: F401 - pytest finds fixtures by their name here
from tests.workers.post_office import Outbox, Server


@pytest.fixture
def desk(people, force):
    return Desk(people, force)


@pytest.fixture
def server(client):
    """A mail server of the house, which the office uses."""
    server = Server()
    server.start()
    with installed_with(smtp_host="127.0.0.1", smtp_port=server.port, smtp_security="none", smtp_budget_s=5):
        yield server
    server.stop()


@pytest.fixture
def outbox(client):
    return Outbox(fetch)
