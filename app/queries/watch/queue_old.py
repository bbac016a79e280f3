"""Work that is due and that nobody takes up, queue by queue."""

from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.actions.predecessors import waits_for_central, waits_for_package
from app.models import Channel, Delivery, Letter
from app.models.delivery import DeliveryState
from app.models.finding import FindingRule
from app.models.letter import LetterState
from app.queries.watch.base import Around, Fault, Rule, Seen, say_length

LONGEST: Final = {
    "publish": timedelta(minutes=1),
    "remove": timedelta(minutes=5),
    "reconcile": timedelta(minutes=5),
    "notify": timedelta(minutes=15),
}
"""How long the oldest due work of a queue may wait."""


def measure_queues(session: Session) -> dict[str, float]:
    """Return for how many seconds the oldest due work of each queue has waited; 0 where nothing is due."""
    return {
        queue: max(float(session.execute(query).scalar_one() or 0), 0.0) for queue, query in _oldest().items()
    }


def _oldest() -> dict[str, Select[Any]]:
    due_at = func.greatest(Delivery.due_at, Delivery.next_attempt_at)
    turn = func.greatest(Letter.due_at, Letter.next_attempt_at)
    asked = select(_age(Delivery.next_probe_at)).join(Channel, Channel.id == Delivery.channel_id)
    return {
        "publish": select(_age(due_at)).where(
            Delivery.state == DeliveryState.WAITING,
            due_at <= func.now(),
            ~waits_for_central(),
            ~waits_for_package(),
        ),
        "remove": select(_age(Delivery.next_attempt_at)).where(
            Delivery.state == DeliveryState.REMOVING, Delivery.next_attempt_at <= func.now()
        ),
        "reconcile": asked.where(
            Delivery.state == DeliveryState.UNCLEAR,
            Channel.can_find,
            Delivery.next_probe_at <= func.now(),
            func.coalesce(Channel.paused_until, func.now()) <= func.now(),
        ),
        "notify": select(_age(turn)).where(Letter.state == LetterState.WAITING, turn <= func.now()),
    }


def _age(since: Any) -> Any:
    return func.max(func.extract("epoch", func.clock_timestamp() - since))


def look(session: Session, _: Around) -> Seen:
    """Return the queues whose oldest due work has waited for too long."""
    ages = measure_queues(session)
    return Seen(
        [
            Fault("queue", queue, {"queue": queue, "age": say_length(ages[queue])})
            for queue, longest in LONGEST.items()
            if ages[queue] > longest.total_seconds()
        ]
    )


RULE: Final = Rule(FindingRule.QUEUE_OLD, look)
