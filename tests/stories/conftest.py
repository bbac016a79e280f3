"""Time that passes in a story, rows moved instead of waiting, and servers that a story may trouble: mail and platforms."""

import contextlib

import pytest

from app.models.channel import ChannelScope
from app.workers import preflight
from tests.api.parts import fetch, installed_with, register
from tests.channels.proxy import Proxy
from tests.conftest import acting_as_publisher, forget
from tests.stories.desk import Desk
from tests.stories.platforms import PLATFORMS
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
    with installed_with(smtp_host="127.0.0.1", smtp_port=server.port, smtp_security="none", smtp_budget_s=60):
        yield server
    server.stop()


@pytest.fixture
def outbox(client):
    return Outbox(fetch)


@pytest.fixture
def proxies(peers):
    """A cutting proxy before each peer."""
    with contextlib.ExitStack() as stack:
        yield {name: stack.enter_context(Proxy(peer.port)) for name, peer in peers.items()}


@pytest.fixture
def publisher(office, postgres, keys, proxies):
    """Be a publisher for a while; the rest of the time this process is the web."""
    hosts = " ".join(proxy.host for proxy in proxies.values())
    return lambda: acting_as_publisher(postgres, office, keys, private_hosts=hosts)


@pytest.fixture
def connected(people, peers, proxies, publisher):
    """Both platforms connected by the channel manager, by way of the proxies, and looked at by the publisher."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REDAKTION_PRIVATE_HOSTS", " ".join(proxy.host for proxy in proxies.values()))
        forget()
        for platform, label in PLATFORMS.items():
            channel_id = register(platform, label, "StK", ChannelScope.CENTRAL)
            body = {"platform": platform, "endpoint": proxies[platform].url} | dict(
                peers[platform].credentials()
            )
            answer = people("kanal").put(f"/channels/{channel_id}/credentials", body)
            assert answer.status_code == 200, answer.text
        with publisher():
            preflight.sweep()
        yield
    forget()
