"""What stands abbreviated in a report, and what it stands for: abbreviations and short addresses (REQUIREMENTS R156)."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.models.channel import Channel
from app.models.organisation import Organisation
from app.models.printed import PrintedAbbreviation

SHORTENER: Final = "lsaurl.de"
"""The land's own host of short addresses."""
WORD: Final = re.compile(r"\w+")
ADDRESS: Final = re.compile(rf"https?://(?:www\.)?{re.escape(SHORTENER)}/[\w-]+", re.IGNORECASE)


@dataclass(frozen=True)
class ShortForms:
    """Names by abbreviation, and by short address the channel that it leads to."""

    abbreviations: dict[str, str]
    addresses: dict[str, str]


def find_short_forms(session: Session, texts: Iterable[str]) -> ShortForms:
    """Return what of these texts is short for something that the register or the printed list knows."""
    texts = set(texts)
    words = texts.union(*(WORD.findall(text) for text in texts))
    addresses = {found for text in texts for found in ADDRESS.findall(text)}
    return ShortForms(_find_names(session, words), _find_channels(session, addresses))


def _find_names(session: Session, words: Collection[str]) -> dict[str, str]:
    printed = session.scalars(select(PrintedAbbreviation))
    names = {row.abbreviation: row.name for row in printed if row.abbreviation in words}
    organisations = session.scalars(select(Organisation).options(selectinload(Organisation.names)))
    names |= {row.abbreviation: row.name for row in organisations if row.abbreviation in words}
    return dict(sorted(names.items()))


def _find_channels(session: Session, addresses: Collection[str]) -> dict[str, str]:
    channels = session.scalars(
        select(Channel).where(Channel.url.icontains(f"{SHORTENER}/", autoescape=True)).order_by(Channel.url)
    )
    return {row.url: row.label for row in channels if row.url and row.url.rstrip("/") in addresses}
