"""Rich text of a Bluesky post: which bytes are a link, a mention or a hashtag, and ids made of ours.

Sources: atproto.com "Rich text" and docs.bsky.app "Links, mentions and rich text" (byteStart and byteEnd count UTF-8
bytes; a tag has at most 64 graphemes and 640 bytes); atproto.com "TID" (64 bits in base32: one zero bit, 53 bits of
microseconds, 10 bits of clock id).
"""

from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

import regex

_LINK: Final = regex.compile(r"(?:^|(?<=[\s(\[„“»]))https?://[^\s<>„“”«»]+")
_MENTION: Final = regex.compile(
    r"(?:^|(?<=[\s(]))@((?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z]{2,})"
)
_TAG: Final = regex.compile(r"(?:^|(?<=[\s(]))[#＃]([^\s#＃]*[^\d\s\p{P}#＃][^\s#＃]*)")
_ENDS: Final = ".,;:!?'\"…"
_LONGEST_TAG: Final = 64
_LONGEST_TAG_BYTES: Final = 640
_MENTIONS: Final = 5
_NOISE_BITS: Final = 36  # of the microseconds: 19 hours
_ALPHABET: Final = "234567abcdefghijklmnopqrstuvwxyz"


def find_facets(text: str, resolve: Callable[[str], str | None]) -> list[dict[str, Any]]:
    """Return the facets of a text in their order. `resolve` turns a handle into its DID; without one it stays text."""
    found = [*_find_links(text), *_find_tags(text)]
    for match in list(_MENTION.finditer(text))[:_MENTIONS]:
        did = resolve(match[1].lower())
        if did:
            found.append((match.start(), match.end(), "mention", {"did": did}))
    facets: list[dict[str, Any]] = []
    end_before = 0
    for start, end, kind, values in sorted(found, key=lambda facet: facet[:2]):
        if start >= end_before:
            facets.append(
                {
                    "index": {"byteStart": len(text[:start].encode()), "byteEnd": len(text[:end].encode())},
                    "features": [{"$type": f"app.bsky.richtext.facet#{kind}", **values}],
                }
            )
            end_before = end
    return facets


def _find_links(text: str) -> Iterator[tuple[int, int, str, dict[str, str]]]:
    """Yield the links: a sentence's end is not part of one, nor a bracket that was opened before it."""
    for match in _LINK.finditer(text):
        address = match[0]
        while address[-1] in _ENDS or (address[-1] in ")]" and address.count(address[-1]) > _opened(address)):
            address = address[:-1]
        yield match.start(), match.start() + len(address), "link", {"uri": address}


def _opened(address: str) -> int:
    return address.count({")": "(", "]": "["}[address[-1]])


def _find_tags(text: str) -> Iterator[tuple[int, int, str, dict[str, str]]]:
    for match in _TAG.finditer(text):
        tag = regex.sub(r"\p{P}+$", "", match[1])
        graphemes = len(regex.findall(r"\X", tag))
        if tag and graphemes <= _LONGEST_TAG and len(tag.encode()) <= _LONGEST_TAG_BYTES:
            yield match.start(), match.start() + 1 + len(tag), "tag", {"tag": tag}


def record_key(delivery_id: UUID) -> str:
    """Return the TID that stands for a delivery: the same at every try, and unlike that of any other delivery.

    The time in it is at most two days before the one in the id (UUIDv7, RFC 9562); a hash of the id fills the lower
    46 bits, so that even a thousand deliveries of one moment do not meet.
    """
    days = ((delivery_id.int >> 80) * 1000 >> _NOISE_BITS) - 1
    noise = int.from_bytes(sha256(delivery_id.bytes).digest()[:8]) % 2 ** (_NOISE_BITS + 10)
    number = days << (_NOISE_BITS + 10) | noise
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(60, -1, -5))
