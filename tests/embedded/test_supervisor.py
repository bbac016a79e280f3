import os
import signal
import socket

import psycopg
import pytest

from app.embedded.valkey import Valkey

RUNNING = "worker is at work"
SERVERS_AND_SERVICES = (
    "postgres -D",
    "checkpointer",
    "valkey-server",
    " web ",
    " dispatcher",
    " worker",
    "sleep",
)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL])
def test_it_announces_its_address_and_whatever_ends_it_no_process_is_left(open_office, eventually, number):
    office = open_office()
    office.wait_until_said(RUNNING)
    assert f"Redaktionssystem läuft: http://127.0.0.1:{office.port} " in office.said()
    family = office.family()
    for part in SERVERS_AND_SERVICES:
        assert any(part in command for command in family.values()), part

    office.process.send_signal(number)

    assert office.wait() == (-signal.SIGKILL if number == signal.SIGKILL else 0)
    eventually(lambda: office.is_gone(family))
    if number != signal.SIGKILL:
        assert "worker has finished its call" in office.said()
        assert office.said().endswith("Redaktionssystem ist beendet.\n")


def test_a_killed_office_opens_again_on_the_same_data(open_office):
    first = open_office()
    first.wait_until_said(RUNNING)
    first.process.kill()
    first.wait()
    open_office().wait_until_said(RUNNING)


def test_killed_children_are_started_again(open_office, eventually, data_dir):
    office = open_office()
    office.wait_until_said(RUNNING)
    killed = {part: office.member(part) for part in ("postgres -D", "valkey-server", " dispatcher")}
    for pid in killed.values():
        os.kill(pid, signal.SIGKILL)
    for part, pid in killed.items():
        eventually(lambda part=part, pid=pid: office.member(part) not in (None, pid))
    for name in ("PostgreSQL", "Valkey", "dispatcher"):
        assert f"{name} ist ausgefallen (Signal SIGKILL); Neustart in 1 s" in office.said()
    eventually(Valkey(data_dir).is_ready)
    eventually(lambda: can_ask(data_dir))


def test_a_second_office_on_the_same_data_says_where_the_first_one_is(open_office):
    first = open_office()
    first.wait_until_said(RUNNING)
    second = open_office()
    assert second.wait() == 1
    assert (
        f"läuft mit diesen Daten schon: http://127.0.0.1:{first.port} (Prozess {first.process.pid}"
        in second.said()
    )
    assert first.process.poll() is None


def test_a_port_in_use_is_named_with_what_to_do(open_office):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        office = open_office(port)
        assert office.wait() == 1
    assert f"Port {port} ist schon belegt" in office.said()
    assert f"--port {port + 1}" in office.said()


def test_a_failed_migration_ends_the_start_with_its_code(open_office):
    office = open_office(OFFICE_MIGRATE_CODE="3")
    assert office.wait() == 3
    assert "Das ist gescheitert" in office.said()
    assert "web is here" not in office.said()


def test_the_operators_own_servers_are_used_where_they_are_named(open_office):
    office = open_office(
        REDAKTION_DATABASE_URL="postgresql://elsewhere", REDAKTION_BROKER_URL="redis://elsewhere"
    )
    office.wait_until_said(RUNNING)
    assert "web is here with postgresql://elsewhere" in office.said()
    assert not office.member("postgres -D")
    assert not office.member("valkey-server")


@pytest.mark.req("CC-03")
@pytest.mark.req("CC-04")
def test_each_part_knows_what_it_needs_and_no_more(open_office):
    office = open_office()
    for word, role, confided in (
        ("migrate", "app", ["OWNER_DATABASE_URL", "PUBLISHER_DATABASE_URL"]),
        ("web", "app", ["SECOND_FACTOR_KEY"]),
        ("dispatcher", "publisher", ["PRIVATE_KEYS"]),
        ("worker", "publisher", ["PRIVATE_KEYS"]),
        ("watcher", "app", []),
    ):
        office.wait_until_said(f"{word} is confided {confided}\n")
        assert f"{word} is here with postgresql+psycopg://redaktion_{role}@" in office.said()


@pytest.mark.req("CC-02")
def test_the_first_start_makes_a_pair_of_keys_and_the_next_ones_keep_it(open_office, data_dir):
    first = open_office()
    first.wait_until_said(RUNNING)
    key = data_dir / "keys" / "private" / "credentials-1.private.pem"
    made = key.read_bytes()
    codes_key = data_dir / "keys" / "second-factor.key"
    made_for_codes = codes_key.read_bytes()
    assert [file.stat().st_mode & 0o777 for file in (key, codes_key)] == [0o600] * 2
    first.process.send_signal(signal.SIGTERM)
    first.wait()
    open_office().wait_until_said(RUNNING)
    assert (key.read_bytes(), codes_key.read_bytes()) == (made, made_for_codes)
    assert [path.name for path in (data_dir / "keys" / "public").iterdir()] == ["credentials-1.public.pem"]


@pytest.mark.req("CC-03")
def test_the_operators_own_keys_and_roles_are_used_where_they_are_named(open_office, data_dir, tmp_path):
    office = open_office(
        REDAKTION_DATABASE_URL="postgresql://web",
        REDAKTION_PUBLISHER_DATABASE_URL="postgresql://publisher",
        REDAKTION_PRIVATE_KEYS=str(tmp_path),
        REDAKTION_SECOND_FACTOR_KEY=str(tmp_path / "second-factor.key"),
    )
    office.wait_until_said("web is here with postgresql://web\n")
    office.wait_until_said("worker is here with postgresql://publisher\n")
    assert not (data_dir / "keys").exists()


def test_a_second_signal_ends_the_patience_with_a_worker_that_does_not_listen(open_office):
    office = open_office(OFFICE_IS_STUBBORN="1")
    office.wait_until_said(RUNNING)
    office.process.send_signal(signal.SIGINT)
    office.wait_until_said("Redaktionssystem hält an")
    assert office.process.poll() is None
    office.process.send_signal(signal.SIGINT)
    assert office.wait() == 0


def can_ask(data_dir):
    home = next(data_dir.glob("postgres-*"))
    try:
        with psycopg.connect(host=str(home), user="redaktion_app", dbname="redaktion") as connection:
            return connection.execute("select 1").fetchone() == (1,)
    except psycopg.OperationalError:
        return False
