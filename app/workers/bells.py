"""The bells for what is due: a task carries an id, and whoever hears it sends everything that is due."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from celery import signals

from app.workers.celery_app import celery
from app.workers.rounds import rounds
from app.workers.schedule import wake_due

MOST: Final = 16
"""So many bells for a crowd: enough for several processes to hear one, and all others are sent in their rounds."""


@celery.task(name="deliveries.deliver")
def deliver_task(delivery_id: str) -> None:  # noqa: ARG001 - what is due is read from the rows, this one among them
    """Deliver what the id names, if it is still to be delivered, and whatever else is due."""
    rounds().hear()


@celery.task(name="deliveries.tick")
def tick() -> None:
    """Ring for everything due: beat's bell, the second one beside the dispatcher's."""
    for delivery_id in few_of(wake_due()):
        deliver_task.apply_async((str(delivery_id),), retry=False)


def few_of(due: Sequence[UUID]) -> Sequence[UUID]:
    """Return for which of these bells ring."""
    return due[:MOST]


@signals.worker_shutting_down.connect
def leave(**_: Any) -> None:
    """Begin nothing more in a worker that is asked to leave."""
    rounds().leave()
