"""A planted secret is found nowhere: every platform fails in every way and repeats it, and then everything is searched.

The control: what was planted openly is found in the same places by the same search.
"""

import contextlib
import subprocess
import threading
from pathlib import Path

import pytest
import redis
from celery import Celery
from sqlalchemy import create_engine, text

from app.embedded.binaries import postgres_binaries
from app.embedded.postgres import Postgres
from app.embedded.valkey import Valkey
from app.models.channel import ChannelScope
from app.webhooks import SECRET_PREFIX
from tests.api.parts import register
from tests.channels.ugly import Ugly
from tests.conftest import environment
from tests.embedded.conftest import processes, wait_until
from tests.factories import API, Person, soon
from tests.workers.canaries import (
    CANARIES,
    MASTODON,
    SECRETS,
    SERVERS,
    SIGNING,
    forms_of,
    found_in,
    open_servers,
    refusing,
)
from tests.workers.whole_office import open_office

pytestmark = [pytest.mark.req("CC-06"), pytest.mark.xdist_group("leaks")]
CONTROL = "kontrolle/offen+4711=hier"
KNOWN = {
    "database": CONTROL,
    "files": CONTROL,
    "responses": CONTROL,
    "redis": CONTROL,
    "celery": CONTROL,
    "logs": "delivery.done",
    "metrics": "redaktion_deliveries",
    "record": "channel.connect",
    "processes": "REDAKTION_PRIVATE_KEYS",
}
"""What is openly in each place; a place in which it is not found was not searched."""


class Witness:
    """Sees everything the office says and does while it runs."""

    def __init__(self, office):
        self.office = office
        self.postgres, self.valkey = Postgres(office.folder), Valkey(office.folder)
        self.engine = create_engine(self.postgres.url("postgres"), isolation_level="AUTOCOMMIT")
        self.redis = redis.Redis(unix_socket_path=str(self.valkey.socket))
        self.responses, self.commands = [], []
        self.shown, self.hook_secrets = [], []
        office.client.event_hooks = {"response": [self.read]}
        threading.Thread(target=self.listen, daemon=True).start()

    def close(self):
        self.engine.dispose()
        self.redis.close()

    def read(self, answer):
        answer.read()
        self.responses += [repr(answer.headers.raw).encode(), answer.content]

    def listen(self):
        with contextlib.suppress(redis.ConnectionError), self.redis.monitor() as monitor:
            for command in monitor.listen():
                self.commands.append(command["command"].encode())

    def run(self, statement, **values):
        with self.engine.connect() as connection:
            result = connection.execute(text(statement), values)
            return result.all() if result.returns_rows else []

    def contents_of_redis(self):
        reads = {
            b"string": "get",
            b"hash": "hgetall",
            b"list": "lrange",
            b"set": "smembers",
            b"zset": "zrange",
        }
        for key in self.redis.scan_iter():
            span = (0, -1) if self.redis.type(key) in {b"list", b"zset"} else ()
            yield repr((key, getattr(self.redis, reads[self.redis.type(key)])(key, *span))).encode()

    def contents_of_files(self):
        for path in {*self.office.folder.rglob("*"), *self.postgres.home.rglob("*")}:
            if path.is_file() and path.suffix != ".pem":
                with contextlib.suppress(FileNotFoundError):  # servers tidy up behind themselves
                    yield path.read_bytes()

    def contents_of_processes(self):
        for pid in family_of(self.office.process.pid):
            for name in ("cmdline", "environ"):
                with contextlib.suppress(OSError):
                    yield Path("/proc", str(pid), name).read_bytes()

    def dump(self):
        command = [
            postgres_binaries() / "pg_dump",
            "-h",
            self.postgres.sockets,
            "-U",
            "postgres",
            "redaktion",
        ]
        return subprocess.run(command, capture_output=True, check=True).stdout

    def places(self, post):
        timeline = self.office.mb.get(f"/posts/{post['id']}/timeline", limit=100).content
        events = repr(self.run("select e.* from event e")).encode()
        audit = self.office.redaktion("audit", "verify")
        return {
            "metrics": self.office.client.get("/metrics").content,
            "record": timeline + events + (audit.stdout + audit.stderr).encode(),
            "database": self.dump(),
            "redis": b"\n".join(self.contents_of_redis()),
            "celery": b"\n".join(self.commands),
            "responses": b"\n".join(self.responses),
            "processes": b"\n".join(self.contents_of_processes()),
            "logs": self.office.said().encode(),
            "files": b"\n".join(self.contents_of_files()),
        }


def family_of(pid):
    everybody, found = processes(), {pid}
    while more := {child for child, (parent, _) in everybody.items() if parent in found} - found:
        found |= more
    return found


def body_of(name, server):
    platform = name.split()[0]
    path = "/haken" if platform == "webhook" else ""
    return {"platform": platform, "endpoint": f"{server.url}{path}", **SECRETS[platform]}


def connect_all(witness, servers):
    """Connect a channel of MB to each server, after trying whatever a person may do wrong with a secret."""
    office, channels = witness.office, {}
    with environment(database_url=witness.postgres.url("redaktion_app"), data_dir=office.folder):
        for name in servers:
            channels[name] = register(name.split()[0], f"Kanal {name}", "MB", ChannelScope.OWN)
    kanal = Person(office.client, "kanal")
    for name, server in servers.items():
        path, body = f"/channels/{channels[name]}/credentials", body_of(name, server)
        for wrong in (
            {**body, "platform": "twitter"},
            {**body, "endpoint": f"https://x:{MASTODON}@social.example"},
            {**body, "access_token": [MASTODON], "app_password": {"x": MASTODON}, "signing_secret": MASTODON},
            MASTODON,
        ):
            assert kanal.put(path, wrong).status_code == 422
        assert kanal.put(path, body).status_code == 200
    assert kanal.client.put(f"{API}/channels/{MASTODON}", headers=kanal.headers).status_code == 404
    crash_while_connecting(witness, kanal, f"/channels/{channels['webhook 500']}/credentials", servers)


def crash_while_connecting(witness, kanal, path, servers):
    """Let the database refuse the row that holds what was sealed."""
    witness.run("alter table credential add constraint never check (kind <> 'webhook') not valid")
    body = body_of("webhook 500", servers["webhook 500"])
    assert kanal.put(path, body).status_code == 500
    witness.run("alter table credential drop constraint never")


def publish_to_all(witness, servers):
    """Publish a post on every channel, as if each had been let in, and wait until each call has failed."""
    office = witness.office
    wait_until(lambda: all(server.requests for server in servers.values()), 60)  # the preflights
    witness.run(
        "update channel set idempotency = 'key', access_ok = true, min_gap_s = 0, paused_until = null,"
        " next_check_at = now() + interval '1 hour' where label like 'Kanal %'"
    )
    labels = [f"Kanal {name}" for name in servers]
    post = office.mb.submit(office.mb.write(channels=labels, at=soon(1), title=f"Intern {CONTROL}"))
    office.lead.approve(post)

    untold = (
        "select 1 from delivery d join channel c on c.id = d.channel_id where c.label like 'Kanal %' and not exists"
        " (select from delivery_attempt a where a.delivery_id = d.id and a.error is not null)"
    )
    wait_until(lambda: not witness.run(untold), 90)
    assert office.mb.read(post)["id"] == post["id"]
    return post


def try_a_hook(witness, receiver):
    """Make a hook whose receiver repeats its secrets, the first and a renewed one, and fails; wait until it was told."""
    lead = witness.office.lead
    receiver.mood = lambda line, _: refusing(500, witness.hook_secrets)(line, receiver.requests[-1])
    body = {"organisation": "MB", "name": "Leitstand", "url": f"{receiver.url}/haken", "groups": ["channels"]}
    made = lead.post("/hooks", body)
    path = f"/hooks/{made.json()['id']}"
    for answer in (made, lead.post(f"{path}/secret")):
        secret = answer.json()["secret"]
        witness.shown.append(answer.content)
        witness.hook_secrets += [secret, secret.removeprefix(SECRET_PREFIX)]
    assert lead.post(f"{path}/test").status_code == 202
    wait_until(lambda: lead.get(path).json()["last_error"])


def plant_openly(witness):
    """Send a task that nobody takes, as Celery writes it."""
    sender = Celery(broker=witness.valkey.url(), set_as_current=False)
    sender.send_task("nobody.takes", (CONTROL,), queue="control")
    sender.close()


@pytest.fixture(scope="module")
def searched():
    """Everything that was seen of a full run, by its place; and what the servers heard."""
    with open_servers() as servers, Ugly() as receiver, contextlib.ExitStack() as stack:
        hosts = " ".join(server.host for server in (*servers.values(), receiver))
        with open_office(private_hosts=hosts) as office:
            witness = stack.enter_context(contextlib.closing(Witness(office)))
            connect_all(witness, servers)
            try_a_hook(witness, receiver)
            post = publish_to_all(witness, servers)
            plant_openly(witness)
            keys = [path.read_bytes() for path in (office.folder / "keys" / "private").iterdir()]
            yield witness.places(post), servers, keys, witness


def test_the_secrets_were_used_and_every_server_failed(searched):
    _, servers, _, witness = searched
    for name, server in servers.items():
        said = b"\n".join(repr((heard.headers, heard.body)).encode() for heard in server.requests)
        expected = {"mastodon": MASTODON, "bluesky": "kanal.example", "webhook": "webhook-signature"}[
            name.split()[0]
        ]
        assert expected.encode() in said, name
    rows = witness.run(
        "select d.state, d.hold_reason from delivery d join channel c on c.id = d.channel_id"
        " where c.label like 'Kanal %'"
    )
    assert len(rows) == len(SERVERS)
    assert {row.state for row in rows} <= {"held", "unclear", "waiting"}


@pytest.mark.parametrize("place", KNOWN)
def test_no_secret_is_found_in(searched, place):
    places, *_ = searched
    assert found_in(places[place], CANARIES) == set()


@pytest.mark.req("CC-05")
@pytest.mark.parametrize("place", KNOWN)
def test_the_secret_of_a_hook_is_only_in_the_answer_that_shows_it_once(searched, place):
    places, *_, witness = searched
    content = places[place]
    for answer in witness.shown:
        assert content.count(answer) == (place == "responses")
        content = content.replace(answer, b"")
    assert len(witness.hook_secrets) == 4
    assert found_in(content, witness.hook_secrets) == set()


@pytest.mark.parametrize("place", KNOWN)
def test_what_was_planted_openly_is_found_in(searched, place):
    places, *_ = searched
    assert found_in(places[place], [KNOWN[place]])


@pytest.mark.req("CC-02")
@pytest.mark.parametrize("place", KNOWN)
def test_no_private_key_is_found_in(searched, place):
    places, _, keys, _ = searched
    assert keys
    for key in keys:
        lines = [line for line in key.splitlines() if b"-----" not in line]
        assert not any(line in places[place] for line in lines if len(line) > 20)


@pytest.mark.req("CC-03")
def test_the_pages_do_not_even_know_where_the_private_keys_are(searched):
    *_, witness = searched
    knows = {
        word: b"REDAKTION_PRIVATE_KEYS"
        in Path("/proc", str(witness.office.member(word)), "environ").read_bytes()
        for word in ("app.cli web", "app.cli dispatcher", "app.cli worker")
    }
    assert knows == {"app.cli web": False, "app.cli dispatcher": True, "app.cli worker": True}


@pytest.mark.parametrize("secret", [*CANARIES, CONTROL, SIGNING])
@pytest.mark.parametrize("before", ["", "B", "Be", "Bea"])
def test_the_search_finds_every_form(secret, before):
    for form in forms_of(secret):
        assert found_in(b"..." + form + b"...", [secret]) == {secret}
    import base64

    whole = base64.b64encode(f"{before}{secret} und mehr".encode())
    assert found_in(whole, [secret]) == {secret}
    assert found_in(whole[3:], ["etwas anderes, das fehlt"]) == set()
