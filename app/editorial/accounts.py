"""Whether what somebody found on a platform is an account of ours: addresses and names as people copy them (idea 21).

An address counts however it is written: with or without www and scheme, of the mobile site, in another language,
in capitals, with a slash or a post behind the account. What only looks alike is another account.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

SITES: Final = {
    "fb.com": "facebook.com",
    "pinterest.de": "pinterest.com",
    "x.com": "twitter.com",
    **{
        name: name
        for name in (
            "behance.net",
            "bsky.app",
            "facebook.com",
            "instagram.com",
            "linkedin.com",
            "pinterest.com",
            "plus.google.com",
            "threads.net",
            "tiktok.com",
            "twitter.com",
            "vimeo.com",
            "whatsapp.com",
            "xing.com",
            "youtube.com",
        )
    },
}
"""The hosts of platforms by those that stand for them. Every host below one is the platform's own, such as m. or de-de."""
PLATFORMS: Final = frozenset(SITES.values())
_NAMED_BY_QUERY: Final = "profile.php"
_NAMES_ARE_MARKED: Final = "youtube.com"
"""Where `name` and `@name` may be two accounts."""
_HOST: Final = re.compile(r"[\w.-]+")
_FEDIVERSE: Final = re.compile(r"@([\w.-]+)@([\w-]+(?:\.[\w-]+)+)")


@dataclass(frozen=True)
class Account:
    """An account: on a host its path, both in small letters; without a host a bare name."""

    host: str
    path: str

    @property
    def is_whole_platform(self) -> bool:
        """Tell whether it names a platform without saying which account."""
        return self.host in PLATFORMS and not self.path

    def holds(self, asked: "Account") -> bool:
        """Tell whether what was asked for is this account, or something below it such as a post."""
        if self.host != asked.host or self.is_whole_platform:
            return False
        return self.path in {asked.path, ""} or asked.path.startswith(self.path + "/")


def read_account(text: str) -> Account:
    """Return the account that an address or a name means: `@name`, `@name@host`, `host/name` or a whole address."""
    text = text.strip()
    if far := _FEDIVERSE.fullmatch(text):
        return Account(far[2].lower(), far[1].lower())
    if "/" not in text:
        return Account("", text.removeprefix("@").lower())
    try:
        return _read_address(text if "://" in text else f"https://{text.lstrip('/')}")
    except ValueError:
        return Account("", text.lower())


def list_accounts(url: str | None, handle: str | None) -> list[Account]:
    """Return as what a registered channel is found: its address, its name, and the name at the end of its address.

    A short address ends in no name: whoever is called so on a platform is somebody else.
    """
    known = [read_account(text) for text in (url, handle) if text]
    names = [row.path.rpartition("/")[2].removeprefix("@") for row in known if row.host in PLATFORMS]
    names += [read_account(handle).path] if handle else []
    return known + [Account("", name) for name in dict.fromkeys(names) if name]


def is_one_of(asked: Account, known: Iterable[Account]) -> bool:
    """Tell whether what was asked for is one of these accounts."""
    if not asked.host:
        return bool(asked.path) and asked in known
    return any(row.host and row.holds(asked) for row in known)


def _read_address(text: str) -> Account:
    """Return the account an address leads to. Raises ValueError where browsers would go somewhere else than it seems."""
    address = urlsplit(text)
    if address.scheme.lower() not in {"http", "https"} or not _HOST.fullmatch(address.hostname or ""):
        raise ValueError
    steps = [step for step in re.split(r"[/\\]+", unquote(address.path).lower()) if step]
    if {".", ".."} & set(steps):
        raise ValueError
    if steps == [_NAMED_BY_QUERY]:
        steps = [f"{_NAMED_BY_QUERY}?{address.query.partition('&')[0]}"]
    host = _find_site(address.hostname or "")
    if steps and host != _NAMES_ARE_MARKED:
        steps[0] = steps[0].removeprefix("@")
    return Account(host, "/".join(steps))


def _find_site(host: str) -> str:
    """Return the platform a host belongs to; of any other host only www. is the same."""
    bare = host.lower().rstrip(".").removeprefix("www.")
    parts = bare.split(".")
    above = (".".join(parts[place:]) for place in range(len(parts) - 1))
    return next((SITES[name] for name in above if name in SITES), bare)
