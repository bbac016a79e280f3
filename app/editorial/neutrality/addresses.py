"""Addresses on the net as they stand in posts: whether a word is one, and what its parts say."""

import re

from app.editorial.neutrality.folding import fold

_ENDINGS = frozenset(
    {
        "de",
        "com",
        "org",
        "net",
        "eu",
        "info",
        "example",
        "link",
        "page",
        "me",
        "ly",
        "to",
        "team",
        "jetzt",
        "berlin",
        "hamburg",
        "nrw",
        "saarland",
        "social",
        "tv",
        "online",
        "app",
        "news",
        "vote",
        "io",
        "gd",
        "bio",
        "cc",
        "sh",
        "co",
        "nu",
    }
)
_SHORTENERS = frozenset(
    {
        "bit.ly",
        "t.co",
        "t1p.de",
        "tinyurl.com",
        "is.gd",
        "ow.ly",
        "goo.gl",
        "buff.ly",
        "cutt.ly",
        "shorturl.at",
        "rb.gy",
    }
)
_PARTS = re.compile(r"[^\W\d_]+|\d+")
_EDGES = "()[]<>„“”\"'.,;:!?"


def is_address(chunk: str) -> bool:
    """Say whether a word without spaces is a web or mail address."""
    bare = chunk.strip(_EDGES)
    if "://" in bare or bare.casefold().startswith("www."):
        return True
    host = bare.replace("[.]", ".").replace("(.)", ".").split("/", 1)[0].rsplit("@", 1)[-1].split(":", 1)[0]
    labels = host.casefold().split(".")
    return (
        len(labels) > 1
        and labels[-1] in _ENDINGS
        and all(label.strip("-") for label in labels)
        and not bare.startswith("@")
    )


def host_of(address: str) -> str:
    """Return the host of an address in small letters, without a leading www."""
    bare = address.casefold().replace("[.]", ".").replace("(.)", ".").rpartition("://")[2]
    host = bare.split("/", 1)[0].split("?", 1)[0].rsplit("@", 1)[-1].split(":", 1)[0]
    return host.removeprefix("www.")


def parts_of(address: str) -> tuple[str, ...]:
    """Return the folded words of which an address or handle is made."""
    bare = address.rpartition("://")[2].replace("[.]", ".")
    return tuple(fold(part) for part in _PARTS.findall(bare[:300]))


def is_covered(address: str) -> bool:
    """Say whether the address hides its target behind a short link."""
    return host_of(address) in _SHORTENERS
