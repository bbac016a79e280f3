"""One-time codes (TOTP, RFC 6238): what makes them, how it is sealed at rest, and which code is right when.

The secrets of all second factors are sealed with one key, which comes from a file of the web process alone (ADR 0015).
AES-256-GCM with the account's id as associated data: no row can stand in for another.
"""

import base64
import hmac
import os
import secrets
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pyotp import TOTP, random_base32

from app.keys import KeyFileError, ensure_closed, explained, write_new

STEP_S: Final = 30
_DRIFT_STEPS: Final = 1
"""How many steps a clock may be fast or slow."""
_ISSUER: Final = "Redaktionssystem"
_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12


def make_key() -> str:
    """Return a new key as its file holds it."""
    return secrets.token_urlsafe(_KEY_BYTES)


def make_key_file(path: Path) -> None:
    """Make the file with the key, for its account alone. Raises KeyFileError where one is there already."""
    write_new(path, make_key().encode(), mode=0o600, folder_mode=0o755)


def make_secret() -> str:
    """Return what makes a person's codes, as authenticator apps take it (base32, 160 bits)."""
    return random_base32()


def address_of(secret: str, account: str) -> str:
    """Return the otpauth address, which apps read from a QR code."""
    return TOTP(secret).provisioning_uri(name=account, issuer_name=_ISSUER)


def find_step(secret: str, code: str, *, at: datetime, after: int) -> int | None:
    """Return the time step whose code this is: the present one, or one beside it, and later than the step `after`."""
    now, makes = int(at.timestamp()) // STEP_S, TOTP(secret, interval=STEP_S)
    given = code.replace(" ", "").encode()
    for step in range(max(now - _DRIFT_STEPS, after + 1), now + _DRIFT_STEPS + 1):
        if hmac.compare_digest(makes.generate_otp(step).encode(), given):
            return step
    return None


def seal_secret(secret: str, *, user_id: UUID, key_file: Path) -> bytes:
    """Return the secret as it lies in the database. Raises KeyFileError."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(_read_key(key_file)).encrypt(nonce, secret.encode(), _bound_to(user_id))


def open_secret(sealed: bytes, *, user_id: UUID, key_file: Path) -> str:
    """Return what was sealed for this account. Raises KeyFileError, also if the key is not the one it was sealed with."""
    nonce, content = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    try:
        return AESGCM(_read_key(key_file)).decrypt(nonce, content, _bound_to(user_id)).decode()
    except InvalidTag:
        raise KeyFileError(f"{key_file} öffnet den zweiten Faktor von Konto {user_id} nicht.") from None


def _read_key(path: Path) -> bytes:
    """Return the key. Raises KeyFileError where it is missing, open to other accounts, or none."""
    with explained(path, f"{_KEY_BYTES} Byte in Base64"):
        ensure_closed(path, path.stat())
        key = base64.urlsafe_b64decode(path.read_text(encoding="ascii").strip() + "=")
        if len(key) != _KEY_BYTES:
            raise ValueError
    return key


def _bound_to(user_id: UUID) -> bytes:
    return f"second-factor/{user_id}".encode()
