"""Where the web process listens, and whether it answers."""

import contextlib
import errno
import http
import http.client
import socket
from dataclasses import dataclass
from typing import Final

from app.embedded.launch import EmbeddedError

_ANYWHERE: Final = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 - recognised, not used


@dataclass(frozen=True)
class Address:
    """A host and a port to listen on."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """The address for a browser on this machine."""
        near = _ANYWHERE.get(self.host, self.host)
        return f"http://[{near}]:{self.port}" if ":" in near else f"http://{near}:{self.port}"

    def ensure_free(self) -> None:
        """Raise EmbeddedError if nobody could listen here."""
        try:
            family, kind, _, _, address = socket.getaddrinfo(
                self.host or None, self.port, type=socket.SOCK_STREAM
            )[0]
            with socket.socket(family, kind) as trial:
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                trial.bind(address)
        except OSError as error:
            raise EmbeddedError(self._explain(error)) from error

    def answers(self) -> bool:
        """Tell whether GET /healthz answers 200."""
        with contextlib.suppress(OSError, http.client.HTTPException):
            line = http.client.HTTPConnection(_ANYWHERE.get(self.host, self.host), self.port, timeout=2)
            with contextlib.closing(line):
                line.request("GET", "/healthz")
                return line.getresponse().status == http.HTTPStatus.OK
        return False

    def _explain(self, error: OSError) -> str:
        if error.errno == errno.EADDRINUSE:
            return (
                f"Port {self.port} ist schon belegt, vielleicht von einem anderen Programm.\n"
                f"Bitte einen anderen wählen, zum Beispiel: --port {self.port + 1}"
            )
        if error.errno == errno.EACCES:
            return f"Port {self.port} ist dem Systemverwalter vorbehalten. Bitte einen ab 1024 wählen: --port 8000"
        return f"Auf {self.host} kann hier nichts lauschen ({error.strerror}). Bitte prüfen: --host 127.0.0.1"
