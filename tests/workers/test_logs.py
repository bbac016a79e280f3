"""What operators read: every line says what it is about, and none says what nobody may read there (SECURITY AC-07)."""

import json
import os
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path

import pytest
from celery import Celery

from tests.conftest import PASSWORD
from tests.embedded.conftest import wait_until

pytestmark = pytest.mark.req("AC-07")
ROOT = Path(__file__).resolve().parents[2]
PLANTED = "planted-secret-4711"
OTHERS_ID = "01890000-0000-7000-8000-00000000beef"
WEB = """
import logging, sys
from fastapi.testclient import TestClient
from sqlalchemy import text
from app import db
from app.main import create_app
from app.envelope import Envelope
from tests.factories import Person, API

PLANTED, OTHERS_ID = sys.argv[1:]
app = create_app()

@app.get("/crash")
def crash():
    raise ValueError(f"Zeile 1 {PLANTED}\\nZeile 2")

@app.get("/database")
def break_the_database():
    with db.transaction() as session:
        session.execute(text("select cast(:value as integer)"), {"value": PLANTED})

with TestClient(Envelope(app), raise_server_exceptions=False) as client:
    mb = Person(client, "mb")
    post = mb.write(text=f"{PLANTED} steht im Text.")
    client.get(f"{API}/posts/{post['id']}", headers=mb.headers)
    answer = client.get("/nirgends", headers={"X-Request-ID": OTHERS_ID})
    print("ANSWERED", answer.headers["x-request-id"], mb.headers["Authorization"])
    for path in ("/crash", "/database", f"/x%0a{PLANTED}", f"/portal/{PLANTED}%0d%0a?token={PLANTED}"):
        client.get(path, headers={"User-Agent": PLANTED, "Authorization": f"Bearer {PLANTED}"})
    client.post(f"{API}/auth/token", json={"email": f"{PLANTED}@redaktion.example", "password": PLANTED})
    client.post(f"{API}/posts", content=f'{{"{PLANTED}"', headers={**mb.headers, "Content-Type": "text/plain"})
try:
    crash()
except ValueError:
    logging.getLogger("uvicorn.error").exception("Exception of %s\\nin line %d: %r", PLANTED, 7, PLANTED)
logging.getLogger("kombu").warning("Cannot reach %(where)s: %(error)s", {"where": PLANTED, "error": KeyError(PLANTED)})
"""
WORKER = """
import sys
from app.workers.celery_app import celery
from app.workers.run import work

@celery.task(name="housekeeping.fail")
def fail():
    raise ValueError(f"Zeile 1 {sys.argv[1]}\\nZeile 2")

work(["publish", "housekeeping"])
"""


def lines_of(*arguments):
    """Run a program and return what it wrote in lines, without Python's own words."""
    command = [sys.executable, "-c", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


@pytest.fixture
def web(office):
    written = lines_of(WEB, PLANTED, OTHERS_ID)
    [answered] = [line.split() for line in written if line.startswith("ANSWERED")]
    rest = [json.loads(line) for line in written if not line.startswith("ANSWERED")]
    return answered, rest, "\n".join(line for line in written if not line.startswith("ANSWERED"))


@pytest.fixture
def worker(real_scene, office, valkey):
    """The lines of a worker that delivered a post and failed at another task."""
    delivery_id = real_scene.approve(real_scene.write(words=f"{PLANTED} steht im Text."))[0]
    with tempfile.TemporaryFile() as output:
        command = [sys.executable, "-c", WORKER, PLANTED]
        process = subprocess.Popen(command, cwd=ROOT, env=dict(os.environ), stdout=output, stderr=output)
        try:
            with Celery(broker=valkey.url()) as celery:
                celery.send_task("deliveries.deliver", (str(delivery_id),), queue="publish")
                celery.send_task("housekeeping.fail", queue="housekeeping")
            written = lambda: os.pread(output.fileno(), 1_000_000, 0).decode()  # noqa: E731 - short
            wait_until(lambda: "delivery.done" in written() and "task.failed" in written())
        finally:
            process.kill()
            process.wait()
        yield delivery_id, [json.loads(line) for line in written().splitlines()], written()


def test_a_worker_says_which_delivery_and_which_task(worker):
    delivery_id, lines, _ = worker
    [done] = [line for line in lines if line["event"] == "delivery.done"]
    assert (done["delivery_id"], done["state"]) == (str(delivery_id), "sent")
    assert done["task"] in {"deliveries.deliver", "deliveries.first"}, "a bell's, or the one without a bell"
    [failed] = [line for line in lines if line["event"] == "task.failed"]
    assert (failed["task"], failed["error"]) == ("housekeeping.fail", "ValueError")
    assert all(uuid.UUID(line["task_id"]) and line["service"] == "worker" for line in (done, failed))


def test_no_text_is_in_any_line_of_a_worker(worker):
    _, lines, written = worker
    assert len(lines) >= 2
    assert PLANTED not in written


def test_a_request_has_an_id_of_our_own_in_its_lines_and_in_its_answer(web):
    (_, request_id, *_), lines, written = web
    assert uuid.UUID(request_id).version == 7
    assert OTHERS_ID not in written
    [line] = [line for line in lines if line.get("request_id") == request_id]
    assert line["event"] == "request.answered"
    assert (line["service"], line["route"], line["status"]) == ("web", "none", 404)
    crashed = [line for line in lines if line["event"] == "request.crashed"]
    assert all(line["request_id"] for line in crashed)
    assert {line["error"] for line in crashed} == {"ValueError"}


def test_who_acts_and_on_what_is_said_by_id(web):
    _, lines, _ = web
    [read] = [line for line in lines if line.get("route") == "/api/v1/posts/{post_id}"]
    assert uuid.UUID(read["actor_id"])
    assert uuid.UUID(read["post_id"])
    assert "actor_id" not in next(line for line in lines if line.get("route") == "none")


def test_every_line_is_json_with_an_instant_in_utc(web):
    _, lines, _ = web
    assert len(lines) > 10
    assert all(line["timestamp"].endswith("Z") for line in lines)
    assert all("\n" not in str(value) and "\r" not in str(value) for line in lines for value in line.values())


def test_what_libraries_say_keeps_its_words_and_loses_its_values(web):
    _, lines, _ = web
    said = {line["library"]: line for line in lines if line["event"] == "library.said"}
    assert said["uvicorn.error"]["words"] == "Exception of –\\u000ain line 7: '–'"
    assert said["uvicorn.error"]["error"] == "ValueError"
    assert said["kombu"]["words"] == "Cannot reach –: KeyError"


def test_no_text_token_password_or_address_is_in_any_line(web):
    (*_, token), _, written = web
    assert PLANTED not in written
    assert PASSWORD not in written
    assert token not in written
    assert "@redaktion.example" not in written
    assert "Tablets" not in written
