"""Celery carries ids and nothing else: every setting that could lose or double a post stands as PUBLISHING says."""

import ast
import inspect
from importlib.metadata import version
from pathlib import Path

import pytest

from app.settings import settings
from app.workers.celery_app import QUEUES, TASKS, VISIBILITY_TIMEOUT_S, celery

ROOT = Path(__file__).resolve().parents[2]
FORBIDDEN = {"eta", "countdown", "acks_late", "reject_on_worker_lost", "autoretry_for", "retry_backoff"}


@pytest.fixture(scope="module", autouse=True)
def loaded():
    celery.loader.import_default_modules()


def own_tasks():
    return {name: task for name, task in celery.tasks.items() if not name.startswith("celery.")}


@pytest.mark.req("DE-02")
@pytest.mark.parametrize("package", ["celery", "kombu"])
def test_older_ones_stop_consuming_after_a_reconnect(package):
    assert tuple(map(int, version(package).split(".")[:2])) >= (5, 7)


@pytest.mark.req("DE-02")
@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_the_lock_names_no_older_one(name):
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    pins = dict(line.split(" ")[0].split("==") for line in lines if line.startswith(("celery==", "kombu==")))
    assert all(tuple(map(int, pin.split(".")[:2])) >= (5, 7) for pin in pins.values())
    assert set(pins) == {"celery", "kombu"}


@pytest.mark.parametrize("path", sorted((ROOT / "app").rglob("*.py")), ids=lambda path: path.name)
def test_no_business_time_is_given_to_the_broker(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.keyword):
            assert node.arg not in FORBIDDEN
        if isinstance(node, ast.Dict):
            keys = {key.value for key in node.keys if isinstance(key, ast.Constant)}
            assert not keys & FORBIDDEN


def test_a_message_is_only_a_bell():
    conf = celery.conf
    assert conf.task_acks_late is False
    assert not conf.task_reject_on_worker_lost
    assert conf.task_ignore_result is True
    assert conf.result_backend is None
    assert conf.task_publish_retry is False
    assert (conf.task_serializer, conf.accept_content) == ("json", ["json"])
    assert not conf.task_always_eager


def test_no_worker_hoards():
    assert celery.conf.worker_prefetch_multiplier == 1
    assert celery.conf.worker_disable_prefetch is True
    assert celery.conf.worker_pool == "threads"


def test_the_broker_does_not_redeliver_what_somebody_works_on():
    conf = celery.conf
    places = (conf.broker_transport_options, conf.result_backend_transport_options)
    assert [place["visibility_timeout"] for place in places] == [VISIBILITY_TIMEOUT_S] * 2
    assert conf.visibility_timeout == VISIBILITY_TIMEOUT_S >= 3600


def test_a_worker_waits_for_its_broker_for_ever():
    assert celery.conf.broker_connection_max_retries is None
    assert celery.conf.broker_connection_retry_on_startup is True


def test_a_worker_that_is_asked_to_leave_finishes_its_call():
    assert celery.conf.worker_soft_shutdown_timeout >= settings().call_budget_s + 10
    assert celery.conf.worker_cancel_long_running_tasks_on_connection_loss is False


def test_a_task_takes_an_id_or_nothing_and_does_not_retry():
    tasks = own_tasks()
    assert {"deliveries.deliver", "deliveries.tick", "reconcile.sweep", "takedowns.sweep"} <= set(tasks)
    for name, task in tasks.items():
        assert name.split(".")[0] in TASKS
        parameters = inspect.signature(task.run).parameters.values()
        assert all(one.annotation is str and one.name.endswith("_id") for one in parameters), name
        assert not task.acks_late
        assert task.ignore_result
        assert not getattr(task, "autoretry_for", ())


def test_every_task_goes_to_a_queue_that_is_consumed():
    assert {queue.name for queue in celery.conf.task_queues} == set(QUEUES)
    for name in own_tasks():
        assert celery.amqp.router.route({}, name)["queue"].name in QUEUES
    assert celery.amqp.router.route({}, "deliveries.deliver")["queue"].name == "publish"
    assert celery.amqp.router.route({}, "reconcile.sweep")["queue"].name == "reconcile"
    assert celery.amqp.router.route({}, "takedowns.sweep")["queue"].name == "remove"


def test_beat_rings_only_for_tasks_that_exist():
    for entry in celery.conf.beat_schedule.values():
        task = celery.tasks[entry["task"]]
        assert inspect.signature(task.run).parameters == {}
        assert entry["options"]["expires"] <= 600
    rung = {entry["task"]: entry["schedule"] for entry in celery.conf.beat_schedule.values()}
    assert rung["deliveries.tick"] == rung["reconcile.sweep"] == settings().beat_s
