"""All peers of one installation: started as children of the supervisor, and made known to the other parts."""

import json
import os
from pathlib import Path
from signal import Signals

from app.embedded.family import Child
from app.embedded.peers.install import Installed
from app.embedded.peers.servers import BlueskyPeer, MastodonPeer


class Peers:
    """The peers with their data below `data_dir`."""

    def __init__(self, installed: Installed, data_dir: Path) -> None:
        self._servers = (BlueskyPeer(installed, data_dir), MastodonPeer(installed, data_dir))
        self._file = data_dir / "peers" / "accounts.json"

    def children(self) -> list[Child]:
        """Return them as children to start and to keep alive."""
        return [
            Child(server.name, server.spawn, server.is_ready, server.stop_signal, Signals.SIGKILL)
            for server in self._servers
        ]

    def addresses(self) -> str:
        """Say where they answer."""
        return ", ".join(f"{server.name} {server.endpoint}" for server in self._servers)

    def complaints(self) -> list[str]:
        """Say which of them do not answer, with the end of their logs."""
        return [server.complaint() for server in self._servers if not server.is_ready()]

    def introduce(self) -> dict[str, str]:
        """Make an account on each, write them down for `migrate`, and return what the parts need to know as settings."""
        accounts = {
            server.platform: {"endpoint": server.endpoint, "secrets": dict(server.credentials())}
            for server in self._servers
        }
        self._file.touch(mode=0o600)
        self._file.write_text(json.dumps(accounts), encoding="utf-8")
        named = [os.environ.get("REDAKTION_PRIVATE_HOSTS", ""), *(server.host for server in self._servers)]
        return {
            "REDAKTION_DEMO_PEERS": str(self._file),
            "REDAKTION_PRIVATE_HOSTS": " ".join(filter(None, named)),
        }
