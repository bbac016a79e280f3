"""Platform name -> connector. Adding a platform is one file and one line here."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.channels.base import Channel
from app.channels.console import Console
from app.channels.portal import Portal


@dataclass(frozen=True)
class Surroundings:
    """What connectors may know of the installation: its public address and a folder of its own."""

    base_url: str
    folder: Path


CONNECTORS: dict[str, Callable[[Surroundings], Channel]] = {
    "console": lambda around: Console(around.folder / "console"),
    "portal": lambda around: Portal(around.base_url),
}


def connector(platform: str, around: Surroundings) -> Channel:
    """Return the connector of a platform. Raises KeyError for one that nobody has written."""
    return CONNECTORS[platform](around)
