"""The peers as servers that this process starts: a folder, a port on 127.0.0.1, a start and a clean stop."""

import contextlib
import http.client
import json
import secrets
import socket
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from pathlib import Path
from signal import Signals
from typing import Any, ClassVar, Final

from app.embedded.launch import EmbeddedError, spawn
from app.embedded.peers.install import Installed
from app.embedded.places import make_private
from app.embedded.server import Server

_PATIENCE_S: Final = 20
_DIRECT: Final = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # no proxy leads to 127.0.0.1


class Peer(Server):
    """A platform's server with one account of ours. Its port stays the same for one folder, if it is still free."""

    stop_signal: ClassVar[Signals] = Signals.SIGTERM
    platform: ClassVar[str]
    health: ClassVar[str]

    def __init__(self, installed: Installed, data_dir: Path) -> None:
        home = data_dir.resolve() / "peers" / self.platform
        super().__init__(home, home)
        self._installed = installed
        self.port = 0

    @property
    def endpoint(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def host(self) -> str:
        """The same as host and port, as an installation names hosts that it may call."""
        return f"127.0.0.1:{self.port}"

    def spawn(self) -> subprocess.Popen[bytes]:
        """Start the process and return at once."""
        make_private(self.home, None)
        self.port = _free_port(self._read("port"))
        self._write("port", str(self.port))
        with self._open_log() as log:
            self.process = spawn(self._command(), on_parent_death=Signals.SIGKILL, cwd=self.home, output=log)
        return self.process

    def is_ready(self) -> bool:
        """Tell whether it answers."""
        with contextlib.suppress(OSError, http.client.HTTPException):
            line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
            with contextlib.closing(line):
                line.request("GET", self.health)
                return line.getresponse().status == HTTPStatus.OK
        return False

    def credentials(self) -> Mapping[str, str]:
        """Return the secrets of our account there, by the connector's names; the account is made at the first call."""
        known = self._read("credentials.json")
        if known is None:
            known = json.dumps(self.make_account("land-demo"))
            self._write("credentials.json", known)
        found: dict[str, str] = json.loads(known)
        return found

    @abstractmethod
    def _command(self) -> Sequence[str | Path]:
        """Return what to start."""

    @abstractmethod
    def make_account(self, name: str) -> dict[str, str]:
        """Make an account there and return its secrets, by the connector's names."""

    def _ask(
        self, path: str, content: Mapping[str, str], token: str | None = None, *, is_form: bool = False
    ) -> dict[str, Any]:
        kind = "application/x-www-form-urlencoded" if is_form else "application/json"
        body = urllib.parse.urlencode(content) if is_form else json.dumps(content)
        headers = {"Content-Type": kind, **({"Authorization": f"Bearer {token}"} if token else {})}
        request = urllib.request.Request(self.endpoint + path, body.encode(), headers)  # noqa: S310 - our own server
        try:
            with _DIRECT.open(request, timeout=_PATIENCE_S) as answer:
                found: dict[str, Any] = json.load(answer)
                return found
        except (OSError, ValueError, urllib.error.HTTPError) as error:
            raise EmbeddedError(f"{self.name}: Das Konto ließ sich nicht anlegen ({error}).") from error

    def _read(self, name: str) -> str | None:
        path = self.home / name
        return path.read_text(encoding="utf-8") if path.exists() else None

    def _write(self, name: str, text: str) -> None:
        path = self.home / name
        path.touch(mode=0o600)
        path.write_text(text, encoding="utf-8")


class BlueskyPeer(Peer):
    """A Bluesky personal data server with the directory of identities it needs."""

    name: ClassVar[str] = "Bluesky"
    platform: ClassVar[str] = "bluesky"
    health: ClassVar[str] = "/xrpc/_health"

    def _command(self) -> Sequence[str | Path]:
        return [self._installed.node, self._installed.script, self.home, str(self.port)]

    def make_account(self, name: str) -> dict[str, str]:
        """Make an account with an app password."""
        password = secrets.token_urlsafe(24)
        account = {"handle": f"{name}.test", "email": f"{name}@redaktion.example", "password": password}
        made = self._ask("/xrpc/com.atproto.server.createAccount", account)
        path = "/xrpc/com.atproto.server.createAppPassword"
        word = self._ask(path, {"name": "redaktion"}, made["accessJwt"])["password"]
        return {"identifier": account["handle"], "app_password": word}


class MastodonPeer(Peer):
    """mastodon_mock: a third-party server that speaks Mastodon's interface over a database of its own."""

    name: ClassVar[str] = "Mastodon"
    platform: ClassVar[str] = "mastodon"
    health: ClassVar[str] = "/api/v2/instance"

    def _command(self) -> Sequence[str | Path]:
        # Everything it would otherwise make up: an account of its own with a token that everybody knows.
        self._write(
            "mock.toml",
            f"media_storage_path = {json.dumps(str(self.home / 'media'))}\n"
            f"[database]\npath = {json.dumps(str(self.home / 'mock.sqlite'))}\n[seed]\naccounts = []\n",
        )
        options = ["--config", "mock.toml", "--host", "127.0.0.1", "--port", str(self.port)]
        return [self._installed.python, "-m", "mastodon_mock", "serve", *options, "--log-level", "warning"]

    def make_account(self, name: str) -> dict[str, str]:
        """Make an application, and with it an account whose token it holds."""
        scopes = "read write:statuses write:media"
        app = {
            "client_name": "Redaktionssystem",
            "redirect_uris": "urn:ietf:wg:oauth:2.0:oob",
            "scopes": scopes,
        }
        made = self._ask("/api/v1/apps", app, is_form=True)
        known = {name: made[name] for name in ("client_id", "client_secret")}
        grant = {**known, "grant_type": "client_credentials", "scope": scopes}
        token = self._ask("/oauth/token", grant, is_form=True)["access_token"]
        username = name.replace("-", "_")
        account = {"username": username, "email": f"{name}@redaktion.example", "agreement": "true"}
        account |= {"password": secrets.token_urlsafe(24), "locale": "de"}
        return {"access_token": self._ask("/api/v1/accounts", account, token, is_form=True)["access_token"]}


def _free_port(wanted: str | None) -> int:
    """Return the wanted port if nobody listens there, else any free one."""
    for port in (int(wanted or 0), 0):
        with contextlib.suppress(OSError), socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(("127.0.0.1", port))
            found: int = trial.getsockname()[1]
            return found
    raise EmbeddedError("Auf 127.0.0.1 ist kein Port frei.")
