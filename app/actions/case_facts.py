"""What is told of a case (Löschverfahren): whose it is, of which kind, about which channels, and what its ground rests on."""

from typing import Any

from app.editorial.grounds import PAPER, RESTS_ON
from app.models import Takedown


def describe_case(takedown: Takedown) -> dict[str, Any]:
    """Return the values that words about a case may name."""
    channels = [row.variant.channel for row in takedown.covered]
    scopes = {None, *(channel.scope for channel in channels)}
    pages = sorted({row.page for row in RESTS_ON[takedown.ground] if row.scope in scopes})
    return {
        "organisation": takedown.post.organisation.abbreviation,
        "channels": sorted(channel.label for channel in channels),
        "takedown_kind": takedown.kind.value,
        "ground": takedown.ground.value,
        "source": f"{PAPER}, Seite {' und '.join(map(str, pages))}",
        "deadline_at": takedown.deadline_at.isoformat(),
    }
