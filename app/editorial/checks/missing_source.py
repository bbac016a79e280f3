"""Whoever has no account must find the same elsewhere: a post names its source or leads to the portal (pages 6, 9)."""

from collections.abc import Iterator, Sequence
from typing import Final

import regex

from app.editorial.checks.base import Facts, Rule
from app.errors import Issue
from app.models.post import Rendering, Revision

PORTAL: Final = "portal"
_ADDRESS: Final = regex.compile(r"https?://[^\s]|(?<![\p{L}\p{N}@.])www\.[\p{L}\p{N}]", regex.IGNORECASE)


def find_missing_sources(
    revision: Revision, renderings: Sequence[Rendering], facts: Facts
) -> Iterator[Issue]:
    """Return one issue for a post without an address that goes to other channels than the portal itself."""
    if revision.alternative_url:
        return
    channels = [
        row.variant.channel
        for row in renderings
        if not _ADDRESS.search(revision.text if row.text is None else row.text)
    ]
    elsewhere = sorted(channel.label for channel in channels if channel.platform_slug != PORTAL)
    if elsewhere:
        yield Issue("alternative_url", "missing-source", {"channels": ", ".join(elsewhere)})


MISSING_SOURCE: Final = Rule(
    "missing-source", find_missing_sources, "Abschnitt 3.1 und Abschnitt 5 (Landesportal)", 9
)
