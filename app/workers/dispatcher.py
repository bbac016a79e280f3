"""The dispatcher: sleeps until the next due time or a bell, rings for what is due, and delivers itself what lies.

Several may run; each is harmless. With Redis gone publication goes on by `find_left_lying` (PUBLISHING section 13).
"""

import signal
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import FrameType
from uuid import UUID

import psycopg
import structlog
from psycopg.conninfo import make_conninfo
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from app.db import KEEPALIVE
from app.log import describe, set_up
from app.memory import spare_what_stays
from app.queries.due import AHEAD_S
from app.settings import settings
from app.workers.accounts import read_keys
from app.workers.bells import few_of
from app.workers.celery_app import celery
from app.workers.deliveries import deliver
from app.workers.heartbeat import Heart, Patience, sign_off
from app.workers.preparation import prepare
from app.workers.schedule import (
    find_left_lying,
    find_left_to_prepare,
    find_next,
    wake_due,
    wake_unprepared,
)

log = structlog.get_logger()
CHANNEL = "redaktion_due"
BELL_TIMEOUT_S = 2
BEGINNING_S = 0.01
"""So long the dispatcher keeps out of the way of whoever begins what is due."""


class Dispatcher:
    """One loop in one process."""

    def __init__(self) -> None:
        self._running = self._is_heard = True
        self._hands = ThreadPoolExecutor(4, thread_name_prefix="self-delivery")
        self._under_way: dict[UUID, Future[None]] = {}
        self._bell: psycopg.Connection | None = None
        self._heart, self._patience = Heart(["dispatcher"]), Patience()

    def run(self) -> None:
        """Go on until told to stop. A database that is away is waited for."""
        celery.conf.broker_transport_options |= {"socket_timeout": BELL_TIMEOUT_S, "max_retries": 0}
        load_bell()
        spare_what_stays()
        log.info("dispatcher.started")
        while self._running:
            self._patience.renew()
            try:
                self.turn()
                self._heart.beat_by_turn()
            except (SQLAlchemyError, psycopg.Error) as error:
                log.warning("dispatcher.database_away", error=type(error).__name__)
                self._hang_up()
                time.sleep(1)
        self._hang_up()
        self._hands.shutdown(wait=True, cancel_futures=True)
        sign_off()
        log.info("dispatcher.stopped")

    def watch(self) -> None:
        """End the process if a turn hangs; waiting for the database is no hanging."""
        self._patience.check_for_ever()

    def stop(self, signal_number: int = 0, frame: FrameType | None = None) -> None:  # noqa: ARG002 - a signal's shape
        """End after the current turn."""
        self._running = False

    def turn(self) -> None:
        """Listen, ring for what is to be prepared and for what is due, do what lies, and sleep until there is more."""
        bell = self._listen()
        for delivery_id in wake_unprepared():
            if not ring(delivery_id, task="preparation.prepare", queue="prepare"):
                break
        for delivery_id in few_of(wake_due()):
            self._is_heard = ring(delivery_id)
            if not self._is_heard:
                break  # all of them lie for a while and are delivered here; each bell would cost a timeout
        for delivery_id in find_left_to_prepare():
            self._do_here(prepare, delivery_id)
        for delivery_id in find_left_lying():
            self._do_here(deliver, delivery_id)
        pause_s, next_id = find_next()
        is_called = list(bell.notifies(timeout=max(pause_s - AHEAD_S, 0.001), stop_after=1))
        if next_id is not None and self._is_heard and not is_called:
            ring(next_id)  # who hears it waits for the moment; if nobody does, the next turn rings again
            time.sleep(AHEAD_S + BEGINNING_S)

    def _listen(self) -> psycopg.Connection:
        if self._bell is None or self._bell.closed:
            self._bell = connect_plainly()
            self._bell.execute(f"listen {CHANNEL}")
        return self._bell

    def _hang_up(self) -> None:
        if self._bell is not None:
            self._bell.close()
        self._bell = None

    def _do_here(self, work: Callable[[UUID], None], delivery_id: UUID) -> None:
        self._under_way = {key: job for key, job in self._under_way.items() if not job.done()}
        if delivery_id not in self._under_way:
            log.warning("dispatcher.delivers_itself", delivery_id=str(delivery_id), step=work.__name__)
            job = self._under_way[delivery_id] = self._hands.submit(work, delivery_id)
            job.add_done_callback(tell_of_failure)


def tell_of_failure(job: Future[None]) -> None:
    """Log a delivery of our own that failed; the row stays and lies here again."""
    error = job.exception() if not job.cancelled() else None
    if error is not None:
        log.error("dispatcher.delivery_failed", **describe(error))


def ring(delivery_id: UUID, *, task: str = "deliveries.deliver", queue: str = "publish") -> bool:
    """Ring for one delivery and tell whether it was heard; a broker that is away costs lateness, nothing else."""
    try:
        celery.send_task(task, (str(delivery_id),), queue=queue, retry=False)
    except Exception as error:  # noqa: BLE001 - outermost boundary: without a broker publication goes on
        log.warning("dispatcher.bell_broken", error=type(error).__name__)
        return False
    return True


def load_bell() -> None:
    """Load and connect what rings before the first bell, which would come a quarter of a second late."""
    try:
        with celery.producer_or_acquire():
            pass
    except Exception as error:  # noqa: BLE001 - outermost boundary: without a broker publication goes on
        log.warning("dispatcher.bell_broken", error=type(error).__name__)


def connect_plainly() -> psycopg.Connection:
    """Return a connection of the driver's own for LISTEN; not through a transaction pooler."""
    url = make_url(settings().database_url).set(drivername="postgresql")
    address = make_conninfo(url.render_as_string(hide_password=False), connect_timeout=5, **KEEPALIVE)
    return psycopg.connect(address, autocommit=True)


def main() -> None:
    """Run a dispatcher."""
    set_up("dispatcher")
    read_keys()
    dispatcher = Dispatcher()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, dispatcher.stop)
    dispatcher.watch()
    dispatcher.run()
