"""What a connector is given in most tests: a server to speak to, a message, and time enough."""

import pytest
from uuid_utils.compat import uuid7

from app.channels.base import Message
from app.clock import boot_time


@pytest.fixture
def channel(server, tmp_path):
    """A connector to the `server` of the test's own file."""
    return server.connector(tmp_path)


@pytest.fixture
def message():
    return Message(uuid7(), uuid7(), uuid7(), "Grüß Gott. (MB)", "de", None, "0" * 64)


@pytest.fixture
def deadline():
    return boot_time() + 60
