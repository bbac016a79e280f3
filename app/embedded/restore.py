"""`redaktion restore DIR [--to INSTANT]`: the database made anew from a copy and the WAL since, in restore mode.

It is made beside its place and moved there when it is whole, so that half a one is never used; one that is there is never
overwritten. PostgreSQL finds the WAL where it looks anyway, so that no command has to fetch it.
"""

import os
import shutil
import tarfile
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from app.embedded import binaries
from app.embedded.archive import Archive, Copy, keep_files
from app.embedded.backup import check_copy
from app.embedded.instance import hold_data_dir
from app.embedded.launch import EmbeddedError
from app.embedded.places import make_data_dir, make_private
from app.embedded.postgres import Postgres

Say = Callable[[str], None]
_RECOVERED_WITHIN_S: Final = 3600
_SEGMENT: Final = 16 * 1024 * 1024
_SPARE: Final = 8  # a copy is packed; unpacked it takes several times its size
_REPORT: Final = "select count(*) || ' Ereignisse, das letzte von ' || coalesce(to_char(max(at) at time zone 'Europe/Berlin', 'DD.MM.YYYY HH24:MI:SS'), 'nie') from event"


class Restored(Postgres):
    """The server on the data that are being made anew."""

    @property
    def data(self) -> Path:
        """Where the data lie until they are whole."""
        return self.home / "restored"


def restore(data_dir: Path, folder: Path, *, to: datetime | None, say: Say) -> None:
    """Make the database anew up to an instant, or to the last moment there is. Raises EmbeddedError with what to do."""
    begun = time.monotonic()
    data_dir = data_dir.absolute()
    make_data_dir(data_dir)
    with hold_data_dir(data_dir, "Wiederherstellung"):
        target, made = Postgres(data_dir).data, Restored(data_dir)
        if target.exists():
            raise EmbeddedError(
                f"In {data_dir} liegt schon eine Datenbank; überschrieben wird sie nicht. Bitte den Ordner umbenennen\n"
                "und erneut aufrufen, oder mit --data einen leeren Ordner nennen."
            )
        copy = _choose(Archive(folder), to)
        say(f"Kopie vom {_local(copy.finished_at)} prüfen ...")
        check_copy(copy.folder)
        _ensure_space(made.home, copy)
        say("Kopie auspacken ...")
        _unpack(made, copy, Archive(folder).wal(copy.timeline))
        say("Änderungen seit der Kopie nachholen ...")
        last = _replay(made, to)
        made.data.rename(target)
        say("Bilder und Ende des Protokolls zurückholen ...")
        keep_files(Archive(folder).folder / "files", data_dir)
        say(f"Wiederhergestellt in {time.monotonic() - begun:.1f} s: {last}.".replace(".", ",", 1))
    say(
        "Die Datenbank ist im Wiederherstellungsbetrieb: Es geht nichts hinaus. Nächste Schritte:\n"
        f"  1. Den Ordner keys aus seiner eigenen Sicherung nach {data_dir} legen.\n"
        "  2. Das System starten. Es gleicht alle Kanäle ab; das dauert mindestens zehn Minuten.\n"
        "  3. Eine Person der Zentralredaktion und eine der Technik beenden ihn auf der Seite /restore.\n"
        "  4. Neu sichern: redaktion backup ORDNER"
    )


def _choose(archive: Archive, to: datetime | None) -> Copy:
    """Return the newest whole copy that was finished by then. Raises EmbeddedError."""
    copies = archive.copies()
    if not copies:
        raise EmbeddedError(
            f"In {archive.folder} ist keine vollständige Kopie. Bitte den Ordner der Sicherung nennen."
        )
    fitting = [copy for copy in copies if to is None or copy.finished_at <= to]
    if not fitting:
        first = _local(copies[0].finished_at)
        raise EmbeddedError(f"So weit reicht die Sicherung nicht zurück; die älteste Kopie ist vom {first}.")
    major = binaries.postgres_version().split(".")[0]
    if fitting[-1].major != major:
        raise EmbeddedError(
            f"Die Kopie ist von PostgreSQL {fitting[-1].major}, diese Fassung bringt {major} mit.\n"
            "Bitte mit der Fassung wiederherstellen, die gesichert hat."
        )
    return fitting[-1]


def _ensure_space(home: Path, copy: Copy) -> None:
    needed = _SPARE * sum(path.stat().st_size for path in copy.folder.iterdir())
    free = shutil.disk_usage(next(path for path in (home, *home.parents) if path.exists())).free
    if free < needed:
        raise EmbeddedError(
            f"Nötig sind {needed // 1_000_000} MB, frei sind {free // 1_000_000} MB. Bitte Platz schaffen."
        )


def _unpack(made: Restored, copy: Copy, wal: Path) -> None:
    """Unpack the copy and lay the WAL where the server looks for it, as the account that the server runs as."""
    shutil.rmtree(made.data, ignore_errors=True)
    make_private(made.home, made.account)
    made.data.mkdir(mode=0o700)
    for archive, place in (("base.tar.gz", made.data), ("pg_wal.tar.gz", made.data / "pg_wal")):
        with tarfile.open(copy.folder / archive) as packed:
            packed.extractall(place, filter="data")
    for segment in sorted(wal.iterdir()) if wal.exists() else ():
        kept = made.data / "pg_wal" / segment.name.removesuffix(".partial")
        shutil.copyfile(segment, kept)
        if segment.name.endswith(".partial"):
            os.truncate(kept, _SEGMENT)
    (made.data / "recovery.signal").touch()
    for path in (made.data, *made.data.rglob("*")):
        if made.account is not None:
            os.chown(path, made.account.user_id, made.account.group_id)
        path.chmod(0o700 if path.is_dir() else 0o600)


def _replay(made: Restored, to: datetime | None) -> str:
    """Let the server take in the WAL, set restore mode before anybody can see the data, and say what there is now."""
    made.more_settings = _settings_of(to)
    made.spawn()
    try:
        until = time.monotonic() + _RECOVERED_WITHIN_S
        while not _has_recovered(made):
            if (made.process and made.process.poll() is not None) or time.monotonic() > until:
                raise EmbeddedError(
                    f"{made.complaint()}\nReicht die Sicherung bis zum gewünschten Zeitpunkt? Ohne --to endet sie, wo sie endet."
                )
            time.sleep(0.05)
        made.ask("update publishing_control set mode = 'restore'", "redaktion")
        return made.ask(_REPORT, "redaktion")
    finally:
        made.stop()


def _has_recovered(made: Restored) -> bool:
    """Tell whether the server has taken in all it should; one whose WAL ends before may end while it is asked."""
    try:
        return made.is_ready() and made.ask("select pg_is_in_recovery()") == "f"
    except EmbeddedError:
        return False


def _settings_of(to: datetime | None) -> Mapping[str, str]:
    settings = {"restore_command": "false", "recovery_target_timeline": "current"}
    if to is not None:
        settings |= {"recovery_target_time": to.isoformat(sep=" "), "recovery_target_action": "promote"}
    return settings


def _local(moment: datetime) -> str:
    return moment.astimezone().strftime("%d.%m.%Y %H:%M:%S")
