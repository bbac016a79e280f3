"""What stands on a Bluesky account, newest keys first (lexicon com.atproto.repo.listRecords, 100 a page at most).

Our record keys are made of delivery ids, so they are older than the posts they name: age is judged by `createdAt`.
"""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Annotated, Final
from urllib.parse import urlencode

from pydantic import AwareDatetime, BaseModel, BeforeValidator, StringConstraints

from app.channels.base import Listed, Message, Receipt
from app.channels.bluesky_session import Session
from app.channels.bluesky_text import record_key
from app.channels.http import Line, Long, read, without_effect

COLLECTION: Final = "app.bsky.feed.post"
_PAGE: Final = 100
_PAGES: Final = 10

Uri = Annotated[
    str, StringConstraints(pattern=r"^at://[A-Za-z0-9._:%-]{1,250}/[a-zA-Z.]{1,100}/[A-Za-z0-9._~:-]{1,512}$")
]


def _instant_or_nothing(value: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


class _Post(BaseModel):
    text: Long = ""
    createdAt: Annotated[AwareDatetime | None, BeforeValidator(_instant_or_nothing)] = None  # noqa: N815 - the lexicon's name


class _Record(BaseModel):
    uri: Uri
    value: _Post


class _Page(BaseModel):
    records: list[_Record]
    cursor: Line | None = None


def list_records(
    session: Session,
    wanted: Sequence[Message],
    since: datetime,
    deadline: float,
    *,
    text_of: Callable[[Message], str],
    receipt_of: Callable[[str], Receipt],
) -> list[Listed]:
    """Return the posts made since then, and those that bear the key of a message asked for, whatever their age.

    A thousand keys are looked through. A post that says no date of its own counts as new.
    """
    ours = {record_key(message.delivery_id): message for message in wanted}
    found = []
    for record in _read_records(session, deadline):
        message, at = ours.get(record.uri.rpartition("/")[2]), record.value.createdAt or since
        if message is None and at < since:
            continue
        receipt = receipt_of(record.uri)
        could_be = (message.delivery_id,) if message else ()
        is_same = message is None or nfc(record.value.text) == nfc(text_of(message))
        found.append(Listed(receipt.remote_id, receipt.remote_url, at, could_be, is_same))
    return found


def nfc(text: str) -> str:
    """Return a text as it is compared: servers may compose its characters otherwise."""
    return unicodedata.normalize("NFC", text)


def _read_records(session: Session, deadline: float) -> Iterator[_Record]:
    query = {"repo": session.did(deadline), "collection": COLLECTION, "limit": str(_PAGE)}
    for _ in range(_PAGES):
        with without_effect():
            path = f"/xrpc/com.atproto.repo.listRecords?{urlencode(query)}"
            page = read(session.remote.judge(session.ask("GET", path, deadline)), _Page)
        yield from page.records
        if not page.records or page.cursor is None:
            return
        query["cursor"] = page.cursor
