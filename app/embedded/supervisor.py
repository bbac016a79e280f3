"""Everything behind `up`: local servers, migrations and the four services, as one process that one Ctrl-C ends.

The order is the point. Starting: PostgreSQL and Valkey together, migrations, web, then (once web answers, because
imports are the cost) dispatcher, worker and watcher. Stopping: first who sends, within the grace a running call to a platform
needs; then the servers. A child that dies is started again, at once at first and later with growing pauses.
"""

import os
import signal
import sys
import time
from collections import deque
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Final

from app.embedded.address import Address
from app.embedded.archive import find_folder
from app.embedded.family import Child, Family
from app.embedded.instance import hold_data_dir
from app.embedded.knowledge import environment_of, make_keys, make_second_factor_key
from app.embedded.launch import EmbeddedError, spawn
from app.embedded.peers import Peers, install
from app.embedded.places import make_data_dir
from app.embedded.postgres import Postgres
from app.embedded.terminal import Terminal
from app.embedded.valkey import Valkey
from app.settings import settings

_CLI: Final = (sys.executable, "-m", "app.cli")
_CLONE: Final = Path(__file__).resolve().parents[2]
_SERVERS_READY_WITHIN_S: Final = 60
_NEXT_SERVICE_AFTER_S: Final = 10
_SERVER_GRACE_S: Final = 30
_LEAVING_S: Final = 10  # what a service needs beyond its last call to a platform
_IDLE_TICK_S: Final = 0.25


def up(
    *,
    host: str,
    port: int,
    data_dir: Path,
    demo: bool,
    with_peers: bool = False,
    command: Sequence[str] = _CLI,
) -> int:
    """Run the whole office until a signal ends it; return the exit code.

    `with_peers` runs a Bluesky and a Mastodon of other people's making beside it, for the demo's channels.
    `command` is what the words `migrate`, `web`, `dispatcher`, `worker` and `watcher` are given to. Where the
    environment names a PostgreSQL (REDAKTION_DATABASE_URL) or a broker (REDAKTION_BROKER_URL), those are used.
    """
    terminal = Terminal()
    address = Address(host, port)
    data_dir = data_dir.absolute()
    try:
        make_data_dir(data_dir)
        with hold_data_dir(data_dir, address.url):
            address.ensure_free()
            peers = Peers(install(terminal.say), data_dir) if with_peers else None
            return _Office(terminal, address, data_dir, demo=demo, peers=peers, command=command).run()
    except EmbeddedError as error:
        terminal.say(str(error))
        return 1


class _Office:
    """One run of `up`."""

    def __init__(
        self,
        terminal: Terminal,
        address: Address,
        data_dir: Path,
        *,
        demo: bool,
        peers: Peers | None,
        command: Sequence[str],
    ) -> None:
        self._terminal = terminal
        self._address = address
        self._data_dir = data_dir
        self._demo = demo
        self._peers = peers
        self._command = command
        self._begun = time.monotonic()
        self._signals = 0
        self._family = Family(terminal, lambda: self._signals > 0)
        self._postgres = None if "REDAKTION_DATABASE_URL" in os.environ else Postgres(data_dir)
        self._valkey = None if "REDAKTION_BROKER_URL" in os.environ else Valkey(data_dir)
        self._servers = [_child_of(server) for server in (self._valkey, self._postgres) if server is not None]
        self._services: list[Child] = []
        self._is_archiving = False
        self._grace_s = _LEAVING_S

    def run(self) -> int:
        """Start everything, look after it until a signal comes, stop everything."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup means it
                signal.signal(number, self._hear)
        self._set_environment()
        self._grace_s = settings().call_budget_s + _LEAVING_S
        try:
            code = self._start_servers() or self._start_peers() or self._migrate()
            if code == 0:
                self._serve()
            return code
        finally:
            self._stop()

    def _hear(self, _number: int, _frame: FrameType | None) -> None:
        self._signals += 1

    def _set_environment(self) -> None:
        """Tell the children where everything is; what the operator has set stands."""
        own = {"REDAKTION_DATA_DIR": str(self._data_dir), "PYTHONUNBUFFERED": "1"}
        if self._demo:
            own["REDAKTION_DEMO"] = "1"
        if self._postgres:
            own["REDAKTION_DATABASE_URL"] = self._postgres.url("redaktion_app")
            own["REDAKTION_OWNER_DATABASE_URL"] = self._postgres.url("redaktion_owner")
            own["REDAKTION_PUBLISHER_DATABASE_URL"] = self._postgres.url("redaktion_publisher")
        if self._valkey:
            own["REDAKTION_BROKER_URL"] = self._valkey.url()
        if not os.environ.keys() & {"REDAKTION_PUBLIC_KEYS", "REDAKTION_PRIVATE_KEYS"}:
            own |= make_keys(self._data_dir / "keys")
        if "REDAKTION_SECOND_FACTOR_KEY" not in os.environ:
            own |= make_second_factor_key(self._data_dir / "keys")
        os.environ.update(own)
        os.environ.setdefault("REDAKTION_BASE_URL", self._address.url)
        os.environ.setdefault("REDAKTION_LOG_FORMAT", "readable")

    def _start_servers(self) -> int:
        if not self._servers:
            return 0
        self._terminal.say("Datenbank und Warteschlange starten ...")
        for server in self._servers:
            self._family.start(server)
        if self._family.wait_for(self._servers, _SERVERS_READY_WITHIN_S):
            if self._postgres:
                self._postgres.make_roles()
            return 0
        if self._signals:
            return 0
        late = [
            server
            for server in (self._postgres, self._valkey)
            if server is not None and not server.is_ready()
        ]
        raise EmbeddedError("\n".join(server.complaint() for server in late))

    def _start_peers(self) -> int:
        """Start the peers and tell the other parts who they are."""
        if self._peers is None or self._signals:
            return 0
        self._terminal.say("Mastodon- und Bluesky-Gegenstelle starten ...")
        children = self._peers.children()
        self._servers += children
        for child in children:
            self._family.start(child)
        if self._family.wait_for(children, _SERVERS_READY_WITHIN_S):
            os.environ.update(self._peers.introduce())
        elif not self._signals:
            raise EmbeddedError("\n".join(self._peers.complaints()))
        return 0

    def _migrate(self) -> int:
        """Bring the database to this version; in the demo this fills it as well."""
        if self._signals:
            return 0
        self._terminal.say("Datenbank einrichten ...")
        code = self._family.run_once(self._service("migrate"))
        if code and not self._signals:
            self._terminal.say(
                "Das ist gescheitert; die Zeilen darüber sagen, woran. Die Daten sind unverändert da."
            )
        return code

    def _serve(self) -> None:
        """Start the services one after the other and look after everything until a signal comes."""
        web = self._service("web", "--host", self._address.host, "--port", str(self._address.port))
        web.is_ready = self._address.answers
        waiting = deque([web, *map(self._service, ("dispatcher", "worker", "watcher"))])
        is_announced = False
        while not self._signals:
            last = self._services[-1] if self._services else None
            if waiting and (last is None or is_announced or last.age_s > _NEXT_SERVICE_AFTER_S):
                self._services.append(waiting.popleft())
                self._family.start(self._services[-1])
            elif not is_announced and web.is_ready():
                is_announced = True
                self._announce()
            else:
                self._archive()
                self._family.tend(_IDLE_TICK_S if is_announced else 0.02)

    def _archive(self) -> None:
        """Begin to stream into the backup as soon as somebody has asked for one; it ends after the database."""
        if self._postgres is None or self._is_archiving or find_folder(self._data_dir) is None:
            return
        self._is_archiving = True
        argv = [sys.executable, "-m", "app.embedded.archiving", str(self._data_dir)]
        start = partial(spawn, argv, on_parent_death=signal.SIGKILL, cwd=_CLONE, output=-1)
        self._servers.append(Child("Sicherung", start))
        self._family.start(self._servers[-1])

    def _service(self, *words: str) -> Child:
        argv, env = [*self._command, *words], environment_of(words[0])
        start = partial(spawn, argv, on_parent_death=signal.SIGKILL, env=env, cwd=_CLONE, output=-1)
        return Child(words[0], start)

    def _announce(self) -> None:
        url = self._address.url
        peers = f"  Gegenstellen     {self._peers.addresses()}\n" if self._peers else ""
        mailbox = f"  Postfach         {url}/demo/mailbox\n" if settings().mailbox else ""
        took = f"{time.monotonic() - self._begun:.1f}".replace(".", ",")
        self._terminal.say(
            f"\nRedaktionssystem läuft: {url} (bereit nach {took} s)\n"
            f"  Anmeldung        {url}\n"
            f"  Portal           {url}/portal\n"
            f"  Schnittstelle    {url}/api/v1, beschrieben unter {url}/docs\n"
            f"{mailbox}"
            f"{peers}"
            f"  Daten            {self._data_dir}\n"
            "  Beenden          Strg+C\n"
        )

    def _stop(self) -> None:
        self._terminal.say(
            "Redaktionssystem hält an; laufende Veröffentlichungen werden noch abgeschlossen ..."
        )
        pressed = self._signals
        self._family.stop(self._services, self._grace_s, is_urgent=lambda: self._signals > pressed)
        for server in self._servers:
            self._family.stop([server], _SERVER_GRACE_S)
        self._family.dismiss()
        self._terminal.say("Redaktionssystem ist beendet.")


def _child_of(server: Postgres | Valkey) -> Child:
    """Return a server as a child; even a killed supervisor ends it by its own way of leaving."""
    signals = (server.stop_signal, server.stop_signal)
    return Child(server.name, server.spawn, server.is_ready, *signals)
