"""The whole office as an operator starts it, with a post on its way, while its processes and its broker die."""

import signal
import time
from datetime import UTC, datetime

import pytest
import redis

from app.embedded.valkey import Valkey
from tests.embedded.conftest import processes, wait_until
from tests.workers.whole_office import open_office

PATIENCE_S = 60  # a worker may be hit in mid-call: then its lease, a beat and a pause go by before the resend


@pytest.fixture
def office():
    with open_office() as whole:
        yield whole


def a_post_stands_there_at_its_second_and_not_before(office):
    """A busy machine may spoil a try; a wrong sleep spoils all of them."""
    late = []
    while not late or (min(late) >= 2 and len(late) < 5):
        post = office.approve(office.submit(4))
        [portal] = [row for row in post["deliveries"] if row["channel"] == "Landesportal"]
        due = datetime.fromisoformat(portal["due_at"])
        page = f"/portal/posts/{portal['id']}"
        wait_until(lambda page=page: office.client.get(page).status_code == 200)
        seen = datetime.now(UTC)
        assert seen >= due
        assert "(MB)" in office.client.get(page).text
        wait_until(lambda post=post: office.is_sent(post))
        assert office.lateness(post) >= 0
        late.append(max((seen - due).total_seconds(), office.lateness(post)))
    assert min(late) < 2


def killing_the_web_process_between_two_steps_loses_nothing(office):
    post = office.submit(20)
    is_back = office.kill("app.cli web")
    wait_until(lambda: is_back() and office.answers())
    assert office.mb.read(post)["state"] == "submitted"
    assert office.approve(post)["state"] == "scheduled"


def killing_dispatcher_and_worker_delays_and_neither_loses_nor_doubles(office):
    post = office.approve(office.submit(2))
    dispatcher_is_back = office.kill("app.cli dispatcher")
    worker_is_back = office.kill("app.cli worker")
    wait_until(lambda: dispatcher_is_back() and worker_is_back())
    wait_until(lambda: office.is_sent(post), PATIENCE_S)


def killing_the_worker_alone_leaves_it_to_the_dispatcher_or_the_next_worker(office):
    post = office.approve(office.submit(0))
    is_back = office.kill("app.cli worker")
    wait_until(lambda: is_back() and office.is_sent(post), PATIENCE_S)


def emptying_the_broker_at_any_moment_loses_nothing(office):
    post = office.approve(office.submit(2))
    broker = redis.Redis(unix_socket_path=str(Valkey(office.folder).socket))
    until = time.monotonic() + 3
    while time.monotonic() < until:
        broker.flushall()
        time.sleep(0.02)
    broker.close()
    wait_until(lambda: office.is_sent(post), PATIENCE_S)


def killing_the_broker_loses_nothing(office):
    post = office.approve(office.submit(1))
    is_back = office.kill("valkey-server")
    wait_until(lambda: is_back() and office.is_sent(post), PATIENCE_S)


def after_all_that_each_post_stands_there_once(office):
    expected = set()
    for post in office.posts:
        wait_until(lambda post=post: office.is_sent(post), PATIENCE_S)
        for row in office.deliveries(post):
            if row["channel"] == "Landesportal":
                assert office.client.get(f"/portal/posts/{row['id']}").status_code == 200
            else:
                expected.add(f"{row['id']}.json")
        told = [
            row["action"] for row in office.mb.get(f"/posts/{post['id']}/timeline", limit=100).json()["items"]
        ]
        assert told.count("delivery.sent") + told.count("delivery.found") == 2
    assert {path.name for path in (office.folder / "console").iterdir()} == expected
    assert "redaktion_invariant_violations 0.0\n" in office.client.get("/metrics").text
    verified = office.redaktion("audit", "verify")
    assert (verified.returncode, verified.stderr) == (0, "")


def ctrl_c_leaves_no_process(office):
    everybody = processes()
    family = {office.process.pid}
    while more := {pid for pid, (parent, _) in everybody.items() if parent in family} - family:
        family |= more
    assert len(family) > 5
    office.process.send_signal(signal.SIGINT)
    assert office.process.wait(60) == 0, office.said()
    assert not family & processes().keys()
    assert "Traceback" not in office.said()


STEPS = (
    a_post_stands_there_at_its_second_and_not_before,
    killing_the_web_process_between_two_steps_loses_nothing,
    killing_dispatcher_and_worker_delays_and_neither_loses_nor_doubles,
    killing_the_worker_alone_leaves_it_to_the_dispatcher_or_the_next_worker,
    emptying_the_broker_at_any_moment_loses_nothing,
    killing_the_broker_loses_nothing,
    after_all_that_each_post_stands_there_once,
    ctrl_c_leaves_no_process,
)


def test_whatever_dies_nothing_is_lost_or_doubled(office, subtests):
    """One office for all steps, in this order: starting one takes longer than all of them."""
    for step in STEPS:
        with subtests.test(step.__name__):
            step(office)
