"""Celery: it carries ids to where calls are made, and rings periodically. PostgreSQL is the schedule (ADR 0002).

No ETA, no countdown, no result backend: a message is a bell, and a lost or doubled bell changes nothing.
"""

import logging
from typing import Any, Final

import structlog
from celery import Celery, Task, signals
from kombu.entity import Queue

from app.log import about, describe
from app.settings import settings

VISIBILITY_TIMEOUT_S: Final = 3600
QUEUES: Final = ("publish", "prepare", "remove", "reconcile", "preflight", "notify", "housekeeping")
TASKS: Final = (
    "bells",
    "deliveries",
    "preparation",
    "takedowns",
    "reconcile",
    "preflight",
    "notifications",
    "hooks",
    "housekeeping",
    "canary",
)

log = structlog.get_logger()


class Told(Task):
    """A task whose lines in the log say which task it is."""

    def __call__(self, *args: Any, **named: Any) -> Any:
        """Run the task."""
        with about(task=self.name, task_id=self.request.id):
            return super().__call__(*args, **named)


celery = Celery("redaktion", task_cls=Told, include=[f"app.workers.{name}" for name in TASKS])
celery.conf.update(
    broker_url=settings().broker_url,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_transport_options={
        "visibility_timeout": VISIBILITY_TIMEOUT_S,
        "socket_timeout": 30,
        "socket_connect_timeout": 2,
        "health_check_interval": 15,
    },
    visibility_timeout=VISIBILITY_TIMEOUT_S,
    result_backend_transport_options={"visibility_timeout": VISIBILITY_TIMEOUT_S},
    task_serializer="json",
    accept_content=["json"],
    task_ignore_result=True,
    task_acks_late=False,
    task_default_queue="housekeeping",
    task_queues=[Queue(name) for name in QUEUES],
    task_publish_retry=False,
    worker_prefetch_multiplier=1,
    worker_disable_prefetch=True,
    worker_pool="threads",
    worker_concurrency=settings().worker_threads,
    worker_hijack_root_logger=False,
    worker_log_color=False,
    worker_soft_shutdown_timeout=settings().call_budget_s + 10,
    worker_enable_remote_control=False,
    worker_cancel_long_running_tasks_on_connection_loss=False,
    beat_scheduler="celery.beat:Scheduler",
    beat_max_loop_interval=1,
    beat_schedule={
        "tick": {"task": "deliveries.tick", "schedule": settings().beat_s, "options": {"expires": 30}},
        "prepare": {"task": "preparation.tick", "schedule": settings().beat_s, "options": {"expires": 30}},
        "reconcile": {"task": "reconcile.sweep", "schedule": settings().beat_s, "options": {"expires": 30}},
        "removals": {"task": "takedowns.sweep", "schedule": settings().beat_s, "options": {"expires": 30}},
        "preflight": {"task": "preflight.sweep", "schedule": settings().beat_s, "options": {"expires": 30}},
        "letters": {"task": "notifications.sweep", "schedule": settings().beat_s, "options": {"expires": 30}},
        "hooks": {"task": "hooks.sweep", "schedule": settings().beat_s, "options": {"expires": 30}},
        "looks": {"task": "preflight.look_again", "schedule": settings().beat_s, "options": {"expires": 30}},
        "head": {"task": "housekeeping.keep_head", "schedule": 3600, "options": {"expires": 600}},
        "expiry": {"task": "housekeeping.warn", "schedule": 3600, "options": {"expires": 600}},
        "cleaning": {"task": "housekeeping.clean", "schedule": 3600, "options": {"expires": 600}},
    },
    task_routes={
        "deliveries.*": {"queue": "publish"},
        "preparation.*": {"queue": "prepare"},
        "reconcile.*": {"queue": "reconcile"},
        "takedowns.*": {"queue": "remove"},
        "preflight.*": {"queue": "preflight"},
        "notifications.*": {"queue": "notify"},
        "hooks.*": {"queue": "notify"},
        "housekeeping.*": {"queue": "housekeeping"},
    },
)


@signals.setup_logging.connect
def log_as_the_house_does(**_: Any) -> None:
    """Keep Celery from setting up logging of its own; whoever starts it has done so."""
    logging.getLogger("celery.app.trace").setLevel(logging.CRITICAL)  # it would quote the row
    logging.getLogger("py.warnings").setLevel(logging.CRITICAL)  # they are for developers


@signals.task_failure.connect
@signals.task_internal_error.connect
def tell_of_failure(
    sender: Any = None, task_id: str | None = None, exception: BaseException | None = None, **_: Any
) -> None:
    """Log a task that failed without quoting what it worked on; the row stays and the next bell tries again."""
    if exception is not None:
        log.error("task.failed", task=getattr(sender, "name", "?"), task_id=task_id, **describe(exception))
