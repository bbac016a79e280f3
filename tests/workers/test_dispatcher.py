"""Waking up: PostgreSQL is the schedule, the broker only the bell, and without any bell it leaves all the same."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from app import db
from app.actions.locking import ring
from app.queries.due import find_due
from app.settings import settings
from app.workers import bells, dispatcher
from app.workers.celery_app import celery
from app.workers.deliveries import deliver
from app.workers.dispatcher import Dispatcher
from app.workers.schedule import find_left_lying, seconds_until_next, wake_due
from tests.embedded.conftest import wait_until
from tests.workers.scene import CONSOLE, PORTAL, at_once

ROOT = Path(__file__).resolve().parents[2]
SLOW = """
import sys, time
from pathlib import Path
from app.channels.console import Console
from app.workers.run import work

publish = Console.publish

def publish_slowly(self, message, deadline):
    receipt = publish(self, message, deadline)
    Path(sys.argv[1]).touch()
    time.sleep(3)
    return receipt

Console.publish = publish_slowly
work(["publish"])
"""


@pytest.fixture
def working(monkeypatch):
    """A worker that hears every bell: what is due is delivered at once, in a thread."""
    rung = []

    def send_task(name, arguments, *_, **_options):
        assert name == "deliveries.deliver"
        rung.append(arguments[0])
        threading.Thread(target=bells.deliver_task, args=arguments).start()

    monkeypatch.setattr(celery, "send_task", send_task)
    return rung


@pytest.fixture
def asleep(with_settings):
    """Let no tick wake a dispatcher for as long as a test lasts: what leaves was known of or rung for."""
    with_settings(tick_s=600)


@pytest.fixture
def running():
    """Let dispatchers run in threads for as long as the block lasts."""

    @contextlib.contextmanager
    def run(number=1):
        several = [Dispatcher() for _ in range(number)]
        threads = [threading.Thread(target=one.run, daemon=True) for one in several]
        for thread in threads:
            thread.start()
        time.sleep(0.2)
        try:
            yield
        finally:
            for one in several:
                one.stop()
            with db.transaction() as session:
                ring(session)
            for thread in threads:
                thread.join(60)
        assert not any(thread.is_alive() for thread in threads)

    return run


def test_what_is_due_is_woken_once_and_again_after_a_while(scene, with_settings):
    with_settings(rewake_s=600)
    due, later = scene.approved(), scene.approved(due_in=3600)
    assert wake_due() == [due]
    assert wake_due() == []
    scene.shift(due, -300)
    assert wake_due() == []
    scene.shift(due, -301)
    assert wake_due() == [due]
    assert scene.state(later) == "waiting"


@pytest.mark.parametrize(("passed", "is_woken"), [("15 s", False), ("15.000001 s", True)])
def test_it_is_woken_again_after_more_than_a_quarter_of_a_minute(scene, still, passed, is_woken):
    due = scene.approved()
    with still() as session:
        session.execute(
            text("update delivery set woken_at = now() - cast(:passed as interval)"), {"passed": passed}
        )
        assert find_due(session, rewake_s=settings().rewake_s) == [due] * is_woken


def test_workers_at_once_wake_each_delivery_once(scene):
    ids = scene.crowd(40)
    woken = [delivery_id for result in at_once(*[wake_due] * 6) for delivery_id in result]
    assert sorted(woken) == sorted(ids)


def test_what_rests_is_not_rung_for_and_a_backlog_on_one_channel_does_not_hide_the_others(scene, force):
    backlog = [scene.approved(PORTAL)]
    other = scene.approved()
    scene.set_channel(PORTAL, paused_until="2999-01-01")
    assert wake_due() == [other]
    scene.set_channel(PORTAL, paused_until=None)
    scene.set_channel(PORTAL, next_free_at="2999-01-01")
    assert wake_due() == []
    scene.set_channel(PORTAL, next_free_at=None)
    backlog += [scene.approved(PORTAL) for _ in range(4)]
    force("update delivery set woken_at = null")
    assert wake_due() == [backlog[0], other, *backlog[1:]]


def test_the_sweep_holds_what_may_not_leave_any_more(scene, channel):
    missed, stopped, later = scene.approved(), scene.approved(), scene.approved(due_in=3600)
    scene.shift(missed, -1801)
    stop_id = scene.stop("Konsole MW")
    scene.force("update publishing_stop set scope = 'all', channel_id = null where id = :id", id=stop_id)
    assert wake_due() == []
    assert scene.state(missed) == "held:missed_window"
    assert scene.state(stopped) == "held:emergency_stop"
    assert scene.state(later) == "waiting"
    assert [scene.told(row)[-1] for row in (missed, stopped)] == ["delivery.hold"] * 2
    assert channel.calls == []


def test_two_hundred_missed_after_an_outage_are_two_hundred_held(scene, channel):
    ids = scene.crowd(200)
    scene.force("update approval set due_at = due_at - interval '3 hours'")
    scene.force("update delivery set due_at = due_at - interval '3 hours'")
    assert wake_due() == []
    for delivery_id in ids:
        deliver(delivery_id)
    assert {scene.state(delivery_id) for delivery_id in ids} == {"held:missed_window"}
    assert channel.calls == []


def test_it_sleeps_until_the_next_one_is_due_and_a_tick_at_most(scene, with_settings):
    assert seconds_until_next() == 2
    scene.approved(due_in=3600)
    assert seconds_until_next() == 2
    with_settings(tick_s=600)
    near = scene.approved(due_in=300)
    rest = "update delivery set next_attempt_at = due_at + make_interval(secs => :s) where id = :id"
    for pause_s, most in ((None, 300), (-200, 300), (200, 500)):
        scene.force(rest, s=pause_s, id=near)
        assert most - 100 < seconds_until_next() < most


def test_a_post_due_at_an_exact_second_leaves_within_half_a_second(scene, working, running, asleep):
    """A busy machine may spoil a try; a wrong sleep spoils all of them."""
    late = []
    with running():
        while not late or (min(late) >= 0.5 and len(late) < 20):
            delivery_id = scene.approved(due_in=2)
            wait_until(lambda key=delivery_id: scene.state(key) == "sent")
            row = scene.row(delivery_id)
            late.append((row.sent_at - row.due_at).total_seconds())
    assert 0 <= min(late) < 0.5
    assert len(set(working)) == len(late)


def test_a_post_that_becomes_due_at_once_wakes_the_sleeping_dispatcher(scene, working, running, asleep):
    with running():
        for _ in range(3):
            time.sleep(0.1)
            delivery_id = scene.approved()
            wait_until(lambda key=delivery_id: scene.state(key) == "sent")
    assert len(set(working)) == 3


@pytest.mark.parametrize("number", [1, 3])
def test_one_dispatcher_or_three_beside_beat_send_everything_once(scene, channel, working, running, number):
    with running(number):
        ids = [*scene.crowd(20), *[scene.approved(due_in=0.5) for _ in range(5)]]
        for _ in range(5):
            bells.tick()
        wait_until(lambda: len(channel.calls) >= len(ids))
        wait_until(lambda: {scene.state(key) for key in ids} == {"sent"})
    assert sorted(message.delivery_id for message in channel.calls) == sorted(ids)


def test_without_a_dispatcher_the_second_bell_is_enough(scene, channel, monkeypatch):
    ids = scene.crowd(20)
    missed = scene.approved()
    scene.shift(missed, -1801)
    monkeypatch.setattr(bells.deliver_task, "apply_async", lambda words, **_: bells.deliver_task(*words))
    bells.tick()
    assert {scene.state(key) for key in ids} == {"sent"}
    assert scene.state(missed) == "held:missed_window"
    assert len(channel.calls) == 20


def test_what_lies_woken_and_unheard_is_found(scene, with_settings):
    with_settings(self_delivery_s=300)
    heard, unheard, resting = scene.approved(), scene.approved(), scene.approved()
    wake_due()
    for delivery_id in (unheard, resting):
        scene.shift(delivery_id, -301)
    scene.force("update delivery set next_attempt_at = now() + interval '1 hour' where id = :id", id=resting)
    assert find_left_lying() == [unheard]
    deliver(unheard)
    assert find_left_lying() == []
    assert scene.state(heard) == "waiting"


def start_dispatcher(**settings):
    own = {f"REDAKTION_{name.upper()}": str(value) for name, value in settings.items()}
    return subprocess.Popen(
        [sys.executable, "-m", "app.cli", "dispatcher"],
        cwd=ROOT,
        env=os.environ | own,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_without_a_broker_the_dispatcher_delivers_itself(real_scene, tmp_path):
    ids = [real_scene.approved(label) for label in (CONSOLE, PORTAL)]
    process = start_dispatcher(
        broker_url=f"redis+socket://{tmp_path}/nobody.sock", self_delivery_s=1, rewake_s=3
    )
    wait_until(lambda: {real_scene.state(key) for key in ids} == {"sent"})
    late = []  # a busy machine may spoil a try
    while not late or (min(late) >= 6 and len(late) < 10):
        later = real_scene.approved(due_in=0.5)
        wait_until(lambda key=later: real_scene.state(key) == "sent")
        row = real_scene.row(later)
        late.append((row.sent_at - row.due_at).total_seconds())
    assert min(late) < 6
    process.send_signal(signal.SIGTERM)
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "dispatcher.bell_broken" in said
    assert said.count("dispatcher.delivers_itself") >= 3
    assert "Traceback" not in said


def test_a_broker_that_is_away_costs_one_timeout_and_not_one_per_post(scene, monkeypatch):
    scene.crowd(20)
    tried = []

    def send_task(*_arguments, **_options):
        tried.append(1)
        raise ConnectionError

    monkeypatch.setattr(celery, "send_task", send_task)
    one = Dispatcher()
    one.turn()
    one.stop()
    one.run()
    assert len(tried) == 1


def test_a_database_that_goes_away_is_waited_for(scene, force, working, running):
    with running():
        force(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where usename = 'redaktion_app' and datname = current_database()"
        )
        time.sleep(0.2)
        delivery_id = scene.approved(due_in=0.5)
        wait_until(lambda: scene.state(delivery_id) == "sent")
    assert dispatcher.CHANNEL == "redaktion_due"
    assert set(working) == {str(delivery_id)}


def test_a_worker_that_is_sent_away_in_its_first_round_writes_down_what_came_of_it(real_scene, tmp_path):
    lying, called = real_scene.approved(), tmp_path / "called"
    process = subprocess.Popen([sys.executable, "-c", SLOW, str(called)], cwd=ROOT, env=os.environ)
    wait_until(called.exists)
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0
    assert real_scene.state(lying) == "sent"
