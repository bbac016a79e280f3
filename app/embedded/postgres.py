"""PostgreSQL on this machine: one database, three roles, one socket, no port.

`redaktion_owner` owns the database and migrates it; `redaktion_app` is the plain account of the web process,
`redaktion_publisher` that of the processes which talk to platforms.
Whoever may enter the socket's folder is trusted, and only the account that started the server may.
"""

import shutil
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from signal import Signals
from types import MappingProxyType
from typing import ClassVar, Final
from urllib.parse import quote

from app.embedded import binaries
from app.embedded.launch import Account, EmbeddedError, run, spawn
from app.embedded.places import make_data_dir, make_private, server_account, server_home, socket_folder
from app.embedded.server import Server

_SOCKET: Final = ".s.PGSQL.5432"
_SETTINGS: Final = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # The log is for operators: no statement and no value of a row may get into it.
    "log_min_messages": "warning",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    # What a backup has not fetched is kept for it, but never until the disk is full.
    "max_slot_wal_keep_size": "4GB",
}
_ROLES: Final = r"""
select 'create role redaktion_owner login' where to_regrole('redaktion_owner') is null \gexec
select 'create role redaktion_app login' where to_regrole('redaktion_app') is null \gexec
select 'create role redaktion_publisher login' where to_regrole('redaktion_publisher') is null \gexec
select 'create database redaktion owner redaktion_owner'
 where not exists (select from pg_database where datname = 'redaktion') \gexec
"""
# Nothing of the caller's PGDATA, PGPORT or language may change what the tools do.
ENVIRONMENT: Final = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
_PREDECESSOR_GONE_WITHIN_S: Final = 30


class Postgres(Server):
    """A PostgreSQL server with its data below `data_dir`; the major version is part of the folder's name."""

    name: ClassVar[str] = "PostgreSQL"
    stop_signal: ClassVar[Signals] = Signals.SIGINT  # "fast": ends sessions, writes everything, leaves
    more_settings: Mapping[str, str] = MappingProxyType({})

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir.resolve()
        major = binaries.postgres_version().split(".")[0]
        home = server_home(self._data_dir, f"postgres-{major}", walked_by_others=True)
        super().__init__(home, socket_folder(home, _SOCKET))
        self._account = server_account(home)

    @property
    def data(self) -> Path:
        """PostgreSQL's own data folder."""
        return self.home / "data"

    def url(self, role: str, database: str = "redaktion") -> str:
        """Return SQLAlchemy's address of a database for a role; `postgres` is the superuser."""
        return f"postgresql+psycopg://{role}@/{database}?host={quote(str(self.sockets))}&port=5432"

    @property
    def address(self) -> list[str]:
        """The tools' words for reaching the server as its superuser."""
        return ["-h", str(self.sockets), "-p", "5432", "-U", "postgres"]

    @property
    def account(self) -> Account | None:
        """Whom the server runs as, where that is not us."""
        return self._account

    def ask(self, question: str, database: str = "postgres") -> str:
        """Return what the running server answers to a question of its superuser. Raises EmbeddedError."""
        words = [*self.address, "-d", database, "-XqAt", "-v", "ON_ERROR_STOP=1", "-c", question]
        return run([binaries.postgres_binaries() / "psql", *words], env=ENVIRONMENT).strip()

    def start(self) -> None:
        """Start the server, wait until it answers, and make sure of roles and database."""
        super().start()
        self.make_roles()

    def spawn(self) -> subprocess.Popen[bytes]:
        """Start the process and return at once; the very first time the data folder is made."""
        make_data_dir(self._data_dir)
        make_private(self.home, self._account)
        make_private(self.sockets, self._account)
        if not self.data.exists():
            self._initialise()
        self._wait_for_predecessor()
        settings = _SETTINGS | {"unix_socket_directories": str(self.sockets)} | dict(self.more_settings)
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with self._open_log() as log:
            self.process = spawn(
                [binaries.postgres_binaries() / "postgres", "-D", self.data, *options],
                on_parent_death=self.stop_signal,
                account=self._account,
                env=ENVIRONMENT,
                cwd=Path("/"),
                output=log,
            )
        return self.process

    def is_ready(self) -> bool:
        """Tell whether our process accepts connections, as it says itself in postmaster.pid."""
        lines = self._read_pid_file()
        ours = self.process is not None and lines[:1] == [str(self.process.pid)]
        return ours and lines[7:8] == ["ready"]

    def make_roles(self) -> None:
        """Make the roles and the database, where they are missing."""
        options = ("-XqAt", "-v", "ON_ERROR_STOP=1", "-h", self.sockets, "-p", "5432", "-U", "postgres")
        run([binaries.postgres_binaries() / "psql", *options], env=ENVIRONMENT, stdin=_ROLES)

    def _initialise(self) -> None:
        """Make the data folder beside its place and move it there whole, so that half a one is never used."""
        older = [path.name for path in self.home.parent.glob("postgres-*/data") if path != self.data]
        if older:
            raise EmbeddedError(
                f"In {self.home.parent} liegen Daten einer anderen Hauptversion von PostgreSQL. Bitte sie mit der\n"
                "vorigen Fassung sichern (pg_dump), den Ordner postgres-* beiseitelegen und die Sicherung einspielen."
            )
        fresh = self.home / "unfinished"
        options = ["--username=postgres", "--auth=trust", "--encoding=UTF8"]
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        shutil.rmtree(fresh, ignore_errors=True)
        initdb = binaries.postgres_binaries() / "initdb"
        run([initdb, "-D", fresh, *options, *locale], account=self._account, env=ENVIRONMENT)
        fresh.rename(self.data)

    def _wait_for_predecessor(self) -> None:
        """Let a server that is still stopping finish; forget one that was killed.

        PostgreSQL alone takes any living process with the recorded number for its predecessor, and after a restart
        of the machine or the container that number often is somebody else's.
        """
        until = time.monotonic() + _PREDECESSOR_GONE_WITHIN_S
        while (lines := self._read_pid_file()) and self._is_server(lines[0]):
            if time.monotonic() > until:
                raise EmbeddedError(f"PostgreSQL läuft auf {self.data} schon (Prozess {lines[0]}).")
            time.sleep(0.05)
        for leftover in (
            self.data / "postmaster.pid",
            self.sockets / _SOCKET,
            self.sockets / f"{_SOCKET}.lock",
        ):
            leftover.unlink(missing_ok=True)

    def _is_server(self, pid: str) -> bool:
        """Tell whether this process is a PostgreSQL server on our data; its command line is open to everybody."""
        command = Path("/proc", pid, "cmdline")
        try:
            return f"-D\0{self.data}\0".encode() in command.read_bytes()
        except OSError:
            return False

    def _read_pid_file(self) -> list[str]:
        try:
            return [line.strip() for line in (self.data / "postmaster.pid").read_text().splitlines()]
        except FileNotFoundError:
            return []
