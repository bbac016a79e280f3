"""Other people's servers on this machine: a Bluesky data server and a stand-in for Mastodon, for demo and tests.

They are installed into the user's cache folder on first use, from the lock files beside this module, and listen on
127.0.0.1 only. Nothing of them is needed where `up` runs without them, or in production.
"""

from app.embedded.peers.install import Installed, install
from app.embedded.peers.servers import BlueskyPeer, MastodonPeer, Peer
from app.embedded.peers.together import Peers

__all__ = ["BlueskyPeer", "Installed", "MastodonPeer", "Peer", "Peers", "install"]
