"""The stream that tells open pages of a change: what it says, to whom, how long, and that nothing is missed."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, closing, contextmanager

import httpx2
import pytest
from sqlalchemy import text

from app import db
from app.main import create_app
from app.queries.changes import find_change, find_position
from app.web import lookout
from tests.web.listening import listening
from tests.web.visitors import HTML, Visitor


@pytest.fixture
def ear(client, desk):
    """Return a function that opens a stream as somebody; what it yields are the stream's lines."""
    cookies = {}

    @contextmanager
    def listen(name, *, after=None, last=None, address=desk):
        if name and name not in cookies:
            cookies[name] = Visitor(client, name).client.cookies.get("session")
        place = position() if after is None else after
        headers = {"Accept": "text/event-stream"} | ({"Last-Event-ID": str(last)} if last else {})
        with (
            httpx2.Client(
                trust_env=False, cookies={"session": cookies[name]} if name else {}, timeout=60
            ) as caller,
            caller.stream("GET", f"{address}/live?after={place}", headers=headers) as answer,
        ):
            yield answer

    return listen


def position():
    with db.transaction() as session:
        return find_position(session)


def words(answer):
    """The lines of a stream that say something."""
    return (line for line in answer.iter_lines() if line and not line.startswith((":", "retry")))


def test_a_page_learns_that_something_changed_and_nothing_of_what(ear, people):
    mb = people("mb")
    with ear("desk1") as answer:
        assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert (answer.headers["cache-control"], answer.headers["x-accel-buffering"]) == ("no-store", "no")
        mb.submit(mb.write())
        said = words(answer)
        place, told = next(said), next(said)
    assert place == f"id: {position()}"
    assert told == "data: changed"


def test_what_happened_between_two_connections_is_told_at_the_next(ear, people):
    with ear("desk1", after=position()):
        pass
    before = position()
    people("mb").write()
    with ear("desk1", after=0, last=before) as answer:
        assert next(words(answer)) == f"id: {position()}"
    with ear("desk1", after=0, last="kein Ort") as answer:
        assert next(words(answer)) == f"id: {position()}", "whoever names no place is told once"


def test_each_of_two_processes_tells_what_the_other_one_wrote(ear, people):
    with listening(create_app()) as other, ear("desk1", address=other) as answer:
        people("mb").write()
        assert next(words(answer)) == f"id: {position()}"


def test_signing_in_and_reading_call_for_no_page_anew(visitor, people):
    post = people("mb").write()
    before = position()
    visitor("revision").look(f"/posts/{post['id']}").look("/")
    visitor("mb").look("/")
    with db.transaction() as session:
        assert find_position(session) > before
        assert find_change(session, after=before) is None


@pytest.mark.req("AU-07")
@pytest.mark.parametrize("how", ["sign_in set revoked_at = now()", '"user" set locked_at = now()'])
def test_a_stream_ends_with_the_sign_in(ear, force, monkeypatch, how):
    monkeypatch.setattr(lookout, "BEAT_S", 0.2)
    with ear("desk1") as answer:
        force(f"update {how}")
        assert list(words(answer)) == ["event: ended", "data: ended"]


def test_the_longest_a_stream_outlives_its_sign_in_is_half_a_minute():
    assert lookout.BEAT_S + lookout.LOOK_S < 30


@pytest.mark.req("AU-01")
def test_a_stranger_hears_nothing(ear):
    with ear(None, after=0) as answer:
        assert answer.status_code == 401


@pytest.mark.req("LI-01")
def test_a_person_has_six_streams_and_room_again_once_one_is_closed(ear):
    with ExitStack() as stack:
        answers = [stack.enter_context(ear("desk1")) for _ in range(6)]
        with ear("desk1") as one_more:
            assert one_more.read() == b"retry: 60000\n\n"
        with ear("desk2") as another:
            assert next(another.iter_lines()) == "retry: 3000"
        answers[0].close()
        for _ in range(600):
            with ear("desk1") as again:
                if next(again.iter_lines()) == "retry: 3000":
                    return
            time.sleep(0.1)
    raise AssertionError


def test_fifty_streams_take_no_thread_from_those_who_work(ear, desk, client):
    with ExitStack() as stack:
        names = ("mb", "mb.lead", "desk1", "desk2", "mw", "mw.lead", "revision", "mf", "mi")
        for name in names:
            for _ in range(6):
                stack.enter_context(ear(name))
        assert httpx2.get(f"{desk}/sign-in", timeout=60).status_code == 200, "as long as the streams last"


@pytest.mark.req("AU-07")
def test_a_page_that_fetches_itself_prolongs_no_sign_in(visitor, ear):
    mb = visitor("mb")

    def seen_at():
        with db.transaction() as session:
            return session.execute(text("select seen_at from sign_in where seen_at is not null")).scalar_one()

    with db.transaction() as session:
        session.execute(text("update sign_in set seen_at = now() - interval '20 minutes'"))
    before = seen_at()
    assert mb.client.get("/", headers=HTML | {"Live": "1"}).status_code == 200
    assert seen_at() == before
    mb.look("/")
    assert seen_at() > before


def test_a_server_that_is_told_to_end_ends_its_streams(office, client):
    session_cookie = Visitor(client, "mb").client.cookies.get("session")
    with closing(socket.socket()) as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
    command = [sys.executable, "-m", "app.cli", "web", "--port", str(port)]
    with subprocess.Popen(
        command, env=os.environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as server:
        try:
            address = f"http://127.0.0.1:{port}"
            await_server(address)
            with (
                httpx2.Client(trust_env=False, cookies={"session": session_cookie}, timeout=60) as caller,
                caller.stream("GET", f"{address}/live") as answer,
            ):
                lines = answer.iter_lines()
                assert next(lines) == "retry: 3000"
                server.send_signal(signal.SIGTERM)
                list(lines)
            said, _ = server.communicate(timeout=60)
            assert server.returncode in {0, -signal.SIGTERM}
            assert b"graceful" not in said, "the ten seconds that it gives to others were used up"
        finally:
            server.kill()


def await_server(address):
    for _ in range(600):
        try:
            return httpx2.get(f"{address}/healthz")
        except httpx2.ConnectError:
            time.sleep(0.1)
    raise AssertionError
