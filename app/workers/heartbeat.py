"""A process's sign of life, and its patience with itself (PUBLISHING section 13).

A hanging worker still answers pings (kombu#2629), so that only work counts: a worker writes its row when its canary
has come through its queue, dispatcher and beat by their own turn. Who gets nothing done for 90 s ends itself; its
supervisor starts a new one.
"""

import os
import socket
import threading
import time
from collections.abc import Sequence
from typing import Final

import structlog
from sqlalchemy.exc import SQLAlchemyError

from app import db
from app.actions.heartbeats import forget_heartbeat, write_heartbeat
from app.channels.clocks import clocks_of_servers
from app.clock import boot_time
from app.settings import settings
from app.workers.calls import WORKER

log = structlog.get_logger()
SILENT: Final = 70  # the exit code of a process that ended because it got nothing done


class Heart:
    """This process's row; `parts` is what it serves. One that does two kinds of work has a row `name` for each."""

    def __init__(self, parts: Sequence[str], *, name: str = WORKER) -> None:
        self._parts, self._name = parts, name
        self._due_at = 0.0

    def beat(self) -> None:
        """Write that work was done just now."""
        with db.transaction() as session:
            write_heartbeat(
                session, self._name, host=socket.gethostname(), parts=self._parts, servers=clocks_of_servers()
            )

    def beat_by_turn(self) -> None:
        """Write it every 30 s, for a loop whose turn is its work; a database that is away is the loop's to mind."""
        if boot_time() < self._due_at:
            return
        try:
            self.beat()
            self._due_at = boot_time() + settings().canary_s
        except SQLAlchemyError as error:
            log.warning("heartbeat.not_written", error=type(error).__name__)


def sign_off(name: str = WORKER) -> None:
    """Take this process's row away, so that nobody misses one that was asked to leave."""
    try:
        with db.transaction() as session:
            forget_heartbeat(session, name)
    except SQLAlchemyError as error:
        log.warning("heartbeat.left_behind", error=type(error).__name__)


class Patience:
    """How long this process may get nothing done."""

    def __init__(self) -> None:
        self._since = boot_time()

    def renew(self) -> None:
        """Begin anew: something was done, or nobody could have done anything."""
        self._since = boot_time()

    def check(self) -> None:
        """End the process if it got nothing done for too long; what hangs would not let it end in order."""
        silent = boot_time() - self._since
        if silent >= settings().silent_s:
            log.error("process.silent", seconds=round(silent))
            os._exit(SILENT)

    def check_for_ever(self) -> None:
        """Check from a thread of its own, for a loop that may hang."""

        def check_again_and_again() -> None:
            while True:
                time.sleep(settings().canary_s)
                self.check()

        threading.Thread(target=check_again_and_again, name="patience", daemon=True).start()
