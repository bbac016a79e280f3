"""Channels that do not add up in themselves, and answers about a channel that belongs to somebody else."""

import re
from collections.abc import Iterator
from typing import Final

from app.models.channel import ENDED, Channel, ChannelState
from app.queries.register_findings.book import Book
from app.queries.register_findings.finding import RegisterFinding, RegisterRule, find_in


def find_channels(book: Book) -> Iterator[RegisterFinding]:
    """Yield what does not add up about each channel."""
    for channel in book.channels:
        for sentence in find_channel_faults(channel):
            yield find_in(RegisterRule.CHANNEL, channel.label, [channel], sentence)


def find_channel_faults(channel: Channel) -> Iterator[str]:
    """Yield a German sentence for each thing that does not add up about one channel."""
    if channel.url and not is_address_of(channel.url, channel.platform.url_pattern):
        yield f"Die Adresse „{channel.url}“ passt nicht zur Plattform {channel.platform.name}."
    if channel.state in ENDED and not channel.end_reason:
        yield "Der Kanal ist beendet, aber der Grund fehlt."
    if channel.state in ENDED and not channel.until:
        yield "Der Kanal ist beendet, aber es fehlt, seit wann."
    if channel.state is ChannelState.ACTIVE and not channel.since:
        yield "Der Kanal ist aktiv, aber es fehlt, seit wann."


def is_address_of(url: str, pattern: str | None) -> bool:
    """Tell whether the whole address matches a platform's pattern; without a pattern every address does."""
    return not pattern or bool(re.fullmatch(pattern, url, re.IGNORECASE))


def find_foreign_channels(book: Book) -> Iterator[RegisterFinding]:
    """Yield costs that one body reports for another's channel."""
    for item in book.costs:
        for channel in item.channels:
            if channel.organisation_id != item.organisation_id:
                owner = channel.organisation.abbreviation
                sentence = f"Die Kosten meldet {item.organisation.abbreviation}; der Kanal gehört {owner}."
                yield find_in(RegisterRule.OWNER, channel.label, [item], sentence)


def find_other_beginnings(book: Book) -> Iterator[RegisterFinding]:
    """Yield accounts that, by another list, began in another year."""
    for row in book.snapshots:
        since = row.channel.since if row.channel else None
        if row.channel is None or not since or not row.joined or row.joined[:4] == since[:4]:
            continue
        said = row.channel.period or f"seit {since}"
        sentence = f"Beigetreten „{row.joined}“, im Kanalverzeichnis aber „{said}“."
        yield find_in(RegisterRule.SINCE, row.channel.label, [row.channel, row], sentence)


RULES: Final = (find_channels, find_foreign_channels, find_other_beginnings)
