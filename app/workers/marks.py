"""The file of marks: what the database had committed, line by line, kept outside it (PUBLISHING section 11).

Appended and never rewritten, so that no process can undo another's; the beginning is cut off where it grows long.
"""

import fcntl
import json
import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import structlog

from app.clock import now, rfc3339
from app.log import describe
from app.queries.high_water import Mark, read_mark
from app.settings import settings
from app.workers.points import pass_point

log = structlog.get_logger()
FOLDER: Final = "high-water"
_TAIL: Final = 64 * 1024
_LARGEST: Final = 4 * _TAIL


class _Writer:
    """Appends lines so that they are on disk when it returns; threads that come together share one trip to the disk."""

    def __init__(self) -> None:
        self._queue, self._disk = threading.Lock(), threading.Lock()
        self._lines: list[str] = []
        self._taken = self._kept = 0

    def keep(self, line: str) -> None:
        """Append a line. Raises OSError; what could not be kept goes with the next trip."""
        with self._queue:
            self._lines.append(line)
            self._taken += 1
            mine = self._taken
        with self._disk:
            if self._kept >= mine:
                return
            with self._queue:
                lines, last = list(self._lines), self._taken
            _append("".join(lines))
            with self._queue:
                del self._lines[: len(lines)]
            self._kept = last


_writer = _Writer()


def note_mark(**facts: Any) -> None:
    """Keep what the database has just committed (`note_marks`)."""
    note_marks([facts])


def note_marks(marks: Iterable[Mapping[str, Any]]) -> None:
    """Keep everything that the database has just committed, with one trip to the disk.

    A folder that cannot be written is an alarm and no obstacle: the marks guard against a database that somebody put
    back without a word, and the office's own command says so itself.
    """
    try:
        at = rfc3339(now())
        _writer.keep("".join(json.dumps({"at": at, **facts}) + "\n" for facts in marks))
    except OSError as error:
        log.error("high_water.not_kept", **describe(error))  # noqa: TRY400 - the place says nothing more
    pass_point("after_mark")


def read_marks() -> list[Mark]:
    """Return the last marks, oldest first; a line that broke off in a crash is none. Raises OSError."""
    with _locked() as path:
        lines = _read_tail(path).splitlines() if path.exists() else []
    return [mark for mark in map(read_mark, lines) if mark is not None]


@contextmanager
def _locked() -> Iterator[Path]:
    """Hold the file against the other processes that write it, and return its path."""
    folder = settings().data_dir / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder / "marks.jsonl"


def _append(lines: str) -> None:
    with _locked() as path:
        if path.exists() and path.stat().st_size > _LARGEST:
            _cut(path)
        is_new = not path.exists()
        with path.open("ab") as file:
            # What broke off in a crash must not swallow the next line.
            file.write(b"\n" + lines.encode() if not is_new and not _ends_whole(path) else lines.encode())
            file.flush()
            os.fdatasync(file.fileno())
        if is_new:
            _sync_folder(path.parent)


def _ends_whole(path: Path) -> bool:
    return _read_tail(path, 1) in {b"", b"\n"}


def _cut(path: Path) -> None:
    """Keep the end of a file that has grown long; the old one stays until the new one is whole."""
    fresh = path.with_suffix(".new")
    with fresh.open("wb") as file:
        file.write(_read_tail(path).partition(b"\n")[2])
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    _sync_folder(path.parent)


def _read_tail(path: Path, most: int = _TAIL) -> bytes:
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - most))
        return file.read()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
