"""The public directory: the official channels of the Land, ended ones included, and whether an account is one of them.

Nobody has signed in here. A channel is in the directory once it has opened; what is only planned or reserved stays
inside, also if it ends without ever opening. Nothing is read that names who works on it (R092, idea 21).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import Session, contains_eager

from app import clock
from app.editorial.accounts import PLATFORMS, Account, is_one_of, list_accounts, read_account
from app.editorial.channel_life import OPEN, PREPARING
from app.models import Channel, ChannelStatus, Organisation, OrganisationName, Platform
from app.models.channel import ENDED, ChannelState
from app.queries.cursor import Page, as_id, as_text, fetch_page

CONFIRMED_FOR: Final = timedelta(days=183)
"""How long a confirmation lasts: six months."""


class DirectoryStatus(StrEnum):
    """Whether a channel is still run."""

    RUNNING = "running"
    ENDED = "ended"


class Official(StrEnum):
    """Whether an account is official: it is, it is not in the directory, or it was until its channel ended."""

    YES = "yes"
    NO = "no"
    FORMERLY = "formerly"


@dataclass(frozen=True)
class DirectoryEntry:
    """A channel as the public sees it; `organisation` answers for it, `confirmed_on` is when somebody last looked."""

    id: UUID
    label: str
    platform: str
    platform_name: str
    organisation: str
    organisation_name: str
    state: ChannelState
    url: str | None
    handle: str | None
    since: str | None
    until: str | None
    end_reason: str | None
    confirmed_on: date | None

    @property
    def is_ended(self) -> bool:
        """Tell whether nobody runs it any more."""
        return self.state in ENDED

    @property
    def is_confirmed(self) -> bool:
        """Tell whether somebody said within six months that it is right; what has ended does not change any more."""
        is_recent = self.confirmed_on is not None and clock.today() - self.confirmed_on <= CONFIRMED_FOR
        return self.is_ended or is_recent


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for in the directory; what is empty narrows nothing."""

    text: str = ""
    platform: str = ""
    organisation: str = ""
    status: DirectoryStatus | None = None


@dataclass(frozen=True)
class Verdict:
    """Whether an account is official, and the entries that say so.

    `compare` are entries of the same platform whose own address there is not known, as it is behind a short address.
    """

    official: Official
    entries: Sequence[DirectoryEntry]
    compare: Sequence[DirectoryEntry]


def find_entries(session: Session, wanted: Wanted, *, limit: int, after: str | None) -> Page[DirectoryEntry]:
    """Return the channels by body and platform. Raises InvalidError for a cursor nobody was given."""
    by = [Organisation.abbreviation, Platform.name, Channel.label, Channel.id]
    kinds = [as_text, as_text, as_text, as_id]
    query = _narrow(_public(), wanted)
    found = fetch_page(session, query, by=by, kinds=kinds, limit=limit, after=after)
    return Page([_entry(row) for row in found.items], found.next)


def list_entries(session: Session) -> list[DirectoryEntry]:
    """Return the whole directory by body and platform."""
    query = _public().order_by(Organisation.abbreviation, Platform.name, Channel.label, Channel.id)
    return [_entry(row) for row in session.scalars(query)]


def list_choices(session: Session) -> tuple[dict[str, str], dict[str, str]]:
    """Return the platforms and the bodies that occur, each with its name, by name and by abbreviation."""
    rows = list_entries(session)
    platforms = {row.platform: row.platform_name for row in sorted(rows, key=lambda row: row.platform_name)}
    return platforms, {row.organisation: row.organisation_name for row in rows}


def check_account(session: Session, text: str) -> Verdict:
    """Return whether an address or a name on a platform is an official account."""
    asked = read_account(text)
    rows = session.scalars(_public().order_by(Platform.name, Channel.label, Channel.id)).all()
    accounts = {row.id: list_accounts(row.url, row.handle) for row in rows}
    found = [_entry(row) for row in rows if is_one_of(asked, accounts[row.id])]
    if found:
        running = [row for row in found if not row.is_ended]
        return Verdict(Official.YES if running else Official.FORMERLY, running or found, ())
    unknown = [
        _entry(row)
        for row in rows
        if row.state not in ENDED and _is_on(row.platform, asked) and not _names(asked.host, accounts[row.id])
    ]
    return Verdict(Official.NO, (), unknown)


def _public() -> Select[Channel]:
    """Return the one query everything public starts from."""
    stages = select(ChannelStatus.id).where(ChannelStatus.channel_id == Channel.id)
    was_open = stages.where(ChannelStatus.state.in_(OPEN)).exists()
    was_prepared = stages.where(ChannelStatus.state.in_(PREPARING)).exists()
    has_opened = or_(Channel.state.in_(OPEN), was_open, ~was_prepared)
    is_named = func.coalesce(Channel.url, Channel.handle).is_not(None)
    return (
        select(Channel)
        .join(Channel.platform)
        .join(Channel.organisation)
        .where(Channel.state.not_in(PREPARING), has_opened, is_named)
        .options(
            contains_eager(Channel.platform),
            contains_eager(Channel.organisation).selectinload(Organisation.names),
        )
    )


def _narrow(query: Select[Channel], wanted: Wanted) -> Select[Channel]:
    if wanted.text:
        named = exists().where(
            OrganisationName.organisation_id == Organisation.id,
            OrganisationName.name.icontains(wanted.text, autoescape=True),
        )
        places = (Channel.label, Channel.url, Channel.handle, Organisation.abbreviation, Platform.name)
        query = query.where(or_(named, *(row.icontains(wanted.text, autoescape=True) for row in places)))
    if wanted.platform:
        query = query.where(Channel.platform_slug == wanted.platform)
    if wanted.organisation:
        query = query.where(Organisation.abbreviation == wanted.organisation)
    if wanted.status:
        is_ended = Channel.state.in_(ENDED)
        query = query.where(is_ended if wanted.status is DirectoryStatus.ENDED else ~is_ended)
    return query


def _entry(row: Channel) -> DirectoryEntry:
    return DirectoryEntry(
        row.id,
        row.label,
        row.platform_slug,
        row.platform.name,
        row.organisation.abbreviation,
        row.organisation.name,
        row.state,
        row.url,
        row.handle,
        row.since,
        row.until,
        row.end_reason if row.state in ENDED else None,
        row.confirmed_on,
    )


def _is_on(platform: Platform, asked: Account) -> bool:
    """Tell whether an address, or the account it begins with, is one of a platform."""
    if asked.host not in PLATFORMS or not platform.url_pattern:
        return False
    paths = (asked.path, asked.path.partition("/")[0])
    return any(re.fullmatch(platform.url_pattern, f"{asked.host}/{path}", re.IGNORECASE) for path in paths)


def _names(host: str, accounts: Sequence[Account]) -> bool:
    """Tell whether one of the accounts is an address on a host."""
    return any(row.host == host for row in accounts)
