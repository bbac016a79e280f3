"""Canaries: each worker sends one through the broker and a queue of its own, and works it off like other work.

Silence is held against the worker only if the broker took its canaries and the database could have kept the answer.
With either away a new process would fare no better, and publication goes on through the dispatcher (F9).
"""

import time
from datetime import datetime
from typing import Final

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from app import db
from app.models import WorkerHeartbeat
from app.settings import settings
from app.workers.calls import WORKER, long_ago
from app.workers.celery_app import QUEUES, celery
from app.workers.heartbeat import Heart, Patience

log = structlog.get_logger()
QUEUE: Final = f"canary.{WORKER}"


@celery.task(name="canary.sing")
def sing() -> None:
    """Write the heartbeat of the worker that this came to, under the queues it serves."""
    Heart([queue for queue in QUEUES if queue in celery.amqp.queues.consume_from]).beat()


def keep_sending() -> None:
    """Send canaries for ever; end the process when they no longer come through."""
    patience, was_taken, last = Patience(), False, None
    while True:
        is_taken, seen_at = send(), _read_heartbeat()
        if not (was_taken and is_taken) or seen_at is None or seen_at != last:
            patience.renew()
        was_taken, last = is_taken, seen_at
        patience.check()
        time.sleep(settings().canary_s)


def send() -> bool:
    """Send a canary and tell whether the broker took it."""
    try:
        celery.send_task("canary.sing", queue=QUEUE, retry=False, expires=settings().silent_s)
    except Exception as error:  # noqa: BLE001 - outermost boundary: whatever it is, it is not this worker's silence
        log.warning("canary.not_taken", error=type(error).__name__)
        return False
    return True


def _read_heartbeat() -> datetime | None:
    """Return when this worker's heartbeat was written last, if ever; None without a database that could tell."""
    try:
        with db.transaction() as session:
            query = select(WorkerHeartbeat.seen_at).where(WorkerHeartbeat.worker == WORKER)
            return session.execute(query).scalar_one_or_none() or long_ago()
    except SQLAlchemyError:
        return None
