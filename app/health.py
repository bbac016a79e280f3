"""Whether a part of the office works on this machine, by what it last got done (SECURITY CO-03).

`python -m app.health PART` is what a container asks about itself every 20 s, and therefore imports next to nothing.
A part is well while its heartbeat is younger than two canaries; in a container that is the only process there.
"""

import socket
import sys
from typing import Final
from urllib.request import urlopen

import psycopg

from app.settings import settings

_ASK: Final = """
    select extract(epoch from clock_timestamp() - max(seen_at))
    from worker_heartbeat where host = %s and %s = any(parts)
"""


def look_after(part: str) -> tuple[bool, str]:
    """Tell whether `web`, `dispatcher`, `beat`, `watcher` or the worker of a queue is well here, and say so in German."""
    return _look_after_web() if part == "web" else _look_after_worker(part)


def _look_after_web(address: str = "http://127.0.0.1:8000/readyz") -> tuple[bool, str]:
    try:
        with urlopen(address, timeout=5):  # noqa: S310 - our own address
            return True, "Die Seiten antworten."
    except OSError as error:
        return False, f"Die Seiten antworten nicht ({type(error).__name__})."


def _look_after_worker(part: str) -> tuple[bool, str]:
    address = settings().database_url.replace("+psycopg", "", 1)
    try:
        with psycopg.connect(address, connect_timeout=5, options="-c statement_timeout=5s") as connection:
            row = connection.execute(_ASK, (socket.gethostname(), part)).fetchone()
    except psycopg.Error as error:
        return False, f"Die Datenbank antwortet nicht ({type(error).__name__})."
    age = row[0] if row else None
    if age is None:
        return False, f"Auf dieser Maschine hat {part} noch nichts getan."
    is_well = age < 2 * settings().canary_s
    return is_well, f"{part} hat vor {age:.0f} s zuletzt etwas getan."


if __name__ == "__main__":
    well, sentence = look_after(sys.argv[1])
    sys.stdout.write(sentence + "\n")
    sys.exit(not well)
