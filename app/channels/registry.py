"""Platform name -> connector. Adding a platform is one file and one line here."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from app.channels.base import Account, Channel
from app.channels.console import Console
from app.channels.portal import Portal
from app.egress import Egress


@dataclass(frozen=True)
class Surroundings:
    """What connectors may know of the installation: its public address, a folder of its own, and the way out."""

    base_url: str
    folder: Path
    egress: Egress = field(default_factory=Egress)


CONNECTORS: dict[str, Callable[[Surroundings, Account], Channel]] = {
    "console": lambda around, _: Console(around.folder / "console"),
    "portal": lambda around, _: Portal(around.base_url),
}


def connector(platform: str, around: Surroundings, account: Account) -> Channel:
    """Return the connector of a platform for an account. Raises KeyError for one that nobody has written."""
    return CONNECTORS[platform](around, account)
