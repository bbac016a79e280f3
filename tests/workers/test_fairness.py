"""Who waits for whom: nobody for another channel's backlog, nothing for what is less urgent, no removal for posts."""

import os
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest

from app import clock
from app.settings import settings
from app.workers.celery_app import celery
from app.workers.rounds import Round
from tests.embedded.conftest import wait_until
from tests.workers.scene import CONSOLE, PORTAL
from tests.workers.work import Work

ROOT = Path(__file__).resolve().parents[2]
OTHERS = ("Konsole MB 0", "Konsole MB 1")


class Slow:
    """One channel answers only when the test says so; all others at once."""

    def __init__(self, scene, channel):
        self.slow_id, self.scene, self.channel = scene.channel_id(CONSOLE), scene, channel
        self.go_on = threading.Event()
        channel.answer = self.answer

    def answer(self, message):
        if message.channel_id == self.slow_id:
            assert self.go_on.wait(60)
        return self.channel.show(message)

    def calls(self):
        return [message for message in self.channel.calls if message.channel_id == self.slow_id]


@pytest.fixture
def slow(scene, channel):
    one = Slow(scene, channel)
    yield one
    one.go_on.set()


@pytest.fixture
def round_of():
    """Let rounds of so many hands run in a thread; afterwards each came to its end."""
    threads = []

    def start(hands):
        one = Round(hands)
        threads.append(threading.Thread(target=one.hear, daemon=True))
        threads[-1].start()
        return one

    yield start
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()


def make_urgent(scene, delivery_id):
    scene.force(
        "update post set urgent_reason = 'Hochwasser' where id = (select post_id from delivery where id = :id)",
        id=delivery_id,
    )


def test_a_backlog_on_a_channel_that_does_not_answer_holds_up_nobody_else(scene, slow, round_of):
    backlog = [scene.approved() for _ in range(9)]
    one = round_of(4)
    wait_until(lambda: len(slow.calls()) == 2)
    later = scene.crowd(4)
    one.hear()
    wait_until(lambda: {scene.state(key) for key in later} == {"sent"})
    assert len(slow.calls()) == 2
    slow.go_on.set()
    wait_until(lambda: {scene.state(key) for key in backlog} == {"sent"})


def test_channels_take_turns_however_long_their_backlogs_are(scene, channel):
    backlog = [scene.approved() for _ in range(6)]
    other = scene.approved(PORTAL)
    scene.force("update channel set platform_slug = 'console' where label = :label", label=PORTAL)
    Round(1).hear()
    called = [message.delivery_id for message in channel.calls]
    assert sorted(called) == sorted([*backlog, other])
    assert called.index(other) <= 1
    assert [key for key in called if key != other] == backlog


def test_what_is_urgent_leaves_before_what_waits_longer(scene, channel):
    backlog = [scene.approved() for _ in range(4)]
    urgent = scene.approved()
    make_urgent(scene, urgent)
    Round(1).hear()
    assert [message.delivery_id for message in channel.calls] == [urgent, *backlog]


def test_an_urgent_post_overtakes_a_backlog_that_is_under_way(scene, slow, round_of):
    backlog = [scene.approved() for _ in range(9)]
    one = round_of(2)
    wait_until(lambda: len(slow.calls()) == 1)
    urgent = scene.approved()
    make_urgent(scene, urgent)
    one.hear()
    slow.go_on.set()
    wait_until(lambda: {scene.state(key) for key in [urgent, *backlog]} == {"sent"})
    called = [message.delivery_id for message in slow.calls()]
    assert called.index(urgent) <= 4


def test_one_that_cannot_be_begun_keeps_no_other_from_leaving(scene, channel):
    broken, *others = [scene.approved() for _ in range(4)]
    scene.set(broken, payload='{"media": [17]}')
    Round(4).hear()
    assert {scene.state(key) for key in others} == {"sent"}
    assert len(channel.calls) == 3
    scene.force("update delivery set state = 'held', hold_reason = 'by_person' where id = :id", id=broken)


def test_one_whose_answer_cannot_be_written_costs_no_other_its_own(scene, channel, force):
    ids = [scene.approved() for _ in range(4)]
    force(
        "create function refuse_one() returns trigger language plpgsql as $$ begin"
        f" if new.id = '{ids[1]}' and new.state = 'sent' then raise exception 'no'; end if; return new; end $$"
    )
    force("create trigger refuse_one before update on delivery for each row execute function refuse_one()")
    Round(4).hear()
    assert [scene.state(key) for key in ids] == ["sent", "sending", "sent", "sent"]
    force("drop trigger refuse_one on delivery")
    scene.settle(ids[1])
    assert scene.state(ids[1]) == "sent"


def test_a_worker_that_is_asked_to_leave_begins_nothing_more_and_ends_its_call(scene, slow, round_of):
    backlog = [scene.approved() for _ in range(5)]
    one = round_of(2)
    wait_until(lambda: len(slow.calls()) == 1)
    one.leave()
    slow.go_on.set()
    wait_until(lambda: scene.state(backlog[0]) == "sent")
    assert {scene.state(key) for key in backlog[1:]} == {"waiting"}


def send(task, queue, *words):
    with celery.connection_for_write(settings().broker_url) as connection:
        celery.send_task(task, words, queue=queue, connection=connection)


def start_worker(queue):
    words = [sys.executable, "-m", "app.cli", "worker", queue]
    return subprocess.Popen(
        words, cwd=ROOT, env=os.environ, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT
    )


def test_removals_and_looks_go_on_while_no_post_leaves(real_scene):
    """Queues and processes of their own: the publishing workers are away, and their bells pile up."""
    work = Work(real_scene)
    for _ in range(200):
        send("deliveries.deliver", "publish", str(work.to_send[0]))
    for delivery_id in work.to_remove:
        real_scene.shift(delivery_id, -700)
    workers = [start_worker(queue) for queue in ("remove", "reconcile")]
    try:
        send("takedowns.sweep", "remove")
        send("reconcile.sweep", "reconcile")
        wait_until(lambda: {real_scene.state(key) for key in work.to_remove[:2]} == {"removed"})
        wait_until(lambda: real_scene.state(work.to_send[1]) == "sent")
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()


def test_what_is_due_in_a_moment_leaves_with_the_same_bell_and_not_before_its_time(scene, channel):
    late = []
    for _ in range(10):
        delivery_id = scene.approved(due_in=0.5)
        due = scene.row(delivery_id).due_at
        time.sleep(max((due - clock.now()).total_seconds() - 0.015, 0))
        Round(4).hear()
        assert scene.state(delivery_id) == "sent"
        late.append(scene.attempts(delivery_id)[0].intent_at - due)
    assert min(late) >= timedelta(0)
