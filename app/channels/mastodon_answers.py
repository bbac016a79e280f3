"""What a Mastodon-compatible server says, as far as we believe it: schemas of its answers (docs.joinmastodon.org).

Unknown fields are left alone. A number that is none is as good as missing: an instance may be configured oddly and
still take posts.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import AwareDatetime, BaseModel, BeforeValidator, RootModel, StringConstraints, ValidationError

from app.channels.http import Line, Long
from app.egress import Answer

_LARGEST: Final = 10**9


def _whole_or_nothing(value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < _LARGEST:
        return value
    return None


Number = Annotated[int | None, BeforeValidator(_whole_or_nothing)]
Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._~-]{1,100}$")]
"""An id as the servers form it: digits (Mastodon), ULID (GoToSocial), words (Pleroma); safe in a path."""


class Status(BaseModel):
    """A status; `content` is HTML, which is never shown, only compared."""

    id: Key
    created_at: AwareDatetime
    content: Long
    url: str | None = None
    uri: str | None = None


class Statuses(RootModel[list[Status]]):
    """A page of statuses."""


class Media(BaseModel):
    """An uploaded image."""

    id: Key


class Own(BaseModel):
    """The account the token belongs to."""

    id: Key
    acct: Line | None = None
    url: str | None = None


class _StatusRules(BaseModel):
    max_characters: Number = None
    characters_reserved_per_url: Number = None
    max_media_attachments: Number = None


class _MediaRules(BaseModel):
    image_size_limit: Number = None
    image_matrix_limit: Number = None
    description_limit: Number = None


class _Configuration(BaseModel):
    statuses: _StatusRules = _StatusRules()
    media_attachments: _MediaRules = _MediaRules()


class Instance(BaseModel):
    """What the server says of itself; `max_toot_chars` is the older word that some forks still use."""

    version: Line | None = None
    configuration: _Configuration = _Configuration()
    max_toot_chars: Number = None

    def limits(self) -> dict[str, int]:
        """Return the limits it names, by the names of `Standing`."""
        statuses, media = self.configuration.statuses, self.configuration.media_attachments
        named = {
            "characters": statuses.max_characters or self.max_toot_chars,
            "characters_per_url": statuses.characters_reserved_per_url,
            "images": statuses.max_media_attachments,
            "image_bytes": media.image_size_limit,
            "image_pixels": media.image_matrix_limit,
            "alt": media.description_limit,
        }
        return {name: number for name, number in named.items() if number is not None}


class _Link(BaseModel):
    rel: Line
    href: Line


class _Links(BaseModel):
    links: list[_Link]


class _Software(BaseModel):
    name: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,50}$")]
    version: Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{0,100}$")] = ""


class _NodeInfo(BaseModel):
    software: _Software


def read_software(ask: Callable[[str], Answer]) -> str | None:
    """Return "name version" from nodeinfo 2.x, or None where the server does not say.

    The first document names another by its address; only its path is taken, so that the server cannot send us away.
    """
    first = ask("/.well-known/nodeinfo")
    try:
        links = _Links.model_validate_json(first.body).links if first.status == HTTPStatus.OK else []
        wanted = [link.href for link in links if "nodeinfo.diaspora.software/ns/schema/2." in link.rel]
        path = urlsplit(wanted[-1]).path if wanted else ""
        if not path.startswith("/"):
            return None
        second = ask(path)
        if second.status != HTTPStatus.OK:
            return None
        software = _NodeInfo.model_validate_json(second.body).software
    except (ValidationError, ValueError):
        return None
    return f"{software.name} {software.version}".strip()
