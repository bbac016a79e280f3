"""Killed at every named point, as by kill -9: whoever comes after loses nothing and doubles nothing.

The list of points comes from the code. One process imports the office once and forks a child per point; the child
does one round of everything a worker does and dies on the way.
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.actions.deliveries import take_down
from app.actions.outcomes import record_outcome
from app.actions.reconcile import expire_leases
from app.channels import registry
from app.channels.base import Receipt
from app.settings import settings
from app.workers import preflight, reconcile, takedowns
from app.workers.calls import channel_of
from app.workers.deliveries import deliver
from app.workers.points import POINTS
from app.workers.preparation import prepare
from app.workers.schedule import wake_due, wake_unprepared
from tests.workers.gallery import FolderGallery
from tests.workers.scene import CONSOLE, PORTAL

UNCHECKED = "Konsole MW"
ROOT = Path(__file__).resolve().parents[2]
NURSERY = """
import json, os, sys
from app.channels import registry
from app.settings import settings
from app.workers import deliveries, preflight, preparation, reconcile, schedule, takedowns
from tests.workers.gallery import FolderGallery

registry.CONNECTORS["mastodon"] = lambda around, _: FolderGallery(around.folder / "gallery")

def work():
    for delivery_id in schedule.wake_unprepared():
        preparation.prepare(delivery_id)
    preflight.sweep()
    takedowns.sweep()
    reconcile.sweep()
    for delivery_id in schedule.wake_due():
        deliveries.deliver(delivery_id)

for line in sys.stdin:
    child = os.fork()
    if child == 0:
        os.environ.update(json.loads(line))
        settings.cache_clear()
        sys.stdout = open(os.devnull, "w")
        work()
        os._exit(0)
    print(os.waitpid(child, 0)[1], flush=True)
"""


@pytest.fixture(scope="module")
def nursery():
    with subprocess.Popen(
        [sys.executable, "-c", NURSERY],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.stdin.close()


@pytest.fixture(autouse=True)
def folder_gallery(monkeypatch):
    """Mastodon's connector is a folder here, too, as in the nursery."""
    monkeypatch.setitem(
        registry.CONNECTORS, "mastodon", lambda around, _: FolderGallery(around.folder / "gallery")
    )


@pytest.fixture
def die_at(office, nursery):
    """Let a process do one round of work and die at the point; tell by which signal it ended."""

    def die(point):
        own = {name: value for name, value in os.environ.items() if name.startswith("REDAKTION_")}
        nursery.stdin.write(json.dumps(own | {"REDAKTION_CRASH_AT": point}) + "\n")
        nursery.stdin.flush()
        return os.WTERMSIG(int(nursery.stdout.readline()))

    return die


class Work:
    """Something for every step: to send, given up by a dead worker, answered late, unseen, to remove.

    And a channel whose account nobody has looked at yet.
    """

    def __init__(self, scene):
        self.scene = scene
        self.to_send = [
            self.answered_late(),
            self.unseen(),
            *[self.given_up(label) for label in (CONSOLE, PORTAL)],
            *[scene.approved(label, media=[scene.image()]) for label in (CONSOLE, PORTAL)],
            *self.with_images(),
        ]
        self.to_remove = [self.sent(CONSOLE), self.sent(PORTAL), self.asked_while_sending()]
        for delivery_id in self.to_remove[:2]:
            self.take_down(delivery_id)
        scene.set_channel(UNCHECKED, endpoint="https://konsole.example", idempotency=None)

    def given_up(self, label):
        delivery_id = self.scene.approved(label)
        self.scene.begin(delivery_id)
        self.scene.end_lease(delivery_id)
        return delivery_id

    def with_images(self):
        """Nothing is handed over yet; and all was, a worker died while sending, and the platform has forgotten it."""
        images = [self.scene.image(seed=seed) for seed in (1, 2)]
        fresh, given_up = (self.scene.approved(self.scene.gallery(), media=images) for _ in range(2))
        prepare(given_up)
        self.scene.begin(given_up)
        self.scene.end_lease(given_up)
        self.scene.do(expire_leases)
        self.scene.end_pause(given_up)
        self.scene.set(given_up, prepared_until=None)
        self.scene.force("delete from prepared_image where delivery_id = :id", id=given_up)
        return fresh, given_up

    def answered_late(self):
        delivery_id = self.scene.approved()
        ticket = self.scene.begin(delivery_id)
        self.scene.end_lease(delivery_id)
        self.scene.do(expire_leases)
        receipt = channel_of(ticket).publish(ticket.message, 0)
        self.scene.do(record_outcome, ticket, receipt)
        return delivery_id

    def unseen(self):
        """It is there, nobody knows, and the look at the channel is due."""
        delivery_id = self.scene.approved()
        ticket = self.scene.begin(delivery_id)
        channel_of(ticket).publish(ticket.message, 0)
        self.scene.end_lease(delivery_id)
        self.scene.do(expire_leases)
        self.scene.shift(delivery_id, -130)
        return delivery_id

    def sent(self, label):
        delivery_id = self.scene.approved(label)
        deliver(delivery_id)
        return delivery_id

    def take_down(self, delivery_id):
        self.scene.do(take_down, self.scene.actor("mb.lead"), delivery_id, reason="Fehler")

    def asked_while_sending(self):
        delivery_id = self.scene.approved()
        ticket = self.scene.begin(delivery_id)
        self.take_down(delivery_id)
        receipt = channel_of(ticket).publish(ticket.message, 0)
        assert isinstance(receipt, Receipt)
        self.scene.do(record_outcome, ticket, receipt)
        return delivery_id

    def go_on(self):
        """What fresh workers do, with leases, pauses and the quiet time over."""
        for _ in range(3):
            for delivery_id in self.to_send:
                self.scene.end_lease(delivery_id)
                self.scene.end_pause(delivery_id)
                self.scene.shift(delivery_id, -20)
                self.scene.set(delivery_id, prepare_after=None)
            for delivery_id in self.to_remove:
                self.scene.shift(delivery_id, -700)
            self.scene.set_channel(UNCHECKED, next_check_at=None)
            for delivery_id in wake_unprepared():
                prepare(delivery_id)
            preflight.sweep()
            takedowns.sweep()
            reconcile.sweep()
            for delivery_id in wake_due():
                deliver(delivery_id)


@pytest.mark.parametrize("point", POINTS)
def test_a_worker_killed_here_loses_and_doubles_nothing(real_scene, die_at, point):
    work = Work(real_scene)
    assert die_at(point) == signal.SIGKILL
    work.go_on()
    for delivery_id in work.to_send:
        assert real_scene.state(delivery_id) == "sent"
        told = real_scene.told(delivery_id)
        assert told.count("delivery.sent") + told.count("delivery.found") == 1
        assert real_scene.post_state(delivery_id) == "published"
    for delivery_id in work.to_remove:
        assert real_scene.state(delivery_id) == "removed"
        assert real_scene.told(delivery_id).count("delivery.removed") == 1
    assert real_scene.channel(UNCHECKED).is_connected
    assert real_scene.told_of_channel(UNCHECKED) == ["channel.connected"]
    on_console = {path.name for path in (settings().data_dir / "console").iterdir()}
    expected = [
        key for key in work.to_send if real_scene.row(key).channel_id == real_scene.channel_id(CONSOLE)
    ]
    assert on_console == {f"{delivery_id}.json" for delivery_id in expected}
