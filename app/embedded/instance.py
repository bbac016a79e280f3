"""One `up` per data folder: a lock that the kernel lifts with the process, whatever ends it."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from app.embedded.launch import EmbeddedError


class HeldError(EmbeddedError):
    """Another process works with this data folder."""


@contextlib.contextmanager
def hold_data_dir(data_dir: Path, who: str) -> Iterator[None]:
    """Hold the data folder for this process; if another one does, say which.

    `who` is what is said of us then: the address, or what we do.
    """
    try:
        lock = (data_dir / "up.lock").open("a+", encoding="utf-8")
    except OSError as error:
        raise EmbeddedError(
            f"In {data_dir} darf dieses Benutzerkonto nicht schreiben ({error.strerror}).\n"
            "Bitte einen anderen Ordner wählen: --data ORDNER"
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            raise HeldError(_name_holder(lock.read(), data_dir)) from error
        lock.truncate(0)
        lock.write(f"{os.getpid()} {who}")
        lock.flush()
        yield


def _name_holder(note: str, data_dir: Path) -> str:
    pid, _, url = note.partition(" ")
    return (
        f"Redaktionssystem läuft mit diesen Daten schon: {url} (Prozess {pid}, Daten {data_dir}).\n"
        f"Beenden: dort Strg+C, oder: kill {pid}\n"
        "Ein zweites daneben braucht eigene Daten und einen eigenen Port: --data ORDNER --port PORT"
    )
