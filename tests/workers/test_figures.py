"""What operators read at /metrics: counted in the database, the same from every process and after every restart."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from app import db
from app.actions.addressing import address_due
from app.actions.heartbeats import write_heartbeat
from app.models.delivery import DeliveryState
from app.queries.figures import write_figures
from app.settings import settings
from app.workers.deliveries import deliver
from tests.workers.post_office import Outbox
from tests.workers.scene import PORTAL


@pytest.fixture
def figure():
    """The value of one sample, named with its labels: figure("redaktion_deliveries", state="sent")."""

    def read(name, **labels):
        with db.transaction() as session:
            written = write_figures(session).decode()
        [value] = [
            sample.value
            for family in text_string_to_metric_families(written)
            for sample in family.samples
            if sample.name == name and labels.items() <= sample.labels.items()
        ]
        return value

    return read


def test_deliveries_are_counted_by_state(scene, figure):
    due = [scene.approved() for _ in range(2)]
    scene.approved(due_in=3600)
    deliver(due[0])
    assert figure("redaktion_deliveries", state="sent") == 1
    assert figure("redaktion_deliveries", state="waiting") == 2
    assert sum(figure("redaktion_deliveries", state=state.value) for state in DeliveryState) == 3


def test_what_waits_two_minutes_after_its_time_is_overdue_and_its_queue_is_old(scene, figure):
    late, _ = scene.approved(), scene.approved(due_in=3600)
    scene.shift(late, -119)
    assert figure("redaktion_deliveries_overdue") == 0
    assert 119 <= figure("redaktion_queue_age_seconds", queue="publish") < 125
    scene.shift(late, -2)
    assert figure("redaktion_deliveries_overdue") == 1


def test_what_rests_between_two_tries_does_not_make_its_queue_old(scene, figure):
    resting = scene.approved()
    scene.shift(resting, -600)
    scene.force("update delivery set next_attempt_at = now() + interval '1 minute'")
    assert figure("redaktion_queue_age_seconds", queue="publish") == 0


def test_an_unclear_delivery_is_counted_with_its_age(scene, figure):
    assert figure("redaktion_unclear_age_seconds") == 0
    delivery_id = scene.approved()
    scene.begin(delivery_id)
    scene.end_lease(delivery_id)
    scene.force("update channel set idempotency = 'none'")
    scene.reconcile()
    scene.shift(delivery_id, -300)
    assert figure("redaktion_deliveries_unclear") == 1
    assert 300 <= figure("redaktion_unclear_age_seconds") < 310


def test_lateness_is_a_histogram_over_all_that_was_ever_sent(scene, figure):
    for late_s in (0, 3, 40):
        delivery_id = scene.approved(PORTAL)
        scene.shift(delivery_id, -late_s)
        deliver(delivery_id)
    bucket = "redaktion_delivery_lateness_seconds_bucket"
    assert [figure(bucket, le=le) for le in ("2.0", "5.0", "30.0", "60.0", "+Inf")] == [1, 2, 2, 3, 3]
    assert figure("redaktion_delivery_lateness_seconds_count") == 3
    assert 43 <= figure("redaktion_delivery_lateness_seconds_sum") < 50
    scene.force("update delivery set state = 'removed', removed_at = now()")
    assert figure("redaktion_delivery_lateness_seconds_count") == 3


def test_a_worker_is_shown_with_the_age_of_its_canary_for_each_queue(scene, figure):
    with db.transaction() as session:
        write_heartbeat(session, "here/1", host="here", parts=["publish", "remove"])
    scene.force("update worker_heartbeat set seen_at = now() - interval '50 seconds'")
    for part in ("publish", "remove"):
        assert 50 <= figure("redaktion_canary_age_seconds", worker="here/1", part=part) < 55


def test_mails_that_are_past_their_turn_are_counted_and_not_those_that_were_put_off(scene, figure):
    outbox = Outbox(scene.force)
    outbox.tell("mb", "mw")
    with db.transaction() as session:
        address_due(session, settings=settings())
    outbox.pass_time(899)
    assert figure("redaktion_letters_overdue") == 0
    outbox.pass_time(2)
    assert figure("redaktion_letters_overdue") == 2
    scene.force(
        "update letter set next_attempt_at = now() where medium = 'mail' and user_id = :mb",
        mb=outbox.user_id("mb"),
    )
    assert figure("redaktion_letters_overdue") == 1


def test_hooks_are_counted_by_whether_they_work(scene, figure, people):
    body = {"organisation": "MB", "url": "https://leitstand.example/haken", "groups": ["decisions"]}
    for name in ("working", "failing", "paused", "disabled"):
        people("mb.lead").post("/hooks", body | {"name": name})
    for name, column in (("failing", "failing_since"), ("paused", "paused_at"), ("disabled", "disabled_at")):
        scene.force(f"update hook set {column} = now() where name in (:name, 'disabled')", name=name)  # noqa: S608 - our own columns
    counted = {
        state: figure("redaktion_hooks", state=state)
        for state in ("working", "failing", "paused", "disabled")
    }
    assert counted == {"working": 1, "failing": 1, "paused": 1, "disabled": 1}
