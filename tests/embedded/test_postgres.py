import os
import shutil
import stat
import tempfile
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.pool import NullPool

from app.embedded.places import SHARED
from app.embedded.postgres import Postgres


@pytest.fixture(scope="module")
def server(shared_data_dir):
    server = Postgres(shared_data_dir)
    yield server
    server.stop()


@pytest.fixture
def postgres(server):
    if not server.is_ready():
        server.start()
    return server


def ask(server, role, question):
    with create_engine(server.url(role), poolclass=NullPool).connect() as connection:
        return connection.execute(text(question)).scalar_one()


def do(server, role, statement):
    with create_engine(server.url(role), poolclass=NullPool).begin() as connection:
        connection.execute(text(statement))


def test_owner_owns_the_database_and_nobody_but_postgres_is_superuser(postgres):
    owner = "select pg_get_userbyid(datdba) from pg_database where datname = 'redaktion'"
    assert ask(postgres, "redaktion_app", owner) == "redaktion_owner"
    superusers = (
        "select string_agg(rolname, ',') from pg_roles where rolsuper or rolcreaterole or rolcreatedb"
    )
    assert ask(postgres, "redaktion_app", superusers) == "postgres"


def test_owner_can_create_the_extensions_and_app_cannot_create_tables(postgres):
    for extension in ("pg_trgm", "unaccent", "btree_gist", "citext"):
        do(postgres, "redaktion_owner", f"create extension {extension}")
    with pytest.raises(ProgrammingError, match="permission denied"):
        do(postgres, "redaktion_app", "create table mine ()")


def test_it_keeps_what_it_committed_and_listens_on_no_port(postgres):
    assert ask(postgres, "redaktion_app", "show fsync") == "on"
    assert ask(postgres, "redaktion_app", "show synchronous_commit") == "on"
    assert ask(postgres, "redaktion_app", "show listen_addresses") == ""
    assert ask(postgres, "redaktion_app", "show server_encoding") == "UTF8"


def test_nobody_else_can_enter_the_folder_of_the_socket(postgres):
    assert stat.S_IMODE(postgres.sockets.stat().st_mode) == 0o700


def test_a_second_start_finds_the_data_again(shared_data_dir, postgres):
    do(postgres, "redaktion_owner", "create table kept as select 7 as number")
    postgres.stop()
    with pytest.raises(OperationalError):
        ask(postgres, "redaktion_owner", "select 1")
    postgres.start()
    assert ask(Postgres(shared_data_dir), "redaktion_owner", "select number from kept") == 7


def test_a_hard_kill_does_not_stop_the_next_start(postgres):
    do(postgres, "redaktion_owner", "create table killed as select 7 as number")
    postgres.process.kill()
    postgres.process.wait()
    postgres.start()
    assert ask(postgres, "redaktion_owner", "select number from killed") == 7


def test_a_recorded_number_that_is_somebody_elses_now_does_not_stop_the_start(postgres):
    recorded = (postgres.data / "postmaster.pid").read_text().splitlines()
    postgres.stop()
    somebody_else = [str(os.getppid()), *recorded[1:]]
    (postgres.data / "postmaster.pid").write_text("\n".join(somebody_else) + "\n")
    (postgres.sockets / ".s.PGSQL.5432.lock").write_text("\n".join(somebody_else) + "\n")
    postgres.start()
    assert ask(postgres, "redaktion_app", "select 1") == 1


def test_a_long_odd_path_gets_a_short_plain_socket(data_dir):
    odd = Postgres(data_dir / "Öffentlichkeit, und Presse" / ("lang" * 30))
    try:
        odd.start()
        assert len(str(odd.sockets)) < 40
        assert ask(odd, "redaktion_app", "select 1") == 1
    finally:
        odd.stop()
        shutil.rmtree(odd.sockets)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's folders can be closed to the server's account")
def test_below_a_closed_folder_of_root_the_data_move_and_stay_there():
    closed = Path(tempfile.mkdtemp(prefix="redaktion-"))
    moved = Postgres(closed / "data")
    try:
        assert moved.home.is_relative_to(SHARED)
        moved.start()
        assert ask(moved, "redaktion_app", "select 1") == 1
        closed.chmod(0o755)
        assert Postgres(closed / "data").home == moved.home
    finally:
        moved.stop()
        shutil.rmtree(moved.home.parent)
        shutil.rmtree(closed)
