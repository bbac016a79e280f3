"""What will be sent, as bytes: canonical JSON of one text for one channel, and the hashes that bind approvals to it."""

import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from app.editorial.signature import sign
from app.models.channel import Channel

WITH_IMAGES: Final = '"media":[{'
"""Stands in a payload if and only if it holds an image: it is canonical, and no text can imitate a bare quote."""


@dataclass(frozen=True)
class Image:
    """An image as it will be sent: its bytes by their SHA-256, and what is said for those who do not see it.

    An empty `alt` marks a decorative image; None means that nobody has written it yet, and keeps the post from
    submission.
    """

    sha256: str
    content_type: str
    width: int
    height: int
    size: int
    alt: str | None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Image":
        """Return the image of a row that may hold more than is sent, such as our own id."""
        return cls(**{name: row[name] for name in cls.__dataclass_fields__})


def render(
    channel: Channel,
    *,
    text: str,
    alternative_url: str | None,
    abbreviations: Iterable[str],
    content_warning: str | None = None,
    media: Iterable[Image] = (),
) -> str:
    """Return the payload for a channel: sorted keys, values in NFC, no spaces. Title, note and times are not in it.

    The values are normalised, not the JSON: a combining mark after a line break would alter the break's escape.
    Without images or a content warning nothing is said of them.
    """
    signers = [_nfc(abbreviation) for abbreviation in abbreviations]
    content: dict[str, Any] = {
        "abbreviation": "/".join(signers),
        "alternative_url": None if alternative_url is None else _nfc(alternative_url),
        "channel_id": str(channel.id),
        "language": "de",
        "text": _nfc(sign(_nfc(text), channel.signature, signers)),
        "visibility": "public",
    }
    if content_warning is not None:
        content["content_warning"] = _nfc(content_warning)
    if images := [
        asdict(image) | {"alt": _nfc(image.alt)} if image.alt else asdict(image) for image in media
    ]:
        content["media"] = images
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest(payload: str) -> str:
    """Return the SHA-256 of a payload's UTF-8 bytes, in hexadecimal."""
    return sha256(payload.encode()).hexdigest()


def digest_of_all(payload_hashes: Iterable[tuple[UUID, str]], cause: str | None = None) -> str:
    """Return the hash of a revision: SHA-256 over its payload hashes, sorted by channel id, and the cause it names.

    In a pre-election period the cause is what an approval rests on (NEUTRALITY section 5), though it is never sent.
    """
    hashes = "".join(payload_hash for _, payload_hash in sorted(payload_hashes))
    return sha256((f"{hashes}\n{cause}" if cause else hashes).encode()).hexdigest()


def text_of(payload: str) -> str:
    """Return the text as it will be sent, signature included."""
    return str(json.loads(payload)["text"])


def link_of(payload: str) -> str | None:
    """Return the address where more about it is to be found, if there is one."""
    link: str | None = json.loads(payload).get("alternative_url")
    return link


def content_warning_of(payload: str) -> str | None:
    """Return what readers are told before the text, if anything."""
    warning: str | None = json.loads(payload).get("content_warning")
    return warning


def images_of(payload: str) -> tuple[Image, ...]:
    """Return the images as they will be sent, in order; none where the bytes are no payload, which no hash fits."""
    try:
        return tuple(map(Image.of, json.loads(payload).get("media", ())))
    except (ValueError, TypeError, LookupError, AttributeError):
        return ()


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)
