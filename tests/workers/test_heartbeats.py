"""A worker shows that it works by working; who gets nothing done ends, and whoever cannot be blamed does not."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from celery import Celery
from sqlalchemy import any_, select

from app import db
from app.actions.heartbeats import write_heartbeat
from app.embedded.valkey import Valkey
from app.models import WorkerHeartbeat
from app.workers.celery_app import QUEUES
from app.workers.heartbeat import SILENT
from app.workers.housekeeping import clean
from tests.embedded.conftest import make_data_dir, wait_until

ROOT = Path(__file__).resolve().parents[2]
CLI = ("-m", "app.cli")
QUICK = {
    "REDAKTION_CANARY_S": "1",
    "REDAKTION_SILENT_S": "12",
}  # a busy machine may stand still for some seconds
HANGING = """
import time
from app.workers.celery_app import celery
from app.workers.run import work

@celery.task(name="housekeeping.hang")
def hang():
    time.sleep(600)

work(["housekeeping"])
"""


@pytest.fixture
def start(office):
    """Start a part of the office as a process of its own, with a short patience."""
    started = []

    def start(*words, **variables):
        environment = {
            **os.environ,
            **QUICK,
            **{f"REDAKTION_{key}": value for key, value in variables.items()},
        }
        started.append(subprocess.Popen([sys.executable, *words], cwd=ROOT, env=environment))
        return started[-1]

    yield start
    for process in started:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        process.wait()


@pytest.fixture
def broker():
    """A broker of one's own, that may go away."""
    with make_data_dir() as folder:
        valkey = Valkey(folder)
        valkey.start()
        yield valkey
        valkey.stop()


def heartbeat(part):
    """The row of whoever serves this part, if there is one."""
    with db.transaction() as session:
        query = select(WorkerHeartbeat).where(any_(WorkerHeartbeat.parts) == part)
        return session.execute(query).scalar_one_or_none()


def is_well(part):
    """What a container says of itself: exit code and sentence."""
    command = [sys.executable, "-m", "app.health", part]
    asked = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **QUICK}, capture_output=True, text=True, check=False
    )
    assert asked.stderr == ""
    return asked.returncode == 0, asked.stdout.strip()


@pytest.mark.req("CO-03")
def test_a_worker_is_well_while_it_works_and_unwell_when_it_stands_still(start):
    assert is_well("publish") == (False, "Auf dieser Maschine hat publish noch nichts getan.")
    worker = start(*CLI, "worker", "publish")
    wait_until(lambda: heartbeat("publish"))
    assert heartbeat("publish").parts == ["publish"]
    assert heartbeat("publish").worker.endswith(f"/{worker.pid}")
    wait_until(lambda: is_well("publish")[0])
    assert not is_well("remove")[0]
    worker.send_signal(signal.SIGSTOP)
    wait_until(lambda: not is_well("publish")[0])
    assert "zuletzt etwas getan" in is_well("publish")[1]


@pytest.mark.parametrize("words", [("worker", "publish", "reconcile"), ("dispatcher",), ("beat",)])
def test_each_part_writes_its_heartbeat_again_and_again_and_takes_it_away_when_it_leaves(start, words):
    process = start(*CLI, *words)
    part = words[-1]
    wait_until(lambda: heartbeat(part))
    first = heartbeat(part).seen_at
    wait_until(lambda: heartbeat(part).seen_at > first)
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0
    assert heartbeat(part) is None


def test_a_worker_of_which_nothing_special_is_asked_serves_every_queue(start):
    start(*CLI, "worker")
    wait_until(lambda: heartbeat("publish"))
    assert heartbeat("publish").parts == list(QUEUES)


def test_a_worker_whose_hands_hang_ends_itself(start, valkey):
    worker = start("-c", HANGING, WORKER_THREADS="1")
    wait_until(lambda: heartbeat("housekeeping"))
    with Celery(broker=valkey.url()) as celery:
        celery.send_task("housekeeping.hang", queue="housekeeping")
    assert worker.wait(60) == SILENT


def test_a_dispatcher_whose_turn_hangs_ends_itself(start):
    hang = (
        "import time; from app.workers import dispatcher; dispatcher.wake_due = lambda: time.sleep(600);"
        "dispatcher.main()"
    )
    assert start("-c", hang).wait(60) == SILENT


@pytest.mark.req("CO-03")
def test_with_the_broker_away_no_worker_ends_and_publication_goes_on(start, broker, real_scene):
    variables = {"BROKER_URL": broker.url(), "SELF_DELIVERY_S": "1"}
    worker, beat = (start(*CLI, *words, **variables) for words in (("worker", "publish"), ("beat",)))
    dispatcher = start(*CLI, "dispatcher", **variables)
    for part in ("publish", "beat", "dispatcher"):
        wait_until(lambda part=part: heartbeat(part))
    broker.stop()
    gone_at = time.monotonic()
    wait_until(lambda: not is_well("publish")[0])
    delivery_id = real_scene.approved()
    wait_until(lambda: real_scene.state(delivery_id) == "sent")
    wait_until(lambda: time.monotonic() - gone_at > 14)  # longer than a silent worker has
    assert [process.poll() for process in (worker, beat, dispatcher)] == [None] * 3
    wait_until(lambda: is_well("dispatcher")[0])
    broker.start()
    wait_until(lambda: is_well("publish")[0])
    assert worker.poll() is None


def test_heartbeats_of_those_who_went_without_a_word_vanish_in_an_hour(office, force):
    with db.transaction() as session:
        for worker in ("old/1", "young/1"):
            write_heartbeat(session, worker, host="here", parts=["publish"])
    force("update worker_heartbeat set seen_at = now() - interval '61 minutes' where worker = 'old/1'")
    clean()
    with db.transaction() as session:
        assert list(session.execute(select(WorkerHeartbeat.worker)).scalars()) == ["young/1"]
