"""Backing up and restoring one's own database: what was committed comes back, what is there is never overwritten."""

import shutil
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.clock import now
from app.embedded import archive as archives
from app.embedded.archive import Archive, keep_files
from app.embedded.backup import back_up, check_copy
from app.embedded.instance import hold_data_dir
from app.embedded.launch import EmbeddedError
from app.embedded.postgres import Postgres
from app.embedded.restore import restore
from tests.embedded.conftest import ROOT, make_data_dir, wait_until

TABLES = """
create table event (number int, at timestamptz default clock_timestamp());
create table publishing_control (mode text); insert into publishing_control values ('normal');
insert into event values (1)
"""


ARRIVED = "select flush_lsn >= pg_current_wal_flush_lsn() from pg_stat_replication"
"""Whether the backup has all that was committed; the office promises that within 60 seconds (BK-01)."""


@pytest.fixture(scope="module")
def backed_up(tmp_path_factory):
    """A backup of an office with two events, the second one streamed, whose server was killed; and when each came."""
    folder = tmp_path_factory.mktemp("sicherung") / "hier"
    said = []
    with make_data_dir() as data:
        server = Postgres(data)
        server.start()
        server.ask(TABLES, "redaktion")
        server.stop()
        (data / "media").mkdir()
        (data / "media" / "bild").write_bytes(b"x")
        back_up(data, folder, keep=14, say=said.append)
        server.start()
        stream = subprocess.Popen([sys.executable, "-m", "app.embedded.archiving", str(data)], cwd=ROOT)
        wait_until(lambda: server.ask("select active from pg_replication_slots") == "t")
        between = datetime.fromisoformat(server.ask("select clock_timestamp()"))
        server.ask("insert into event values (2)", "redaktion")
        wait_until(lambda: server.ask(ARRIVED) == "t")
        server.process.kill()
        server.process.wait()
        server.process = None
        stream.wait(60)
        yield folder, between, said


def test_what_was_committed_before_a_hard_kill_comes_back_in_restore_mode(backed_up):
    folder, _, said = backed_up
    assert any("Gesichert in" in line for line in said)
    with make_data_dir() as data:
        told = []
        restore(data, folder, to=None, say=told.append)
        assert any("2 Ereignisse" in line for line in told)
        assert (data / "media" / "bild").read_bytes() == b"x"
        with pytest.raises(EmbeddedError, match="überschrieben wird sie nicht"):
            restore(data, folder, to=None, say=told.append)
        server = Postgres(data)
        server.start()
        assert server.ask("select mode from publishing_control", "redaktion") == "restore"
        server.stop()


def test_up_to_an_instant_nothing_later_comes_back(backed_up):
    folder, between, _ = backed_up
    with make_data_dir() as data:
        told = []
        restore(data, folder, to=between, say=told.append)
        assert any("1 Ereignisse" in line for line in told)


def test_a_time_before_the_first_copy_and_one_after_the_end_are_refused(backed_up):
    folder, between, _ = backed_up
    with make_data_dir() as data:
        with pytest.raises(EmbeddedError, match="So weit reicht die Sicherung nicht zurück"):
            restore(data, folder, to=between - timedelta(days=1), say=print)
        with pytest.raises(EmbeddedError, match="Reicht die Sicherung bis zum gewünschten Zeitpunkt"):
            restore(data, folder, to=now() + timedelta(days=1), say=print)
        assert not Postgres(data).data.exists()


def test_a_server_that_ends_while_it_is_asked_is_told_of_as_one_that_ended_before(backed_up, monkeypatch):
    def ask(*_):
        raise EmbeddedError("psql: server closed the connection unexpectedly")

    monkeypatch.setattr(Postgres, "is_ready", lambda _: True)
    monkeypatch.setattr(Postgres, "ask", ask)
    folder, _, _ = backed_up
    with (
        make_data_dir() as data,
        pytest.raises(EmbeddedError, match="Reicht die Sicherung bis zum gewünschten Zeitpunkt"),
    ):
        restore(data, folder, to=now() + timedelta(days=1), say=print)


def test_a_damaged_copy_is_not_restored(backed_up, tmp_path):
    folder, _, _ = backed_up
    damaged = tmp_path / "beschaedigt"
    shutil.copytree(folder, damaged)
    [copy] = Archive(damaged).copies()
    with (copy.folder / "base.tar.gz").open("r+b") as file:
        file.seek(1000)
        file.write(b"kaputt")
    with pytest.raises(EmbeddedError, match="pg_verifybackup"):
        check_copy(copy.folder)
    with make_data_dir() as data, pytest.raises(EmbeddedError):
        restore(data, damaged, to=None, say=print)


def test_another_major_version_is_named(backed_up, tmp_path, monkeypatch):
    folder, _, _ = backed_up
    monkeypatch.setattr("app.embedded.restore.binaries.postgres_version", lambda: "19.1.0")
    with (
        make_data_dir() as data,
        pytest.raises(EmbeddedError, match="PostgreSQL 18, diese Fassung bringt 19"),
    ):
        restore(data, folder, to=None, say=print)


def test_an_office_that_runs_is_not_restored_over(backed_up):
    folder, _, _ = backed_up
    with (
        make_data_dir() as data,
        hold_data_dir(data, "http://127.0.0.1:8000"),
        pytest.raises(EmbeddedError, match="läuft mit diesen Daten schon"),
    ):
        restore(data, folder, to=None, say=print)


def test_a_folder_without_a_copy_or_of_another_installation_is_refused(backed_up, tmp_path):
    with make_data_dir() as data, pytest.raises(EmbeddedError, match="keine vollständige Kopie"):
        restore(data, tmp_path, to=None, say=print)
    folder, _, _ = backed_up
    with pytest.raises(EmbeddedError, match="gehört zu einer anderen Installation"):
        Archive(folder).open("4711")


def test_without_a_database_there_is_nothing_to_back_up(tmp_path):
    with make_data_dir() as data, pytest.raises(EmbeddedError, match="keine Datenbank"):
        back_up(data, tmp_path, keep=1, say=print)


def test_old_copies_go_and_images_are_kept_once(tmp_path):
    kept = Archive(tmp_path)
    kept.open("1")
    for number in range(3):
        copy = tmp_path / "base" / f"2026112{number}T000000Z"
        copy.mkdir()
        facts = {"finished_at": "2026-11-22T00:00:00Z", "major": "18", "timeline": number + 1}
        archives.describe_copy(copy, facts)
        kept.wal(number + 1).mkdir()
    kept.prune(2)
    assert [copy.timeline for copy in kept.copies()] == [2, 3]
    assert sorted(Path(tmp_path / "wal").iterdir()) == [kept.wal(2), kept.wal(3)]
    source = tmp_path / "daten"
    (source / "media" / "ab").mkdir(parents=True)
    (source / "media" / "ab" / "cd").write_bytes(b"x")
    assert [keep_files(source, tmp_path / "files") for _ in range(2)] == [1, 0]
