"""What the two local servers have in common: a folder, a log, a socket, a start and a clean stop."""

import subprocess
import time
from abc import ABC, abstractmethod
from pathlib import Path
from signal import Signals
from typing import IO, ClassVar, Final

from app.embedded.launch import EmbeddedError

_READY_WITHIN_S: Final = 60
_STOPPED_WITHIN_S: Final = 30
_STARTS: Final = 5
_LOG_BYTES: Final = 5_000_000


class Server(ABC):
    """A server that this process starts, and that never outlives it."""

    name: ClassVar[str]
    stop_signal: ClassVar[Signals]

    def __init__(self, home: Path, sockets: Path) -> None:
        self.home = home
        self.sockets = sockets
        self.process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def spawn(self) -> subprocess.Popen[bytes]:
        """Start the process and return at once; a second process on the same data is refused."""

    @abstractmethod
    def is_ready(self) -> bool:
        """Tell whether the process answers."""

    def start(self) -> None:
        """Start the server and wait until it answers."""
        self.spawn()
        starts, until = 1, time.monotonic() + _READY_WITHIN_S
        while not self.is_ready():
            if self.process and self.process.poll() is not None:
                # After a hard kill the old server's own children may hold its memory for a moment longer.
                if starts == _STARTS:
                    raise EmbeddedError(self.complaint())
                starts += 1
                time.sleep(0.5)
                self.spawn()
            if time.monotonic() > until:
                self.stop()
                raise EmbeddedError(self.complaint())
            time.sleep(0.02)

    def stop(self) -> None:
        """Stop the server cleanly, and hard if it does not listen; without one, do nothing."""
        if self.process is None:
            return
        self.process.send_signal(self.stop_signal)
        try:
            self.process.wait(_STOPPED_WITHIN_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def complaint(self) -> str:
        """Say that the server does not start, with the end of its log."""
        lines = (
            self._log_path.read_text(encoding="utf-8", errors="replace").splitlines()
            if self._log_path.exists()
            else []
        )
        return "\n".join([f"{self.name} startet nicht. Das Ende von {self._log_path}:", *lines[-10:]])

    @property
    def _log_path(self) -> Path:
        return self.home / "server.log"

    def _open_log(self) -> IO[bytes]:
        """Open the log, which begins anew when it has grown large."""
        is_large = self._log_path.exists() and self._log_path.stat().st_size > _LOG_BYTES
        return self._log_path.open("wb" if is_large else "ab")
