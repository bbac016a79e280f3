"""Checking the chain of events: every byte, every place, and the end of it (SECURITY AC-05).

The database links events; this recomputes the chain independently, in Python, from what is stored.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import Row, Text, cast, func, select
from sqlalchemy.orm import Session, aliased

from app.models import Event, EventHead, EventLink

HEADS_FILE = "audit-heads.jsonl"
"""Where the ends of the chain are kept outside the database, in the data folder."""
_HASHED: Final = (
    Event.id,
    (func.extract("epoch", Event.at) * 1_000_000).label("micros"),  # years beyond Python's too
    Event.actor_id,
    Event.action,
    Event.object_type,
    Event.object_id,
    Event.post_id,
    Event.from_state,
    Event.to_state,
    Event.reason,
    cast(Event.body, Text).label("body_text"),
)
"""The parts of an event that its hash covers, as `digest_event` takes them."""


@dataclass(frozen=True)
class Fault:
    """A place of the chain and what is wrong there, in German."""

    position: int
    message: str


class Head(NamedTuple):
    """The end of the chain at some time: how long it was and how it ended."""

    position: int
    sha256: str


_UNREADABLE: Final = Head(0, "unreadable")
"""Stands for a line of the outside file that is no end of a chain; it fits to no chain at all."""


@dataclass(frozen=True)
class Stretch:
    """A stretch of the chain that was checked: up to which place, what is wrong in it, and whether it was the last.

    `kept` is how many ends of the chain that are kept outside the database lie in it; each was compared.
    """

    until: int
    faults: Sequence[Fault]
    is_last: bool
    kept: int


def verify_chain(session: Session, heads_file: Path | None = None) -> list[Fault]:
    """Return every fault of the chain; empty where all is as it was written.

    `heads_file` holds ends of the chain kept outside the database; without it somebody who may change every table
    could cut the tail off and rewind the head.
    """
    return list(verify_stretch(session, heads_file).faults)


def verify_stretch(
    session: Session,
    heads_file: Path | None = None,
    *,
    after: int = 0,
    most: int | None = None,
    is_quick: bool = False,
) -> Stretch:
    """Check the chain from behind a place that was checked before, `most` places at once; without it all of it.

    Events that are written meanwhile are no fault: the chain has to reach at least as far as its end said before.
    A quick check does not look for events that stand in no place at all.
    """
    heads, head = read_heads(heads_file), read_head(session)
    previous = _read_link(session, after)
    faults, position, known = [], after, {after: previous}
    for link_position, link_sha256, row in _chain(session, after, most):
        position += 1
        if link_position != position:
            faults.append(Fault(position, f"Lücke: auf Platz {position - 1} folgt Platz {link_position}."))
            position = link_position
        if row is None:
            faults.append(Fault(position, "Das Ereignis zu diesem Platz fehlt."))
        elif link_sha256 != digest_event(previous, position, row):
            faults.append(Fault(position, f"Das Ereignis {row.id} oder seine Prüfsumme wurde verändert."))
        previous = known[position] = link_sha256
    is_last = most is None or len(known) <= most
    if is_last:
        faults += _check_end(session, head, known, position)
        faults += [] if is_quick else _find_unlinked(session, position)
    kept = [row for row in heads if _is_in(row, after, None if is_last else position)]
    faults += [
        Fault(
            row.position,
            "Der außerhalb aufbewahrte Stand der Kette passt nicht; das Ende fehlt oder ist anders.",
        )
        for row in kept
        if known.get(row.position) != row.sha256
    ]
    return Stretch(position, faults, is_last, len(kept))


def digest_event(previous: str, position: int, row: Row[Any]) -> str:
    """Return the hash of an event at its place behind the previous hash; each part carries its length."""
    parts = [
        previous,
        position,
        row.id,
        _whole(row.micros),
        row.actor_id,
        row.action,
        row.object_type,
        row.object_id,
        row.post_id,
        row.from_state,
        row.to_state,
        row.reason,
        row.body_text,
    ]
    return sha256(b"".join(map(_part, parts))).hexdigest()


def read_heads(heads_file: Path | None) -> list[Head]:
    """Return the ends of the chain that were kept outside the database."""
    if heads_file is None or not heads_file.exists():
        return []
    text = heads_file.read_text(encoding="utf-8", errors="replace")
    return [_read_line(line) for line in text.splitlines() if line]


def read_head(session: Session) -> Head:
    """Return how long the chain is and how it ends."""
    head = session.get(EventHead, 1, populate_existing=True)
    return Head(head.position, head.sha256) if head else Head(0, "")


@dataclass(frozen=True)
class LinkedEvent:
    """An event at its place in the chain, and whether it still fits there."""

    event: Event
    position: int | None
    sha256: str | None
    is_intact: bool


def read_post_events(session: Session, post_id: UUID) -> list[LinkedEvent]:
    """Return a post's events in the order of the chain, each recomputed against the link before its own."""
    before = aliased(EventLink)
    query = (
        select(Event, EventLink.position, EventLink.sha256, before.sha256.label("previous"), *_HASHED)
        .outerjoin(EventLink, EventLink.event_id == Event.id)
        .outerjoin(before, before.position == EventLink.position - 1)
        .where(Event.post_id == post_id)
        .order_by(EventLink.position.nulls_last(), Event.id)
    )
    rows = session.execute(query.execution_options(populate_existing=True)).all()
    return [LinkedEvent(row.Event, row.position, row.sha256, _fits(row)) for row in rows]


def _fits(row: Any) -> bool:
    return row.position is not None and row.sha256 == digest_event(row.previous or "", row.position, row)


def _read_link(session: Session, position: int) -> str:
    """Return the hash at a place of the chain; nothing before its first, or where the place is missing."""
    query = select(EventLink.sha256).where(EventLink.position == position)
    return session.execute(query).scalar_one_or_none() or ""


def _is_in(head: Head, after: int, until: int | None) -> bool:
    """Tell whether a kept end lies in a stretch; what lies before the chain begins belongs to its first."""
    return (after == 0 or head.position > after) and (until is None or head.position <= until)


def _chain(session: Session, after: int, most: int | None) -> Iterator[tuple[int, str, Any]]:
    query = (
        select(
            EventLink.position,
            EventLink.sha256,
            *_HASHED,
        )
        .outerjoin(Event, Event.id == EventLink.event_id)
        .where(EventLink.position > after)
        .order_by(EventLink.position)
        .limit(most)
    )
    for row in session.execute(query.execution_options(yield_per=1000)):
        yield row.position, row.sha256, row if row.id is not None else None


def _check_end(session: Session, before: Head, known: Mapping[int, str], position: int) -> list[Fault]:
    """Return what is wrong at the end: cut off since it was read, or rewound.

    `before` was read before the chain; what was written since then lengthens both.
    """
    now = read_head(session)
    if (
        known.get(before.position, before.sha256) != before.sha256
        or not before.position <= position <= now.position
    ):
        return [Fault(position, "Das Ende der Kette fehlt: Sie war länger oder endete anders.")]
    return []


def _find_unlinked(session: Session, position: int) -> list[Fault]:
    """Return whether events stand in no place of the chain; this looks at every event."""
    unlinked = (
        select(func.count())
        .select_from(Event)
        .outerjoin(EventLink, EventLink.event_id == Event.id)
        .where(EventLink.event_id.is_(None))
    )
    count = session.execute(unlinked).scalar_one()
    return [Fault(position, f"{count} Ereignisse stehen nicht in der Kette.")] if count else []


def _read_line(line: str) -> Head:
    try:
        row = json.loads(line)
        head = Head(row["position"], row["sha256"])
    except (ValueError, LookupError, TypeError):
        return _UNREADABLE
    return head if type(head.position) is int and type(head.sha256) is str else _UNREADABLE


def _whole(micros: Decimal) -> int | Decimal:
    return int(micros) if micros.is_finite() else micros


def _part(value: object) -> bytes:
    if value is None:
        return b"-"
    text = str(value).encode()
    return str(len(text)).encode() + b":" + text
