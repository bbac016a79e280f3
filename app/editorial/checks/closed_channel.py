"""A channel that was ended or rests takes nothing now (Anlage 1, page 9: who runs a channel answers for its state)."""

from collections.abc import Iterator, Sequence
from typing import Final

from app.editorial.checks.base import Facts, Rule
from app.errors import Issue
from app.models.channel import ENDED, ChannelState
from app.models.post import Rendering, Revision


def find_closed_channels(
    revision: Revision, renderings: Sequence[Rendering], facts: Facts
) -> Iterator[Issue]:
    """Return an issue for each channel that was ended or is paused."""
    for index, row in enumerate(renderings):
        channel = row.variant.channel
        if channel.state in ENDED or channel.state is ChannelState.PAUSED:
            key = "channel-paused" if channel.state is ChannelState.PAUSED else "channel-ended"
            yield Issue(f"deliveries.{index}.channel_id", key, {"channel": channel.label})


CLOSED_CHANNEL: Final = Rule("closed-channel", find_closed_channels, "Abschnitt 3.2, Sicherheit", 9)
