"""Where a local server keeps its data and its socket.

Three rules decide. PostgreSQL refuses to run as root, so that it then runs as `nobody`, who must be able to walk to
everything it uses; what lies below a closed folder (as /root) moves to /var/lib/redaktion. The path of a unix socket
has at most 107 bytes, and some clients take no spaces, commas or umlauts in it. What was chosen once stays chosen.
"""

import hashlib
import os
import pwd
import re
import stat
from pathlib import Path
from typing import Final

from app.embedded.launch import Account, EmbeddedError

SHARED: Final = Path("/var/lib/redaktion")
_SHORT: Final = Path("/tmp")  # noqa: S108 - private folders are made in it and their owner is checked
_LONGEST_SOCKET: Final = 107


def is_reachable(path: Path) -> bool:
    """Tell whether every account may walk to this path: all folders above it are open."""
    above = (folder for folder in path.parents if folder.exists())
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in above)


def server_home(data_dir: Path, name: str, *, walked_by_others: bool) -> Path:
    """Return the folder of one server below the data folder, or its stand-in where that one is out of reach."""
    near = data_dir / name
    far = SHARED / _digest(data_dir) / name
    if not walked_by_others or os.geteuid() != 0:
        return near
    if far.exists():
        return far
    return near if near.exists() or is_reachable(near) else far


def server_account(home: Path) -> Account | None:
    """Return whom a server that refuses root runs as: nobody, or the owner of data that are there already."""
    if os.geteuid() != 0:
        return None
    if home.exists() and (owner := home.stat()).st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)


def socket_folder(home: Path, socket: str) -> Path:
    """Return the folder for the server's socket: its home, or a short private one for a long or odd path."""
    if re.fullmatch(r"[A-Za-z0-9/._-]+", str(home)) and len(f"{home}/{socket}") <= _LONGEST_SOCKET:
        return home
    return _SHORT / f"redaktion-{_digest(home)}"


def make_data_dir(data_dir: Path) -> None:
    """Make the data folder: closed to others, except that as root they may walk through to what is theirs."""
    try:
        _make_folders(data_dir, 0o711 if os.geteuid() == 0 else 0o700)
    except OSError as error:
        raise EmbeddedError(
            f"Der Datenordner {data_dir} lässt sich nicht anlegen ({error.strerror}).\n"
            "Bitte einen anderen wählen: --data ORDNER"
        ) from error


def make_shared() -> None:
    """Make the folder for what must not lie below a closed one."""
    _make_folders(SHARED, 0o711)


def make_private(folder: Path, account: Account | None) -> None:
    """Make a folder that only this account (and root) may enter; refuse one that is somebody else's."""
    owner = account.user_id if account else os.geteuid()
    try:
        _make_folders(folder.parent, 0o711)
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if stat.S_ISLNK(found.st_mode) or found.st_uid not in (owner, os.geteuid()):
            raise PermissionError(None, "er gehört einem anderen Benutzerkonto")
        if account:
            os.chown(folder, account.user_id, account.group_id)
        folder.chmod(0o700)
    except OSError as error:
        raise EmbeddedError(
            f"Der Ordner {folder} ist nicht benutzbar ({error.strerror}).\n"
            "Bitte mit demselben Benutzerkonto starten wie bisher oder einen anderen wählen: --data ORDNER"
        ) from error


def _make_folders(folder: Path, mode: int) -> None:
    """Make a folder and those above it, with this mode whatever the umask is; leave alone what is there."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    for path in reversed(missing):
        path.mkdir(exist_ok=True)
        path.chmod(mode)


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
