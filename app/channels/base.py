"""What a channel can do, what it is told, what it answers, and the three ways in which it fails."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True)
class Message:
    """What is to appear on the channel, exactly as approved. `delivery_id` is the identity we control."""

    delivery_id: UUID
    channel_id: UUID
    text: str
    language: str
    alternative_url: str | None
    payload_sha256: str


@dataclass(frozen=True)
class Receipt:
    """The platform's word that it is there: its id and, where there is a page, the address."""

    remote_id: str
    remote_url: str | None = None


class ChannelError(Exception):
    """Base of the three errors a connector may raise; anything else counts as Unclear."""


class Temporary(ChannelError):  # noqa: N818 - named as PUBLISHING section 6 names it
    """Certainly without effect, worth another try. `retry_after`: the platform's own wish, in seconds."""

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        self.retry_after = retry_after
        super().__init__(reason)


class Permanent(ChannelError):  # noqa: N818 - named as PUBLISHING section 6 names it
    """Certainly without effect, and another try would end the same way. `access`: the door itself is closed."""

    def __init__(self, reason: str, *, access: bool = False) -> None:
        self.access = access
        super().__init__(reason)


class Unclear(ChannelError):  # noqa: N818 - named as PUBLISHING section 6 names it
    """Nobody can say whether it took effect."""


class Channel(Protocol):
    """A connector. Each call keeps the deadline itself and makes at most one request that can become visible."""

    removes_at_once: bool
    """True where our own row is the proof of removal; otherwise `find` must say absent after the quiet time."""

    def publish(self, message: Message, deadline: float) -> Receipt:
        """Make the message visible before `deadline` (boot-time seconds). Raises the three errors."""

    def remove(self, remote_id: str, deadline: float) -> None:
        """Make it invisible; repeatable, and quiet where it is already gone. Raises the three errors."""

    def find(self, message: Message, since: datetime, deadline: float) -> Receipt | None:
        """Look for the message among what appeared since. Raises Temporary where it cannot look."""
