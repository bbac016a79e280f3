"""The public directory of official channels, and whether an account is one of them."""

from datetime import date
from uuid import UUID

from app.api.schemas.fields import Answer
from app.models.channel import ChannelState
from app.queries.directory import Official


class DirectoryEntryOut(Answer):
    """An official channel: who answers for it, since when; an ended one with day and reason, in the precision printed.

    `is_confirmed` is false where nobody said within six months that the entry is right.
    """

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
    is_confirmed: bool


class VerdictOut(Answer):
    """Whether an account is official: `yes`, `no`, or `formerly` where its channel has ended; `entries` say so.

    With `no`, `compare` are the entries of the same platform that are known by another address only, such as a short one.
    """

    official: Official
    entries: list[DirectoryEntryOut]
    compare: list[DirectoryEntryOut]
