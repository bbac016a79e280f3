"""Keys in files. In pairs: the public half lets everybody write a channel's credentials, the private half read them.

A pair has a version, which stands in its files' names. Both halves are PEM; the private one belongs to its account
alone (0600) and comes from a file only, never from the environment (SECURITY CC-02). Old private halves stay until
`redaktion key rotate` has sealed everything anew.
"""

import contextlib
import os
import re
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey, generate_private_key

BITS: Final = 3072
_NAME: Final = re.compile(r"credentials-([0-9]{1,9})\.(public|private)\.pem")
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


class KeyFileError(Exception):
    """A key is not there, is not fit to be used, or lies open; the message is for the operator, in German."""


@dataclass(frozen=True)
class PublicKey:
    """The half that seals, with its version."""

    version: int
    half: RSAPublicKey


def make_pair(public: Path, private: Path) -> int:
    """Make the next pair in the two folders and return its version; nothing is ever overwritten.

    The private half is there first: nobody can seal what nobody could open.
    """
    version = max([0, *find_versions(public, "public"), *find_versions(private, "private")]) + 1
    pair = generate_private_key(65537, BITS)
    pem = serialization.Encoding.PEM
    plain = pair.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    spki = pair.public_key().public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo)
    write_new(private / name_of(version, "private"), plain, mode=0o600, folder_mode=0o700)
    write_new(public / name_of(version, "public"), spki, mode=0o644, folder_mode=0o755)
    return version


def name_of(version: int, half: str) -> str:
    """Return the name of the file with this half (`public` or `private`) of a version."""
    return f"credentials-{version}.{half}.pem"


def find_versions(folder: Path, half: str) -> list[int]:
    """Return the versions of which a folder holds this half (`public` or `private`), oldest first."""
    names = (_NAME.fullmatch(path.name) for path in folder.glob(f"credentials-*.{half}.pem"))
    return sorted(int(name[1]) for name in names if name)


def newest_public_key(folder: Path) -> PublicKey:
    """Return the half that seals from now on. Raises KeyFileError where there is none."""
    versions = find_versions(folder, "public")
    if not versions:
        raise KeyFileError(f"In {folder} liegt kein öffentlicher Schlüssel. Bitte anlegen: redaktion key new")
    path = folder / name_of(versions[-1], "public")
    with explained(path):
        key = serialization.load_pem_public_key(path.read_bytes())
    if not isinstance(key, RSAPublicKey) or key.key_size < BITS:
        raise KeyFileError(f"{path} ist kein öffentlicher RSA-Schlüssel mit mindestens {BITS} Bit.")
    return PublicKey(versions[-1], key)


def ensure_pair(public: PublicKey, folder: Path | None) -> None:
    """Raise KeyFileError unless the folder holds the private half of just this public one."""
    if private_key(folder, public.version).public_key() != public.half:
        raise KeyFileError(
            f"Der private Schlüssel {public.version} in {folder} gehört nicht zum öffentlichen."
        )


def private_key(folder: Path | None, version: int) -> RSAPrivateKey:
    """Return the half that opens. Raises KeyFileError where it is missing, or readable by other accounts."""
    if folder is None:
        raise KeyFileError("Es ist kein Ordner mit privaten Schlüsseln genannt (REDAKTION_PRIVATE_KEYS).")
    path = folder / name_of(version, "private")
    with explained(path):
        found = path.stat()
    ensure_closed(path, found)
    return _load_private_key(path, found.st_mtime_ns, found.st_ino)


def ensure_closed(path: Path, found: os.stat_result) -> None:
    """Raise KeyFileError for a file that other accounts can reach."""
    if found.st_mode & _OTHERS:
        raise KeyFileError(f"{path} ist für andere Konten zugänglich. Bitte zuerst: chmod 600 {path}")


@lru_cache(maxsize=16)
def _load_private_key(path: Path, changed_ns: int, inode: int) -> RSAPrivateKey:  # noqa: ARG001 - of this very file
    """Read a private half once; checking its arithmetic takes longer than opening with it."""
    with explained(path):
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, RSAPrivateKey) or key.key_size < BITS:
        raise KeyFileError(f"{path} ist kein privater RSA-Schlüssel mit mindestens {BITS} Bit.")
    return key


@contextlib.contextmanager
def explained(path: Path, kind: str = "PEM ohne Passwort") -> Iterator[None]:
    """Turn whatever goes wrong with a file into one sentence that quotes nothing of its content (KeyFileError)."""
    try:
        yield
    except OSError as error:
        raise KeyFileError(f"{path} ist nicht lesbar ({error.strerror}).") from None
    except (ValueError, TypeError):
        raise KeyFileError(f"{path} ist keine Schlüsseldatei ({kind}).") from None


def write_new(path: Path, content: bytes, *, mode: int, folder_mode: int) -> None:
    """Write a file whole or not at all. Raises KeyFileError where one of this name is there already."""
    try:
        path.parent.mkdir(mode=folder_mode, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".new-") as fresh:  # made with 0600
            fresh.write(content)
            fresh.flush()
            os.fchmod(fresh.fileno(), mode)
            os.fsync(fresh.fileno())
            path.hardlink_to(fresh.name)
    except OSError as error:
        raise KeyFileError(f"{path} lässt sich nicht anlegen ({error.strerror}).") from error
