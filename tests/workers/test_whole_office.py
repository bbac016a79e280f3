"""The whole office as an operator starts it, with a post on its way, while its processes and its broker die."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest
import redis

from app.embedded.valkey import Valkey
from tests.conftest import PASSWORD
from tests.embedded.conftest import free_port, make_data_dir, processes, wait_until
from tests.factories import Person, soon

ROOT = Path(__file__).resolve().parents[2]
BOTH = ("Landesportal", "Konsole MB")
PATIENCE_S = 60  # a worker may be hit in mid-call: then its lease, a beat and a pause go by before the resend
QUICK = {"CALL_BUDGET": 8, "SOFT_LIMIT": 9, "HARD_LIMIT": 10, "LEASE": 12, "QUIET": 20} | {
    "SELF_DELIVERY": 3,
    "REWAKE": 5,
}


class WholeOffice:
    """`redaktion up --demo` on a port and a data folder of its own."""

    def __init__(self, folder):
        self.folder = folder
        self.port = free_port()
        self.log = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the office
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("REDAKTION_")}
        self.environment = {
            **inherited,
            **{f"REDAKTION_{name}_S": str(seconds) for name, seconds in QUICK.items()},
            "REDAKTION_DEMO_PASSWORD": PASSWORD,
            "REDAKTION_DEMO": "1",
            "REDAKTION_DATA_DIR": str(folder),
        }
        words = ["up", "--demo", "--port", str(self.port), "--data", str(folder)]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "app.cli", *words],
            cwd=ROOT,
            env=self.environment,
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )
        self.client = httpx2.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=10)
        self.posts = []

    def said(self):
        return os.pread(self.log.fileno(), 2_000_000, 0).decode()

    def answers(self):
        try:
            return self.client.get("/readyz").status_code == 200
        except httpx2.TransportError:
            return False

    def member(self, word):
        """The number of the part with this word in its command line, or None while there is none."""
        everybody = processes()
        return min(
            (
                pid
                for pid, (parent, command) in everybody.items()
                if parent == self.process.pid and word in command
            ),
            default=None,
        )

    def kill(self, word):
        """Kill a part and return how to tell that another one took its place."""
        victim = self.member(word)
        assert victim, f"{word} does not run:\n{self.said()}"
        os.kill(victim, signal.SIGKILL)
        return lambda: self.member(word) not in {None, victim}

    def redaktion(self, *words):
        return subprocess.run(
            [sys.executable, "-m", "app.cli", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def sign_in(self):
        self.mb, self.desk, self.lead = (Person(self.client, name) for name in ("mb", "desk1", "mb.lead"))

    def submit(self, seconds):
        """Hand in a post for portal and console, due in so many seconds."""
        post = self.mb.submit(self.mb.write(channels=BOTH, at=soon(seconds)))
        self.posts.append(post)
        return post

    def approve(self, post):
        self.desk.approve(post)
        return self.lead.approve(post)

    def deliveries(self, post):
        return self.mb.read(post)["deliveries"]

    def is_sent(self, post):
        return {row["state"] for row in self.deliveries(post)} == {"sent"}

    def lateness(self, post):
        """By how many seconds the latest of its deliveries stands there too late, by its own record."""
        parse = datetime.fromisoformat
        return max(
            (parse(row["sent_at"]) - parse(row["due_at"])).total_seconds() for row in self.deliveries(post)
        )


@pytest.fixture
def office():
    with make_data_dir() as folder:
        whole = WholeOffice(folder)
        try:
            wait_until(whole.answers, 60)
            whole.sign_in()
            wait_until(lambda: "dispatcher.started" in whole.said(), 30)
            wait_until(lambda: whole.member("worker"), 30)
            yield whole
        finally:
            whole.client.close()
            whole.process.kill()
            whole.process.wait()
            whole.log.close()
            wait_until(lambda: not any(str(folder) in command for _, command in processes().values()), 40)


def a_post_stands_there_at_its_second_and_not_before(office):
    post = office.approve(office.submit(4))
    [portal] = [row for row in post["deliveries"] if row["channel"] == "Landesportal"]
    due = datetime.fromisoformat(portal["due_at"])
    page = f"/portal/posts/{portal['id']}"
    while office.client.get(page).status_code != 200:
        seen = datetime.now(UTC)
        assert (seen - due).total_seconds() < 2
        time.sleep(0.05)
    assert datetime.now(UTC) >= due
    assert "(MB)" in office.client.get(page).text
    wait_until(lambda: office.is_sent(post))
    assert 0 <= office.lateness(post) < 2


def killing_the_web_process_between_two_steps_loses_nothing(office):
    post = office.submit(20)
    is_back = office.kill("app.cli web")
    wait_until(lambda: is_back() and office.answers(), 30)
    assert office.mb.read(post)["state"] == "submitted"
    assert office.approve(post)["state"] == "scheduled"


def killing_dispatcher_and_worker_delays_and_neither_loses_nor_doubles(office):
    post = office.approve(office.submit(2))
    dispatcher_is_back = office.kill("app.cli dispatcher")
    worker_is_back = office.kill("app.cli worker")
    wait_until(lambda: dispatcher_is_back() and worker_is_back(), 30)
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
    assert office.process.wait(40) == 0, office.said()
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
