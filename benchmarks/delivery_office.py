"""The office of the delivery benchmark: servers of its own, fifty webhooks, and approved posts that fall due.

Posts are inserted in bulk, past the triggers, as approving leaves them; from there on everything is the real thing:
the dispatcher, the workers of the Compose file's layout, the publisher's role, sealed credentials.
"""

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, text

from app import db
from app.actions.channels import register_channel
from app.actions.credentials import credential_of
from app.embedded.postgres import Postgres
from app.embedded.valkey import Valkey
from app.keys import make_pair, newest_public_key
from app.loading.demo import load_demo
from app.models.channel import ApprovalMode, ChannelScope
from app.models.credential import CredentialKind
from app.models.user import MACHINE
from app.otp import make_key_file
from app.seal import seal
from app.settings import settings

ROOT: Final = Path(__file__).resolve().parents[1]
PASSWORD: Final = "ein-wort-fuer-die-messung"  # noqa: S105 - of a database that lives for this run
SECRET: Final = "whsec_ZWluIGdlbWVpbnNhbWVzIEdlaGVpbW5pcw=="  # noqa: S105 - the fake's, which does not look at it
PARTS: Final = (("dispatcher",), ("worker", "publish"), ("worker", "remove", "reconcile"), ("beat",))
_PAYLOAD: Final = (
    "json_build_object('abbreviation', 'MB', 'alternative_url', null, 'channel_id', channel_id, 'language', 'de', "
    "'text', words, 'visibility', 'public')::text"
)
_PLAN: Final = f"""
create temp table plan on commit drop as
select *, {_PAYLOAD} as payload from (
    select n, to_timestamp(:due) + n * :step * interval '1 second' as due_at, o.id as organisation_id,
        a.id as author_id, l.id as approver_id, c.ids[1 + n % array_length(c.ids, 1)] as channel_id,
        'Meldung ' || n || ': Neue Tablets für alle Schulen. ' || repeat('Mehr dazu auf dem Landesportal. ', 8) as words,
        uuidv7() as post_id, uuidv7() as revision_id, uuidv7() as variant_id, uuidv7() as approval_id
    from generate_series(0, :number - 1) n, organisation o, "user" a, "user" l,
        (select array_agg(id order by label) as ids from channel where label like :label) c
    where o.abbreviation = 'MB' and a.email = 'mb@redaktion.example' and l.email = 'mb.lead@redaktion.example'
) rows
"""
_SHA: Final = "encode(sha256(convert_to(payload, 'UTF8')), 'hex')"
_WALL: Final = "due_at at time zone 'Europe/Berlin', 'Europe/Berlin', 0"
_ROWS: Final = (
    """insert into post (id, organisation_id, author_id, state, on_behalf, corrects, current_revision_id, submitted_at,
            neutrality_declared, justifications, updated_at, version)
        select post_id, organisation_id, author_id, 'scheduled', false, false, revision_id, now(), true, '[]', now(), 3
        from plan""",
    """insert into revision (id, post_id, number, editor_id, created_at, title, text, joint_with, media, sha256)
        select revision_id, post_id, 1, author_id, now(), 'Meldung ' || n, words, '{}', '[]', md5(n::text) from plan""",
    "insert into variant (id, post_id, channel_id, is_approved) select variant_id, post_id, channel_id, true from plan",
    f"""insert into rendering (revision_id, variant_id, payload, payload_sha256, proposed_at, proposed_wall,
            proposed_zone, proposed_fold)
        select revision_id, variant_id, payload, {_SHA}, due_at, {_WALL} from plan""",
    f"""insert into approval (id, variant_id, revision_id, approver_id, payload_sha256, due_at, window_s, created_at)
        select approval_id, variant_id, revision_id, approver_id, {_SHA}, due_at, 1800, now() from plan""",
    f"""insert into delivery (id, post_id, channel_id, revision_id, approval_id, payload, payload_sha256, due_at,
            due_wall, due_zone, due_fold, window_s, state, fence, attempts)
        select variant_id, post_id, channel_id, revision_id, approval_id, payload, {_SHA}, due_at, {_WALL}, 1800,
            'waiting', 0, 0 from plan""",
)
_READY: Final = """update channel set idempotency = 'none', access_ok = true, min_gap_s = 0, next_check_at = null,
    endpoint = :url || '/' || label where label like 'Fake %'"""


@dataclass
class Office:
    """The office while it runs; `engine` is a superuser's."""

    engine: Engine
    folder: Path
    broker: str
    environment: dict[str, str]
    log: Path
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, *words: str) -> None:
        """Start a part by the words of its command."""
        name = " ".join(words)
        with self.log.open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", "app.cli", *words],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
            )

    def end(self, words: Sequence[str] | None = None) -> None:
        """Kill one part or all."""
        names = [" ".join(words)] if words else list(self.processes)
        for name in names:
            process = self.processes.pop(name)
            process.kill()
            process.wait()

    def count_alive(self) -> int:
        """Return how many parts have given a sign of life."""
        with self.engine.connect() as connection:
            return connection.execute(text("select count(*) from worker_heartbeat")).scalar_one()

    def schedule(self, number: int, due: float, *, step_s: float = 0, label: str = "Fake %") -> None:
        """Let so many approved posts fall due at a moment of the epoch, each so many seconds after the other."""
        with self.engine.begin() as connection:
            connection.execute(text("set local session_replication_role = replica"))
            values = {"number": number, "due": due, "step": step_s, "label": label}
            connection.execute(text(_PLAN), values)
            for statement in _ROWS:
                connection.execute(text(statement))
            connection.execute(text("select pg_notify('redaktion_due', '')"))
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(
                text("vacuum analyze delivery, delivery_attempt, post, revision, approval, event")
            )

    def states(self) -> dict[str, int]:
        """Return how many deliveries are in each state."""
        with self.engine.connect() as connection:
            rows = connection.execute(text("select state, count(*) from delivery group by state"))
            return {str(state): number for state, number in rows}

    def ids(self, state: str) -> set[str]:
        """Return the ids of the deliveries in a state."""
        with self.engine.connect() as connection:
            query = text("select id from delivery where state = :state")
            return {str(one) for one in connection.execute(query, {"state": state}).scalars()}


@contextlib.contextmanager
def open_office(port: int, *, channels: int, threads: int) -> Iterator[Office]:
    """Yield an office whose webhooks are at the port, on servers that live for this run; its parts still rest."""
    with tempfile.TemporaryDirectory(prefix="redaktion-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o711)
        postgres, valkey = Postgres(folder), Valkey(folder)
        with contextlib.ExitStack() as stack:
            for server in (postgres, valkey):
                server.start()
                stack.callback(server.stop)
            environment = _make_environment(postgres, valkey, folder, port, threads)
            os.environ.update(environment)
            settings.cache_clear()
            command.upgrade(Config(ROOT / "alembic.ini"), "head")
            with db.transaction() as session:
                load_demo(session, ROOT / "data" / "sachsen-anhalt", PASSWORD, settings=settings())
            _connect(channels, folder)
            engine = create_engine(postgres.url("postgres", "redaktion"))
            stack.callback(engine.dispose)
            own = environment | {"REDAKTION_DATABASE_URL": postgres.url("redaktion_publisher")}
            own |= {"REDAKTION_PRIVATE_KEYS": str(folder / "keys" / "private")}
            office = Office(engine, folder, valkey.url(), {**os.environ, **own}, folder / "parts.log")
            with engine.begin() as connection:
                connection.execute(text(_READY), {"url": f"http://127.0.0.1:{port}"})
            stack.callback(office.end)
            db.engine().dispose()
            yield office


def _make_environment(
    postgres: Postgres, valkey: Valkey, folder: Path, port: int, threads: int
) -> dict[str, str]:
    make_pair(folder / "keys" / "public", folder / "keys" / "private")
    make_key_file(folder / "keys" / "second-factor.key")
    values = {
        "database_url": postgres.url("redaktion_app"),
        "owner_database_url": postgres.url("redaktion_owner"),
        "publisher_database_url": postgres.url("redaktion_publisher"),
        "broker_url": valkey.url(),
        "data_dir": folder,
        "public_keys": folder / "keys" / "public",
        "second_factor_key": folder / "keys" / "second-factor.key",
        "private_hosts": f"127.0.0.1:{port}",
        "worker_threads": threads,
        "demo": 1,
        "demo_empty": 1,
    }
    return {f"REDAKTION_{name.upper()}": str(value) for name, value in values.items()}


def _connect(channels: int, folder: Path) -> None:
    key = newest_public_key(folder / "keys" / "public")
    with db.transaction() as session:
        for number in range(channels):
            channel = register_channel(
                session,
                MACHINE,
                platform="webhook",
                organisation="MB",
                scope=ChannelScope.OWN,
                label=f"Fake {number:02d}",
                approval_mode=ApprovalMode.MINISTRY,
                environment=settings().environment,
                since="2026",
            )
            kind = CredentialKind.WEBHOOK
            sealed = seal({"signing_secret": SECRET}, owner_id=channel.id, kind=kind.value, key=key)
            session.add(credential_of(channel.id, kind, sealed, environment=settings().environment))


def start_parts(office: Office) -> None:
    """Start every part and wait until each has given a sign of life."""
    for words in PARTS:
        office.start(*words)
    until = time.monotonic() + 90
    while office.count_alive() < len(PARTS):
        if time.monotonic() > until:
            raise TimeoutError(office.log.read_text()[-3000:])
        time.sleep(0.2)
