"""`redaktion backup DIR`: a whole copy of the database, checked, and from then on the WAL as it comes into being."""

import contextlib
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from app.clock import now, rfc3339
from app.embedded import binaries
from app.embedded.archive import NOTE, SLOT, Archive, describe_copy, keep_files
from app.embedded.instance import HeldError, hold_data_dir
from app.embedded.launch import EmbeddedError, run
from app.embedded.postgres import ENVIRONMENT, Postgres

Say = Callable[[str], None]
_STREAMS_WITHIN_S: Final = 15
_SPARE: Final = 1.2
_IS_RUNNING: Final = f"select active from pg_replication_slots where slot_name = '{SLOT}'"  # noqa: S608 - our own name


def back_up(data_dir: Path, folder: Path, *, keep: int, say: Say) -> None:
    """Make a copy in the folder while the office goes on, or of one at rest. Raises EmbeddedError with what to do.

    The newest `keep` copies stay. Keys are not in it: whoever keeps both in one place gives up their protection.
    """
    server = Postgres(data_dir)
    if not server.data.exists():
        raise EmbeddedError(
            f"In {data_dir} gibt es keine Datenbank. Wo die Daten liegen, sagt --data ORDNER."
        )
    with _running(server, data_dir) as is_office:
        begun = time.monotonic()
        archive = Archive(folder)
        archive.open(server.ask("select system_identifier from pg_control_system()"))
        size = int(server.ask("select sum(pg_database_size(oid)) from pg_database"))
        _ensure_space(archive.folder, size)
        _stream(server, data_dir, archive)
        say(f"Datenbank kopieren ({size // 1_000_000} MB) ...")
        copy = _copy(server, archive)
        say("Kopie prüfen ...")
        check_copy(copy)
        timeline = int(server.ask("select timeline_id from pg_control_checkpoint()"))
        facts = {"finished_at": rfc3339(now()), "major": _major(), "timeline": timeline}
        describe_copy(copy, facts)
        say("Bilder und Ende des Protokolls kopieren ...")
        count = keep_files(data_dir, archive.folder / "files")
        archive.prune(keep)
        say(
            f"Gesichert in {time.monotonic() - begun:.1f} s: {copy}, {count} neue Dateien.".replace(
                ".", ",", 1
            )
        )
        if is_office:
            _wait_for_stream(server)
            say("Ab jetzt kommt jede Änderung sofort dazu, solange das System läuft.")
        else:
            say("Das System läuft nicht. Nach dem nächsten Start kommt jede Änderung sofort dazu.")
        say("Nicht gesichert sind die Schlüssel: bitte den Ordner keys getrennt aufbewahren.")


def check_copy(copy: Path) -> None:
    """Compare every file of a copy with its checksum in the manifest. Raises EmbeddedError."""
    tool = binaries.postgres_binaries() / "pg_verifybackup"
    run([tool, "--format=tar", "--no-parse-wal", "--quiet", "--ignore=about.json", copy], env=ENVIRONMENT)


@contextlib.contextmanager
def _running(server: Postgres, data_dir: Path) -> Iterator[bool]:
    """See that the database runs, with the office or for us alone; yield whether the office does."""
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(hold_data_dir(data_dir, "Sicherung"))
        except HeldError:
            yield True
            return
        server.start()
        stack.callback(server.stop)
        yield False


def _ensure_space(folder: Path, size: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < size * _SPARE:
        raise EmbeddedError(
            f"In {folder} sind nur {free // 1_000_000} MB frei, nötig sind etwa {int(size * _SPARE) // 1_000_000} MB.\n"
            "Bitte Platz schaffen oder einen anderen Ordner nennen."
        )


def _stream(server: Postgres, data_dir: Path, archive: Archive) -> None:
    """Let the server keep from now on what the stream has not fetched, and tell the running office to fetch it."""
    if not server.ask(_IS_RUNNING):
        server.ask(f"select pg_create_physical_replication_slot('{SLOT}', true)")
    note = data_dir / NOTE
    fresh = note.with_suffix(".new")
    fresh.write_text(str(archive.folder), encoding="utf-8")
    fresh.replace(note)


def _copy(server: Postgres, archive: Archive) -> Path:
    """Copy the whole database, with the WAL that came meanwhile; an unfinished copy of before is thrown away."""
    for left in (archive.folder / "base").iterdir():
        if not (left / "about.json").exists():
            shutil.rmtree(left)
    target = archive.folder / "base" / now().strftime("%Y%m%dT%H%M%SZ")
    options = ["--format=tar", "--gzip", "--wal-method=stream", "--checkpoint=fast", "--no-password"]
    tool = binaries.postgres_binaries() / "pg_basebackup"
    run([tool, "-D", target, *options, *server.address], env=ENVIRONMENT)
    return target


def _wait_for_stream(server: Postgres) -> None:
    until = time.monotonic() + _STREAMS_WITHIN_S
    while server.ask(_IS_RUNNING) != "t":
        if time.monotonic() > until:
            raise EmbeddedError(
                "Die Kopie ist fertig, aber das laufende System legt seine Änderungen nicht ab.\n"
                "Bitte neu starten und erneut sichern. Läuft es mit einer älteren Fassung?"
            )
        time.sleep(0.2)


def _major() -> str:
    return binaries.postgres_version().split(".")[0]
