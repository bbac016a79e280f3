"""What does not add up in the register, found anew at every look and stored nowhere.

The register keeps addresses and dates as they were printed, so its mistakes stay visible; here they are named
until somebody corrects them (REQUIREMENTS 1.7).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.models.channel import ENDED, Channel, ChannelState


@dataclass(frozen=True)
class Finding:
    """One thing to look into: which channel, whose, what (a German sentence), and the source."""

    channel_id: UUID
    key: str | None
    label: str
    organisation: str
    sentence: str
    source: str | None


def find_register_findings(session: Session) -> list[Finding]:
    """Return the findings about all registered channels, demo channels left out, in the register's order."""
    query = (
        select(Channel)
        .where(Channel.is_demo.is_(False))
        .options(joinedload(Channel.platform), joinedload(Channel.organisation))
        .order_by(Channel.source_key.asc().nulls_last(), Channel.label, Channel.id)
    )
    return [
        Finding(
            channel.id,
            channel.source_key,
            channel.label,
            channel.organisation.abbreviation,
            sentence,
            channel.source,
        )
        for channel in session.scalars(query)
        for sentence in find_channel_faults(channel)
    ]


def find_channel_faults(channel: Channel) -> Iterator[str]:
    """Yield a German sentence for each thing that does not add up about one channel."""
    if channel.url and not _has_valid_address(channel):
        yield f"Die Adresse „{channel.url}“ passt nicht zur Plattform {channel.platform.name}."
    if channel.state in ENDED and not channel.end_reason:
        yield "Der Kanal ist beendet, aber der Grund fehlt."
    if channel.state in ENDED and not channel.until:
        yield "Der Kanal ist beendet, aber es fehlt, seit wann."
    if channel.state is ChannelState.ACTIVE and not channel.since:
        yield "Der Kanal ist aktiv, aber es fehlt, seit wann."


def _has_valid_address(channel: Channel) -> bool:
    """Tell whether the whole address matches the platform's pattern; without a pattern every address does."""
    pattern = channel.platform.url_pattern
    return not pattern or bool(re.fullmatch(pattern, channel.url or "", re.IGNORECASE))
