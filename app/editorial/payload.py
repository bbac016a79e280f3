"""What will be sent, as bytes: canonical JSON of one text for one channel, and the hashes that bind approvals to it."""

import json
import unicodedata
from collections.abc import Iterable
from hashlib import sha256
from uuid import UUID

from app.editorial.signature import sign
from app.models.channel import Channel


def render(channel: Channel, *, text: str, alternative_url: str | None, abbreviations: Iterable[str]) -> str:
    """Return the payload for a channel: sorted keys, values in NFC, no spaces. Title, note and times are not in it.

    The values are normalised, not the JSON: a combining mark after a line break would alter the break's escape.
    """
    signers = [_nfc(abbreviation) for abbreviation in abbreviations]
    content = {
        "abbreviation": "/".join(signers),
        "alternative_url": None if alternative_url is None else _nfc(alternative_url),
        "channel_id": str(channel.id),
        "language": "de",
        "text": _nfc(sign(_nfc(text), channel.signature, signers)),
        "visibility": "public",
    }
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest(payload: str) -> str:
    """Return the SHA-256 of a payload's UTF-8 bytes, in hexadecimal."""
    return sha256(payload.encode()).hexdigest()


def digest_of_all(payload_hashes: Iterable[tuple[UUID, str]]) -> str:
    """Return the hash of a revision: SHA-256 over its payload hashes, sorted by channel id."""
    return sha256("".join(payload_hash for _, payload_hash in sorted(payload_hashes)).encode()).hexdigest()


def text_of(payload: str) -> str:
    """Return the text as it will be sent, signature included."""
    return str(json.loads(payload)["text"])


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)
