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

from app.channels import registry
from app.settings import settings
from app.workers.points import POINTS
from tests.proofs.length import either
from tests.workers.gallery import FolderGallery
from tests.workers.work import CALLS, UNCHECKED, Work

ROOT = Path(__file__).resolve().parents[2]
NURSERY = """
import json, os, sys
from app.channels import registry
from app.settings import settings
from app.workers import deliveries, notifications, preflight, preparation, reconcile, schedule, takedowns
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
    notifications.sweep()

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


@pytest.mark.parametrize("_time", range(either(1, 20)))
@pytest.mark.parametrize("point", POINTS)
def test_a_worker_killed_here_loses_and_doubles_nothing(real_scene, die_at, point, _time):
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
    assert real_scene.state(work.absent) == "held:confirmed_absent"
    assert real_scene.told(work.absent).count("delivery.absent") == 1
    words = real_scene.force("select outcome, carried_out from resolution order by outcome")
    assert words == [("not_there", True), ("there", True), ("there", True)]
    for delivery_id in work.for_a_hand:
        assert real_scene.state(delivery_id) == "held:manual"
    assert work.calls() == CALLS
    assert real_scene.channel(UNCHECKED).is_connected
    assert real_scene.told_of_channel(UNCHECKED) == ["channel.connected"]
    mails = {str(row.id): row.state for row in work.outbox.letters()}
    unclear = {letter_id for letter_id, state in mails.items() if state != "sent"}
    assert set(mails.values()) <= {"sent", "unclear"}
    assert len(unclear) <= (point in {"after_hand_over", "after_mail", "in_letter_record"})
    assert mails.keys() - unclear <= {path.stem for path in settings().mailbox.iterdir()} <= mails.keys()
    on_consoles = {path.name for path in (settings().data_dir / "console").iterdir()}
    expected = [key for key in work.to_send if real_scene.row(key).channel.platform_slug == "console"]
    assert on_consoles == {f"{delivery_id}.json" for delivery_id in expected}
