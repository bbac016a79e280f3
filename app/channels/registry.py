"""Platform name -> connector. Adding a platform is one file and one line here."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.channels.base import Account, Channel
from app.channels.console import Console
from app.channels.portal import Portal


@dataclass(frozen=True)
class Surroundings:
    """What connectors may know of the installation: its public address and a folder of its own."""

    base_url: str
    folder: Path


CONNECTORS: dict[str, Callable[[Surroundings, Account], Channel]] = {
    "console": lambda around, _: Console(around.folder / "console"),
    "portal": lambda around, _: Portal(around.base_url),
}


def connector(platform: str, around: Surroundings, account: Account) -> Channel:
    """Return the connector of a platform for an account. Raises KeyError for one that nobody has written."""
    return CONNECTORS[platform](around, account)
