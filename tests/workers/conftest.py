"""A recording channel in the place of a real one, and a way to change rows behind the office's back."""

import threading
from datetime import UTC, datetime

import pytest
import structlog
from structlog.testing import LogCapture

from app.actions import outcomes, publishing, removals, sealing
from app.channels import registry
from app.channels.base import Listed, Receipt, Standing
from app.models.channel import ChannelScope
from app.settings import settings
from app.workers import accounts, deliveries, housekeeping, marks, portal_pages, takedowns
from tests.api.parts import register
from tests.conftest import acting_as_publisher
from tests.workers.mastodon import LABEL, OTHER, connect
from tests.workers.planning import Planning
from tests.workers.post_office import Outbox, Server
from tests.workers.scene import Scene
from tests.workers.watch import Pages, Watch


class Recorder:
    """A channel whose answer a test scripts. `calls` is what it was asked to publish, `removals` what to remove."""

    removes_at_once = False
    can_find = True

    def __init__(self):
        self.lock = threading.Lock()
        self.calls = []
        self.removals = []
        self.there = set()
        self.answer = self.show
        self.on_remove = self.hide
        self.looks = []
        self.on_look = self.look
        self.lists = []
        self.on_list = self.show_all
        self.checks = 0
        self.on_check = lambda: Standing("own_id")

    def show(self, message):
        self.there.add(str(message.delivery_id))
        return Receipt(str(message.delivery_id), f"https://kanal.example/{message.delivery_id}")

    def show_all(self, wanted):
        """What stands there, as on a channel that takes our own id."""
        ours = {str(message.delivery_id): message.delivery_id for message in wanted}
        at = datetime.now(UTC)
        return [
            Listed(key, f"https://kanal.example/{key}", at, (ours[key],) if key in ours else ())
            for key in sorted(self.there)
        ]

    def hide(self, remote_id):
        self.there.discard(remote_id)

    def publish(self, message, _deadline):
        with self.lock:
            self.calls.append(message)
        return self.answer(message)

    def remove(self, remote_id, _deadline):
        with self.lock:
            self.removals.append(remote_id)
        self.on_remove(remote_id)

    def check(self, _deadline):
        with self.lock:
            self.checks += 1
        return self.on_check()

    def find(self, message, since, _deadline):
        with self.lock:
            self.looks.append((message, since))
        return self.on_look(message)

    def list_posts(self, wanted, since, _deadline):
        with self.lock:
            self.lists.append(since)
        return self.on_list(wanted)

    def look(self, message):
        key = str(message.delivery_id)
        return Receipt(key, f"https://kanal.example/{key}") if key in self.there else None


@pytest.fixture
def channel(monkeypatch):
    """Stands in for the console's connector; the platform's name stays."""
    recorder = Recorder()
    monkeypatch.setitem(registry.CONNECTORS, "console", lambda *_: recorder)
    return recorder


@pytest.fixture
def scene(office, channel, force):
    """The office with MB's console, whose connector is the recorder."""
    return Scene(force)


@pytest.fixture
def real_scene(office, force):
    """The office with its own connectors: the console is a folder."""
    return Scene(force)


@pytest.fixture
def at_point(monkeypatch):
    """Do something at a named point of the workers' way, once."""

    def arrange(name, action):
        pending = [action]

        def pass_point(passed):
            if passed == name and pending:
                pending.pop()()

        for module in (deliveries, takedowns):
            monkeypatch.setattr(module, "pass_point", pass_point)

    return arrange


@pytest.fixture
def said(monkeypatch):
    """What the operators are told; `entries` are dictionaries."""
    capture = LogCapture()
    for module in (publishing, outcomes, removals, sealing, takedowns, housekeeping, accounts, marks):
        monkeypatch.setattr(module, "log", structlog.wrap_logger(None, processors=[capture]))
    return capture


@pytest.fixture
def with_settings(office, monkeypatch):
    """Change numbers of the installation for this test."""

    def change(**values):
        for name, value in values.items():
            monkeypatch.setenv(f"REDAKTION_{name.upper()}", str(value))
        settings.cache_clear()

    return change


@pytest.fixture
def spoken_as(channel, monkeypatch):
    """The accounts that the recorder, in the place of Mastodon's connector, was made for."""
    made = []
    monkeypatch.setitem(registry.CONNECTORS, "mastodon", lambda _, account: made.append(account) or channel)
    return made


@pytest.fixture
def connected(scene, spoken_as):
    """MB's Mastodon channel with credentials, as after its preflight."""
    for label in (LABEL, OTHER):
        register("mastodon", label, "MB", ChannelScope.OWN)
    connect(scene)
    scene.set_channel(LABEL, idempotency="own_id")
    return scene


@pytest.fixture
def publisher(office, postgres, keys):
    """Be a publisher; without this a process has neither the right nor the key."""

    def become(**values):
        return acting_as_publisher(postgres, office, keys, **values)

    return become


@pytest.fixture
def pages(client):
    """The office's public pages, which a test may spoil."""
    pages = Pages(client)
    yield pages
    pages.close()


@pytest.fixture
def planning(scene):
    """Themes, and what hangs on them."""
    return Planning(scene)


@pytest.fixture
def watch(office, force, pages, with_settings, monkeypatch):
    """A watcher that asks those pages, and waits for them for as long as a busy machine needs."""
    with_settings(portal_address=pages.address)
    monkeypatch.setattr(portal_pages, "PATIENCE_S", 60)
    monkeypatch.setattr(portal_pages, "BUDGET_S", 600)
    return Watch(force)


@pytest.fixture
def server():
    """A mail server that takes everything."""
    server = Server()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def outbox(office, force, server, with_settings):
    """The outbox of an office that mails by that server."""
    with_settings(
        smtp_host="127.0.0.1",
        smtp_port=server.port,
        smtp_security="none",
        smtp_budget_s=60,
        mail_from="redaktion@land.example",
    )
    return Outbox(force)
