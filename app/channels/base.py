"""What a channel can do, what it is told, what it answers, and the three ways in which it fails."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

Change = Callable[[Mapping[str, str]], Mapping[str, str]]
"""From the secrets as they are to the secrets as they are to be."""


@dataclass(frozen=True)
class Account:
    """Whom a connector speaks as: the server, its secrets by name, and what the server said of its limits.

    `keep` stores secrets that the server renewed (a session token). It hands the newest secrets to a function, while
    nobody else may change them, and keeps and returns what that function makes of them, so that of many processes
    one renews and the others see it. The function makes no call itself; what it raises leaves everything as it was.
    It may be called outside any transaction. None where nothing can be kept.
    """

    channel_id: UUID
    endpoint: str | None = None
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    limits: Mapping[str, Any] = field(default_factory=dict)
    keep: Callable[[Change], Mapping[str, str]] | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Attachment:
    """An image of a message, by the hash of its bytes. An empty `alt` marks it as decorative.

    `handle` is what the platform called it when it was prepared; None before that and where nothing is prepared.
    """

    sha256: str
    content_type: str
    width: int
    height: int
    alt: str
    handle: str | None = None


@dataclass(frozen=True)
class Message:
    """What is to appear on the channel, exactly as approved. `delivery_id` is the identity we control.

    `remote_id` is what the channel called it, where that is known: then `find` need not search.
    """

    delivery_id: UUID
    revision_id: UUID
    channel_id: UUID
    text: str
    language: str
    alternative_url: str | None
    payload_sha256: str
    content_warning: str | None = None
    media: tuple[Attachment, ...] = ()
    remote_id: str | None = None


@dataclass(frozen=True)
class Receipt:
    """The platform's word that it is there: its id and, where there is a page, the address."""

    remote_id: str
    remote_url: str | None = None


@dataclass(frozen=True)
class Listed:
    """One post that stands on the account: its id there, since when, and which of the messages asked for it may be.

    Where the platform takes our own id, that says which it is, and `is_same_text` whether it says what was approved;
    elsewhere the words alone tell.
    """

    remote_id: str
    remote_url: str | None
    at: datetime
    could_be: tuple[UUID, ...] = ()
    is_same_text: bool = True


@dataclass(frozen=True)
class Standing:
    """What a preflight learned: how the account is called, what protects it from doubles, and the limits.

    `idempotency` is `own_id`, `key` or `none`, by the instance and never by the name of its interface. `limits`:
    `characters`, `bytes`, `characters_per_url`, `images`, `image_bytes`, `image_pixels`, `alt` (each optional,
    whole numbers). `software` names the server and its version where it tells.
    """

    idempotency: str
    handle: str | None = None
    url: str | None = None
    software: str | None = None
    limits: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Handle:
    """What the platform called a prepared image, and for how many seconds it keeps it."""

    name: str
    valid_s: float


class ChannelError(Exception):
    """Base of the three errors a connector may raise; anything else counts as Unclear."""


class Temporary(ChannelError):  # noqa: N818 - named as PUBLISHING section 6 names it
    """Certainly without effect, worth another try. `retry_after`: the platform's wish to be left alone, in seconds.

    Any number, 0 included, gives the whole channel a rest; None concerns this one call only.
    """

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

    can_find: bool
    """True where the platform can be asked what is there; otherwise a person's look replaces the probe."""

    def check(self, deadline: float) -> Standing:
        """Look whether the account may publish and within which limits; nothing becomes visible.

        `deadline` is in boot-time seconds here and below. Raises the three errors.
        """

    def prepare(self, attachment: Attachment, content: bytes, deadline: float) -> Handle | None:
        """Hand over an image ahead of its message; None where nothing is needed. Raises the three errors."""

    def publish(self, message: Message, deadline: float) -> Receipt:
        """Make the message visible. Raises the three errors."""

    def remove(self, remote_id: str, deadline: float) -> None:
        """Make it invisible; repeatable, and quiet where it is already gone. Raises the three errors."""

    def find(self, message: Message, since: datetime, deadline: float) -> Receipt | None:
        """Look for the message among what appeared since. Raises Temporary where it cannot look."""

    def list_posts(self, wanted: Sequence[Message], since: datetime, deadline: float) -> Sequence[Listed]:
        """Return the account's own posts since then, and those of `wanted` that bear our own id, whatever their age.

        Asked only where `can_find`. Raises Temporary where it cannot look, or not back that far.
        """
