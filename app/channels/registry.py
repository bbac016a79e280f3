"""Platform name -> connector. Adding a platform is one file and one line here."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from app.channels.base import Account, Channel
from app.channels.bluesky import Bluesky
from app.channels.console import Console
from app.channels.mastodon import Mastodon
from app.channels.portal import Portal
from app.channels.webhook import Webhook
from app.egress import Egress


@dataclass(frozen=True)
class Surroundings:
    """What connectors may know of the installation: its public address, a folder of its own, and the way out."""

    base_url: str
    folder: Path
    egress: Egress = field(default_factory=Egress)


CONNECTORS: dict[str, Callable[[Surroundings, Account], Channel]] = {
    "bluesky": lambda around, account: Bluesky(around.egress, account),
    "console": lambda around, _: Console(around.folder / "console"),
    "mastodon": lambda around, account: Mastodon(around.egress, account),
    "portal": lambda around, _: Portal(around.base_url),
    "webhook": lambda around, account: Webhook(around.egress, account),
}


def connector(platform: str, around: Surroundings, account: Account) -> Channel:
    """Return the connector of a platform for an account. Raises KeyError for one that nobody has written."""
    return CONNECTORS[platform](around, account)
