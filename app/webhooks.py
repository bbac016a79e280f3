"""Signing what is told to a server outside, as Standard Webhooks asks for (standardwebhooks.com, specification 1.0.0).

Headers: `webhook-id`, the same at every try so that a receiver drops what it has; `webhook-timestamp` in seconds;
`webhook-signature` = "v1," and the base64 of HMAC-SHA256 over id.timestamp.body, once per secret that counts.
"""

import base64
import binascii
import hmac
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final

SECRET_PREFIX: Final = "whsec_"  # noqa: S105 - what makes a secret recognisable, not a secret
_SECRET_BYTES: Final = 32
_LONGEST_TIMESTAMP: Final = 11
"""Digits of a second some thousand years away, which still is a date."""


def make_secret() -> str:
    """Return a new secret: `whsec_` and 32 random bytes in base64."""
    return SECRET_PREFIX + base64.b64encode(os.urandom(_SECRET_BYTES)).decode()


def sign(secrets: Sequence[str], event_id: str, moment: datetime, body: bytes) -> dict[str, str]:
    """Return the headers of a signed event. Raises ValueError where a secret is none of Standard Webhooks."""
    timestamp = str(int(moment.timestamp()))
    signed = f"{event_id}.{timestamp}.".encode() + body
    signatures = [hmac.new(_key_of(secret), signed, sha256).digest() for secret in secrets]
    return {
        "Content-Type": "application/json",
        "webhook-id": event_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(
            f"v1,{base64.b64encode(signature).decode()}" for signature in signatures
        ),
    }


def is_signed(
    secret: str, headers: Mapping[str, str], body: bytes, *, now: datetime, tolerance: timedelta
) -> bool:
    """Tell whether an event came signed with this secret, and at about this time: what is older somebody kept."""
    event_id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not (
        event_id and timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= _LONGEST_TIMESTAMP
    ):
        return False
    moment = datetime.fromtimestamp(int(timestamp), tz=UTC)
    right = sign([secret], event_id, moment, body)["webhook-signature"].encode()
    given = headers.get("webhook-signature", "").encode().split(b" ")
    is_right = any(hmac.compare_digest(right, signature) for signature in given)
    return is_right and abs(now - moment) <= tolerance


def _key_of(secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not key:
        raise ValueError("the signing secret is not base64")
    return key
