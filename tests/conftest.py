"""Real servers, real migrations: a PostgreSQL and a Valkey per test process, a database per need, cloned in 30 ms."""

import contextlib
import gc
import os
import re
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import pytest
from alembic import command
from alembic.config import Config
from argon2 import PasswordHasher
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from app import db
from app.actions import assistant, facts, sign_in
from app.embedded.postgres import Postgres
from app.embedded.valkey import Valkey
from app.keys import make_pair
from app.loading.demo import load_demo
from app.otp import make_key_file
from app.settings import settings
from app.throttle import throttle
from tests.embedded.conftest import make_data_dir
from tests.once import create_engine_again, serve_again

ROOT = Path(__file__).resolve().parents[1]
PASSWORD = "ein-langes-wort-zum-testen"
LIMITS = (
    "sign_ins_per_account",
    "sign_ins_per_address",
    "requests_per_account",
    "requests_per_token",
    "costly_requests",
    "reports_per_address",
)
UNTHROTTLED = dict.fromkeys(LIMITS, 1_000_000)
"""The tests sign in and ask more often than anybody; those about limits set their own."""
UNHURRIED = {"call_budget_s": 120, "soft_limit_s": 130, "hard_limit_s": 140, "lease_s": 160}
"""A machine under load may stand still for longer than a call may take; what a short budget does has its own tests."""
OWN = ("REDAKTION_", "PGHOST", "PGPORT", "PGUSER")


def pytest_collection_modifyitems(items):
    """Do not end with what takes longest, so that neither process waits for the other."""
    items.sort(key=lambda item: item.path.name != "test_whole_office.py")


def pytest_collection_finish():
    """Spare the garbage collector what stays to the end, and let it come less often: it took a third of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


def longer(limit):
    """Four times what a statement, a lock or a transaction may take; their order stays."""
    return f"timeout={4 * int(limit[1])}s"


@pytest.fixture(scope="session", autouse=True)
def quick_parts():
    """Hash passwords cheaply, for no test is about how hard that is, and let the statements that one test has
    compiled serve the next; each office still has connections of its own. Wait for the assistant, for the counters
    and for the database for as long as a busy machine needs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sign_in, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        patch.setattr(db, "create_engine", create_engine_again)
        patch.setattr(assistant, "LONGEST_S", 60)
        patch.setattr("app.throttle.STORE_TIMEOUT_S", 60)
        patch.setattr(facts, "GATE_LIMITS", [(name, "60s") for name, _ in facts.GATE_LIMITS])
        patch.setattr(db, "TIMEOUTS", re.sub(r"timeout=(\d+)s", longer, db.TIMEOUTS))
        yield


@pytest.fixture(scope="session")
def data_dir():
    with make_data_dir() as folder:
        yield folder


@pytest.fixture(scope="session")
def postgres(data_dir):
    server = Postgres(data_dir)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def valkey(data_dir):
    server = Valkey(data_dir)
    server.start()
    yield server
    server.stop()


class KeyFolders(NamedTuple):
    public: Path
    private: Path


@pytest.fixture(scope="session")
def keys(data_dir):
    """The two folders of a pair of keys."""
    folders = KeyFolders(data_dir / "keys" / "public", data_dir / "keys" / "private")
    make_pair(*folders)
    return folders


@pytest.fixture(scope="session")
def second_factor_key(data_dir):
    """The file with the key of the second factors."""
    path = data_dir / "keys" / "second-factor.key"
    make_key_file(path)
    return path


@pytest.fixture(scope="session")
def peers(tmp_path_factory):
    """Other people's servers by platform, with an account on each; what they lack is named and fails the test."""
    from app.embedded.peers import BlueskyPeer, MastodonPeer, install

    installed = install()
    folder = tmp_path_factory.mktemp("peers")
    servers = {kind.platform: kind(installed, folder) for kind in (BlueskyPeer, MastodonPeer)}
    with contextlib.ExitStack() as stack:
        for server in servers.values():
            stack.callback(server.stop)
            server.start()
        yield servers


@contextlib.contextmanager
def environment(**values):
    """Set REDAKTION_ variables and forget what was made from the old ones."""
    kept = {name: value for name, value in os.environ.items() if name.startswith("REDAKTION_")}
    chromium = {name: value for name, value in kept.items() if name == "REDAKTION_CHROMIUM"}
    for name in kept:
        del os.environ[name]
    values = UNTHROTTLED | UNHURRIED | values
    os.environ.update({f"REDAKTION_{name.upper()}": str(value) for name, value in values.items()} | chromium)
    forget()
    try:
        yield
    finally:
        forget()
        for name in [name for name in os.environ if name.startswith("REDAKTION_")]:
            del os.environ[name]
        os.environ.update(kept)


def forget():
    if db.engine.cache_info().currsize:
        db.engine().dispose()
    for cached in (settings, db.engine, db.sessions, throttle):
        cached.cache_clear()


@contextlib.contextmanager
def acting_as_publisher(postgres, database, keys, **values):
    """Let this process be a publisher for a while: its role in the database, and the private keys."""
    values = {
        "database_url": postgres.url("redaktion_publisher", database),
        "private_keys": keys.private,
    } | values
    with pytest.MonkeyPatch.context() as patch:
        for name, value in values.items():
            patch.setenv(f"REDAKTION_{name.upper()}", str(value))
        forget()
        yield
    forget()


def urls(postgres, database):
    return {
        "database_url": postgres.url("redaktion_app", database),
        "owner_database_url": postgres.url("redaktion_owner", database),
        "publisher_database_url": postgres.url("redaktion_publisher", database),
    }


@pytest.fixture(scope="session")
def superuser(postgres):
    engine = create_engine(postgres.url("postgres", "postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        # What is copied and dropped so often need not outlive a power cut.
        connection.execute(text("alter system set fsync = off"))
        connection.execute(text("select pg_reload_conf()"))
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def migrated(postgres, superuser, data_dir):
    """The name of a migrated, otherwise empty database that serves as a template."""
    with environment(**urls(postgres, "redaktion"), data_dir=data_dir):
        command.upgrade(Config(ROOT / "alembic.ini"), "head")
    return "redaktion"


@pytest.fixture(scope="session")
def demonstrated(postgres, superuser, migrated, data_dir):
    """The name of a database with register and demo people that serves as a template."""
    with superuser.connect() as connection:
        connection.execute(text(f"create database demo template {migrated} owner redaktion_owner"))
    with environment(**urls(postgres, "demo"), data_dir=data_dir, demo=1), db.transaction() as session:
        load_demo(session, ROOT / "data" / "sachsen-anhalt", PASSWORD, settings=settings())
    return "demo"


@contextlib.contextmanager
def cloned(superuser, template, _left=[]):  # noqa: B006 - the databases of tests that are over
    """A copy of a template. It is dropped when the next is made: right after a test PostgreSQL would wait for the
    connections that are just ending, which takes it 0.1 s."""
    name = f"test_{uuid4().hex}"
    with superuser.connect() as connection:
        while _left:
            connection.execute(text(f"drop database {_left.pop()} with (force)"))
        how = f"template {template} owner redaktion_owner strategy file_copy"
        connection.execute(text(f"create database {name} {how}"))
    yield name
    _left.append(name)


@pytest.fixture(scope="session")
def plain_database(superuser, migrated):
    with cloned(superuser, migrated) as name:
        yield name


@pytest.fixture(scope="session")
def plain_engine(postgres, plain_database):
    engine = create_engine(postgres.url("redaktion_app", plain_database))
    yield engine
    engine.dispose()


@pytest.fixture
def session(plain_engine):
    """A session on an empty migrated database; everything is rolled back, and no invariant may be broken."""
    with plain_engine.connect() as connection:
        outer = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as session:
            yield session
            session.rollback() if not session.is_active else session.flush()
            assert violations(session) == []
        outer.rollback()


def violations(session):
    return [
        tuple(row) for row in session.execute(text("select clause, delivery_id from invariant_violations"))
    ]


@pytest.fixture
def office(postgres, valkey, superuser, demonstrated, keys, second_factor_key, tmp_path):
    """The demo office with real commits on a database of its own; afterwards no invariant may be broken."""
    with cloned(superuser, demonstrated) as name:
        variables = urls(postgres, name) | {"broker_url": valkey.url(), "data_dir": tmp_path, "demo": 1}
        variables |= {"public_keys": keys.public, "second_factor_key": second_factor_key}
        with environment(**variables):
            yield name
            with db.transaction() as session:
                assert violations(session) == []


@pytest.fixture
def force(office, postgres):
    """Run SQL as somebody whom no trigger and no right holds back, and return its rows, if any."""
    engine = create_engine(postgres.url("postgres", office), isolation_level="AUTOCOMMIT")

    def run(statement, **values):
        with engine.connect() as connection:
            connection.execute(text("set session_replication_role = replica"))
            result = connection.execute(text(statement), values)
            return result.all() if result.returns_rows else []

    yield run
    engine.dispose()


@pytest.fixture
def still(office, postgres):
    """Open a session whose `now()` stands still, so that a bound can be met exactly: nobody holds it back, and what
    it wrote is rolled back."""
    engine = create_engine(postgres.url("postgres", office))

    @contextlib.contextmanager
    def stand():
        with Session(engine) as session:
            session.execute(text("set session_replication_role = replica"))
            yield session

    yield stand
    engine.dispose()


@pytest.fixture
def client(office):
    """A client of the whole application, envelope included."""
    with TestClient(serve_again(), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def people(client):
    """Demo people by the first part of their address, signed in once each: people("mb"), people("desk1")."""
    from tests.factories import Person

    known = {}

    def person(name):
        if name not in known:
            known[name] = Person(client, name)
        return known[name]

    return person
