"""A case (Löschverfahren) beside the chain of events: whether it still says what was written down, and whom its notice reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from app.models import Event, Takedown
from app.models.notification import NotificationKind

_ARRIVALS = ("notification.sent", "notification.failed", "notification.unclear", "notification.read")


@dataclass(frozen=True)
class Arrival:
    """What became of the notice on its way to one person: mailed, refused, without an answer, or read."""

    at: datetime
    action: str
    user_id: UUID | None


def find_arrivals(takedown: Takedown, events: Sequence[Event]) -> list[Arrival]:
    """Return what the record tells of the notice's way, in the order of the events."""
    told = [
        row
        for row in events
        if row.action in _ARRIVALS
        and row.body.get("about") == str(takedown.id)
        and row.body.get("kind") == NotificationKind.TAKEDOWN_NOTICE
    ]
    return [Arrival(row.at, row.action, _recipient_of(row)) for row in told]


def named_in(event: Event) -> set[UUID]:
    """Return the accounts that an event names: who acted, and for whom a mail was."""
    return {user_id for user_id in (event.actor_id, _recipient_of(event)) if user_id}


def fits_its_events(takedown: Takedown, events: Sequence[Event]) -> bool:
    """Tell whether opening, answers and decision are those of the chain, word for word."""
    mine = [row for row in events if row.object_id == takedown.id]
    answers = [(row.body.get("answer"), row.reason) for row in mine if row.action == "takedown.respond"]
    decisions = [(row.actor_id, row.reason) for row in mine if row.action == "takedown.execute"]
    kept = [(row.answer.value, row.statement) for row in takedown.answers]
    decided = [(takedown.executed_by_id, takedown.execute_reason)] if takedown.executed_at else []
    opened = [row for row in mine if row.action == "takedown.open"]
    return len(opened) == 1 and _is_opening(takedown, opened[0]) and answers == kept and decisions == decided


def _is_opening(takedown: Takedown, opened: Event) -> bool:
    told = {
        "kind": takedown.kind.value,
        "ground": takedown.ground.value,
        "revision_sha256": takedown.revision.sha256,
        "quote_sha256": sha256(takedown.quote.encode()).hexdigest(),
        "remedy_sha256": sha256(takedown.remedy.encode()).hexdigest(),
        "deliveries": sorted(str(row.delivery_id) for row in takedown.covered),
    }
    written = {name: opened.body.get(name) for name in told}
    written["deliveries"] = sorted(written["deliveries"] or [])
    return (
        told == written
        and datetime.fromisoformat(opened.body["deadline_at"]) == takedown.deadline_at
        and (opened.actor_id, opened.reason) == (takedown.opened_by_id, takedown.urgent_reason)
    )


def _recipient_of(event: Event) -> UUID | None:
    """Return who was to be reached: who read it, or whom the mail was for."""
    named = event.body.get("user_id")
    return event.actor_id or (UUID(named) if named else None)
