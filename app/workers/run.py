"""Starting Celery's processes: a worker over some queues or all of them, and beat."""

import os
import threading
import warnings
from collections.abc import Sequence
from typing import Any, Final
from uuid import uuid4

from celery import signals
from celery.apps import worker as celery_worker
from celery.beat import EmbeddedService, Scheduler
from celery.platforms import SecurityWarning

from app.log import about, set_up
from app.memory import spare_what_stays
from app.workers import canary
from app.workers.accounts import read_keys
from app.workers.calls import WORKER
from app.workers.celery_app import QUEUES, celery
from app.workers.heartbeat import Heart, sign_off
from app.workers.rounds import rounds

SCHEDULER: Final = "app.workers.run:Metronome"
BEAT: Final = f"{WORKER}/beat"
"""The name of beat's own heartbeat, also where it runs inside a worker."""


class Metronome(Scheduler):
    """Beat, in a process of its own or inside a worker: its turn is its work."""

    def __init__(self, *args: Any, **named: Any) -> None:
        self._heart = Heart(["beat"], name=BEAT)
        super().__init__(*args, **named)

    def tick(self, *args: Any, **named: Any) -> float:
        """Ring for what is due and return how long to sleep."""
        pause: float = super().tick(*args, **named)
        self._heart.beat_by_turn()
        return pause

    def close(self) -> None:
        """Say good-bye."""
        super().close()
        sign_off(BEAT)


def work(queues: Sequence[str]) -> None:
    """Run a worker over these queues; over all of them, with beat inside, where none is named."""
    set_up("worker")
    read_keys()
    warnings.filterwarnings("ignore", category=SecurityWarning)  # root may run the embedded office: JSON only
    if not queues:
        signals.worker_ready.connect(_start_beat)
    celery_worker.safe_say = lambda *_: None  # words about a stop, written past our log and not in its form
    served = tuple(queues) or QUEUES
    if "publish" in served:
        stay_on_one_core()
        _look_at_once()
    signals.worker_ready.connect(_watch)
    signals.worker_shutdown.connect(_say_good_bye)
    taken_from = ",".join([*served, canary.QUEUE])
    celery.worker_main(["--quiet", "worker", "--queues", taken_from, "--without-gossip", "--without-mingle"])


def stay_on_one_core() -> None:
    """Keep this process on one core, where the system can: its threads run in turn anyway.

    Free on two cores they fight for the turn, and every post costs half as much again (docs/adr/0026).
    """
    if hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[os.getpid() % len(cores)]})


def beat() -> None:
    """Run beat alone."""
    set_up("beat")
    celery.start(["--quiet", "beat", "--scheduler", SCHEDULER, "--pidfile", ""])


def _look_at_once() -> None:
    """Let the worker begin with a round, without a bell; the first one then finds everything loaded and connected.

    Whoever leaves waits for what the round has begun, as for a task of the pool.
    """

    def begin() -> None:
        with about(task="deliveries.first", task_id=str(uuid4())):
            rounds().hear()
        spare_what_stays()

    first = threading.Thread(target=begin, name="first round")
    signals.worker_ready.connect(lambda **_: first.start(), weak=False)
    signals.worker_shutdown.connect(lambda **_: first.join() if first.ident else None, weak=False)


def _start_beat(**_: Any) -> None:
    """Run beat as a thread of the worker, so that killing the worker leaves no process behind."""
    EmbeddedService(celery, thread=True, scheduler_cls=SCHEDULER).start()


def _watch(**_: Any) -> None:
    threading.Thread(target=canary.keep_sending, name="canary", daemon=True).start()


def _say_good_bye(**_: Any) -> None:
    sign_off()
