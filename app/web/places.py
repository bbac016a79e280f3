"""On which page a thing is found: what lasting addresses and notices lead to."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

_PAGES: Final[Mapping[str, str]] = {
    "channel": "/channels/{}",
    "concept": "/concepts/{}",
    "contribution": "/contributions/{}",
    "delivery": "/deliveries/{}",
    "election": "/elections",
    "finding": "/findings/{}",
    "hook": "/admin/hooks/{}",
    "inquiry": "/inquiries/{}",
    "organisation": "/hilfe/benachrichtigungen",
    "package": "/packages/{}",
    "platform_stop": "/platforms",
    "post": "/posts/{}",
    "restoration": "/restore",
    "survey": "/surveys/{}",
    "takedown": "/takedowns/{}",
    "theme": "/themes/{}",
    "user": "/account/of/{}",
}


def find_place(object_type: str, object_id: UUID) -> str | None:
    """Return the path of a thing's page; None where its kind has none. It says nothing of whether there is the thing."""
    page = _PAGES.get(object_type)
    return page.format(object_id) if page else None
