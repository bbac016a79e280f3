"""Sealing and opening secrets of a channel or a hook: whoever holds the public half can write, only the private half reads.

AES-256-GCM with a data key of its own for each sealing; the data key is wrapped with RSA-OAEP (ADR 0010). The
associated data bind the sealed bytes to their owner, kind and key version, so that no row can stand in for another
(SECURITY CC-01).
"""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256

from app.keys import PublicKey, private_key

_DATA_KEY_BITS: Final = 256
_NONCE_BYTES: Final = 12
_FINGERPRINT_LENGTH: Final = 12


class BrokenSealError(Exception):
    """The sealed bytes are not those that were written for this owner and kind; nothing can be read from them."""


@dataclass(frozen=True)
class Sealed:
    """Secrets as they lie in the database."""

    key_version: int
    wrapped_key: bytes = field(repr=False)
    nonce: bytes = field(repr=False)
    ciphertext: bytes = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """Twelve characters that tell one sealing from another.

        Taken from the sealed bytes and never from the secrets: nobody can try guesses against it.
        """
        return hashlib.sha256(self.nonce + self.ciphertext).hexdigest()[:_FINGERPRINT_LENGTH]


def seal(secrets: Mapping[str, str], *, owner_id: UUID, kind: str, key: PublicKey) -> Sealed:
    """Return the secrets sealed for one channel or hook, and kind."""
    data_key, nonce = AESGCM.generate_key(_DATA_KEY_BITS), os.urandom(_NONCE_BYTES)
    content = json.dumps(dict(secrets)).encode()
    ciphertext = AESGCM(data_key).encrypt(nonce, content, _bound_to(owner_id, kind, key.version))
    return Sealed(key.version, key.half.encrypt(data_key, _oaep()), nonce, ciphertext)


def unseal(sealed: Sealed, *, owner_id: UUID, kind: str, private_keys: Path | None) -> dict[str, str]:
    """Return the secrets. Raises BrokenSealError, and KeyFileError where the private half cannot be had."""
    key = private_key(private_keys, sealed.key_version)
    secrets: dict[str, str] = json.loads(_open(key, sealed, _bound_to(owner_id, kind, sealed.key_version)))
    return secrets


@lru_cache(maxsize=256)
def _open(key: RSAPrivateKey, sealed: Sealed, bound_to: bytes) -> bytes:
    """Return what these very bytes hold. They are opened once: a thousand posts in a second are not a thousand openings."""
    try:
        data_key = key.decrypt(sealed.wrapped_key, _oaep())
        return AESGCM(data_key).decrypt(sealed.nonce, sealed.ciphertext, bound_to)
    except (InvalidTag, ValueError):
        raise BrokenSealError from None


def _bound_to(owner_id: UUID, kind: str, key_version: int) -> bytes:
    return f"{owner_id}/{kind}/{key_version}".encode()


def _oaep() -> OAEP:
    return OAEP(mgf=MGF1(SHA256()), algorithm=SHA256(), label=None)
