"""Valkey on this machine: the bell between dispatcher and workers, on one socket, without a port.

It holds nothing that matters: every due time and every result is in PostgreSQL. Its log on disk (AOF, a second at
most behind) only saves the time until the dispatcher would ring again.
"""

import contextlib
import socket
import subprocess
import time
from pathlib import Path
from signal import Signals
from typing import ClassVar, Final

from app.embedded import binaries
from app.embedded.launch import EmbeddedError, spawn
from app.embedded.places import make_data_dir, make_private, server_home, socket_folder
from app.embedded.server import Server

_SOCKET: Final = "valkey.sock"
_SETTINGS: Final = {
    "port": "0",
    "unixsocketperm": "700",
    "dir": ".",
    "appendonly": "yes",
    "appendfsync": "everysec",
    "save": "",
    "maxmemory-policy": "noeviction",
    "loglevel": "warning",
}
_PREDECESSOR_GONE_WITHIN_S: Final = 10


class Valkey(Server):
    """A Valkey server with its data below `data_dir`."""

    name: ClassVar[str] = "Valkey"
    stop_signal: ClassVar[Signals] = Signals.SIGTERM

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir.resolve()
        home = server_home(self._data_dir, "valkey", walked_by_others=False)
        super().__init__(home, socket_folder(home, _SOCKET))

    @property
    def socket(self) -> Path:
        """The socket it answers on."""
        return self.sockets / _SOCKET

    def url(self, db: int = 0) -> str:
        """Return Celery's address of one of the sixteen databases."""
        return f"redis+socket://{self.socket}?virtual_host={db}"

    def spawn(self) -> subprocess.Popen[bytes]:
        """Start the process and return at once."""
        make_data_dir(self._data_dir)
        make_private(self.home, None)
        make_private(self.sockets, None)
        self._wait_for_predecessor()
        settings = _SETTINGS | {"unixsocket": str(self.socket)}
        options = [word for name, value in settings.items() for word in (f"--{name}", value)]
        with self._open_log() as log:
            self.process = spawn(
                [binaries.valkey_binary(), *options],
                on_parent_death=self.stop_signal,
                cwd=self.home,
                output=log,
            )
        return self.process

    def is_ready(self) -> bool:
        """Tell whether it answers; while it reads its log it does not."""
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as line:
            line.settimeout(1)
            line.connect(str(self.socket))
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")
        return False

    def _wait_for_predecessor(self) -> None:
        """Let a server that is still stopping finish: on leaving it removes the socket, which would be ours."""
        until = time.monotonic() + _PREDECESSOR_GONE_WITHIN_S
        while self.is_ready():
            if time.monotonic() > until:
                raise EmbeddedError(f"Valkey läuft auf {self.home} schon.")
            time.sleep(0.05)
