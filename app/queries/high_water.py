"""Whether the database has everything that marks outside it name, or is an older copy (PUBLISHING section 11)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.models import DeliveryAttempt, EventLink, Restoration

_MOST: Final = 300


@dataclass(frozen=True)
class Mark:
    """What a publisher saw committed: an attempt, or how long the chain of events was on which server."""

    at: datetime
    attempt: UUID | None = None
    position: int | None = None
    sha256: str | None = None
    system: int | None = None
    timeline: int | None = None


class Identity(NamedTuple):
    """Which cluster this is, and how often it was made anew from a backup or a replica."""

    system: int
    timeline: int


def read_mark(line: str | bytes) -> Mark | None:
    """Return the mark that a line tells of; None for one that broke off."""
    try:
        row = json.loads(line)
        attempt = UUID(row["attempt"]) if "attempt" in row else None
        said = {name: row.get(name) for name in ("position", "sha256", "system", "timeline")}
        return Mark(datetime.fromisoformat(row["at"]), attempt, **said)
    except (ValueError, LookupError, TypeError, AttributeError):
        return None


def is_behind(session: Session, marks: Sequence[Mark]) -> bool:
    """Tell whether the database lacks what a mark names: an attempt, a place of the chain, or a later timeline.

    What was lost before the last restoration began has been dealt with there.
    """
    known_from = session.execute(select(func.max(Restoration.began_at))).scalar_one()
    newer = [mark for mark in marks if known_from is None or mark.at > known_from]
    attempts = {mark.attempt for mark in newer[-_MOST:] if mark.attempt is not None}
    there = select(func.count()).where(DeliveryAttempt.id.in_(attempts))
    if attempts and session.execute(there).scalar_one() < len(attempts):
        return True
    last = next((mark for mark in reversed(newer) if mark.position), None)
    if last is None:
        return False
    link = select(EventLink.sha256).where(EventLink.position == last.position)
    if session.execute(link).scalar_one_or_none() != last.sha256:
        return True
    identity = find_identity(session)
    return identity.system == last.system and identity.timeline < (last.timeline or 0)


def find_identity(session: Session) -> Identity:
    """Return which cluster answers, and its timeline."""
    row = session.execute(
        text("select system_identifier, timeline_id from pg_control_system(), pg_control_checkpoint()")
    ).one()
    return Identity(*row)
