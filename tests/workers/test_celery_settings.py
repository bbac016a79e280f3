"""A message is a bell: nothing about Celery may make a lost or doubled one matter."""

import ast
import importlib.metadata
import inspect
from pathlib import Path

import pytest
from packaging.version import Version

from app.workers.celery_app import QUEUES, VISIBILITY_TIMEOUT_S, celery

ROOT = Path(__file__).resolve().parents[2]
TASKS = ("deliveries", "housekeeping", "reconcile", "takedowns")


@pytest.fixture(scope="module")
def tasks():
    celery.loader.import_default_modules()
    return {name: task for name, task in celery.tasks.items() if name.split(".")[0] in TASKS}


def test_no_time_of_the_office_is_ever_given_to_celery():
    for path in (ROOT / "app").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                given = {word.arg for word in node.keywords}
                assert not given & {"eta", "countdown"}, f"{path.name}:{node.lineno}"


@pytest.mark.parametrize("package", ["celery", "kombu"])
def test_versions_that_stop_consuming_after_a_reconnect_are_refused(package):
    assert Version(importlib.metadata.version(package)) >= Version("5.7.0")
    assert f"{package}>=5.7.0" in (ROOT / "requirements.in").read_text(encoding="utf-8").replace(
        "[redis]", ""
    )


def test_a_bell_is_acknowledged_at_once_and_leaves_no_result():
    conf = celery.conf
    assert (conf.task_acks_late, conf.task_ignore_result, conf.result_backend) == (False, True, None)
    assert (conf.worker_prefetch_multiplier, conf.worker_disable_prefetch) == (1, True)
    assert (conf.task_serializer, conf.accept_content) == ("json", ["json"])
    assert conf.task_publish_retry is False


def test_redis_gives_nothing_out_twice_for_an_hour():
    assert VISIBILITY_TIMEOUT_S >= 3600
    places = (
        celery.conf.visibility_timeout,
        celery.conf.broker_transport_options["visibility_timeout"],
        celery.conf.result_backend_transport_options["visibility_timeout"],
    )
    assert set(places) == {VISIBILITY_TIMEOUT_S}


def test_a_task_carries_an_id_and_nothing_else(tasks):
    assert len(tasks) >= 6
    for name, task in tasks.items():
        arguments = list(inspect.signature(task.run).parameters)
        assert arguments in ([], ["delivery_id"]), name


def test_everything_that_rings_periodically_exists_and_is_heard(tasks):
    names = [entry["task"] for entry in celery.conf.beat_schedule.values()]
    assert names
    assert set(names) <= set(tasks)
    for name in tasks:
        queue = celery.amqp.router.route({}, name)["queue"].name
        assert queue in QUEUES
    assert {queue.name for queue in celery.conf.task_queues} == set(QUEUES)
