"""What operators read at /metrics: counted in the database, the same from every process and after every restart."""

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text

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
            return value_of(write_figures(session), name, **labels)

    return read


def value_of(written, name, **labels):
    [value] = [
        sample.value
        for family in text_string_to_metric_families(written.decode())
        for sample in family.samples
        if sample.name == name and labels.items() <= sample.labels.items()
    ]
    return value


@pytest.fixture
def is_age(force, figure):
    """Whether the figure lies between the age of an instant before it was read and after."""

    def check(since, name, **labels):
        query = f"select extract(epoch from clock_timestamp() - ({since}))"  # noqa: S608 - our own words
        [(least,)], value, [(most,)] = force(query), figure(name, **labels), force(query)
        return least <= value <= most

    return check


def test_deliveries_are_counted_by_state(scene, figure):
    due = [scene.approved() for _ in range(2)]
    scene.approved(due_in=3600)
    deliver(due[0])
    assert figure("redaktion_deliveries", state="sent") == 1
    assert figure("redaktion_deliveries", state="waiting") == 2
    assert sum(figure("redaktion_deliveries", state=state.value) for state in DeliveryState) == 3


def test_what_waits_two_minutes_after_its_time_is_overdue_and_its_queue_is_old(scene, figure, is_age):
    late, _ = scene.approved(), scene.approved(due_in=3600)
    scene.shift(late, -60)
    assert figure("redaktion_deliveries_overdue") == 0
    assert is_age("select min(due_at) from delivery", "redaktion_queue_age_seconds", queue="publish")
    scene.shift(late, -61)
    assert figure("redaktion_deliveries_overdue") == 1


@pytest.mark.parametrize(("passed", "number"), [("120 s", 0), ("120.000001 s", 1)])
def test_it_is_overdue_after_more_than_two_minutes(scene, still, passed, number):
    scene.approved()
    with still() as session:
        session.execute(
            text("update delivery set due_at = now() - cast(:passed as interval)"), {"passed": passed}
        )
        assert value_of(write_figures(session), "redaktion_deliveries_overdue") == number


def test_what_rests_between_two_tries_does_not_make_its_queue_old(scene, figure):
    resting = scene.approved()
    scene.shift(resting, -600)
    scene.force("update delivery set next_attempt_at = now() + interval '1 minute'")
    assert figure("redaktion_queue_age_seconds", queue="publish") == 0


def test_an_unclear_delivery_is_counted_with_its_age(scene, figure, is_age):
    assert figure("redaktion_unclear_age_seconds") == 0
    delivery_id = scene.approved()
    scene.begin(delivery_id)
    scene.end_lease(delivery_id)
    scene.force("update channel set idempotency = 'none'")
    scene.reconcile()
    scene.shift(delivery_id, -300)
    assert figure("redaktion_deliveries_unclear") == 1
    assert figure("redaktion_unclear_age_seconds") >= 300
    assert is_age("select unknown_since from delivery", "redaktion_unclear_age_seconds")


def test_lateness_is_a_histogram_over_all_that_was_ever_sent(scene, figure):
    for late_s in (2, 3, 40):
        delivery_id = scene.approved(PORTAL)
        deliver(delivery_id)
        scene.force(
            "update delivery set sent_at = due_at + make_interval(secs => :s) where id = :id",
            s=late_s,
            id=delivery_id,
        )
    bucket = "redaktion_delivery_lateness_seconds_bucket"
    assert [figure(bucket, le=le) for le in ("2.0", "5.0", "30.0", "60.0", "+Inf")] == [1, 2, 2, 3, 3]
    assert figure("redaktion_delivery_lateness_seconds_count") == 3
    assert figure("redaktion_delivery_lateness_seconds_sum") == 45
    scene.force("update delivery set state = 'removed', removed_at = now()")
    assert figure("redaktion_delivery_lateness_seconds_count") == 3


def test_a_worker_is_shown_with_the_age_of_its_canary_for_each_queue(scene, is_age):
    with db.transaction() as session:
        write_heartbeat(session, "here/1", host="here", parts=["publish", "remove"])
    scene.force("update worker_heartbeat set seen_at = now() - interval '50 seconds'")
    for part in ("publish", "remove"):
        seen_at = "select seen_at from worker_heartbeat"
        assert is_age(seen_at, "redaktion_canary_age_seconds", worker="here/1", part=part)


def test_mails_that_are_past_their_turn_are_counted_and_not_those_that_were_put_off(scene, figure):
    outbox = Outbox(scene.force)
    outbox.tell("mb", "mw")
    with db.transaction() as session:
        address_due(session, settings=settings())
    outbox.pass_time(600)
    assert figure("redaktion_letters_overdue") == 0
    outbox.pass_time(301)
    assert figure("redaktion_letters_overdue") == 2
    scene.force(
        "update letter set next_attempt_at = now() where medium = 'mail' and user_id = :mb",
        mb=outbox.user_id("mb"),
    )
    assert figure("redaktion_letters_overdue") == 1


@pytest.mark.parametrize(("passed", "number"), [("900 s", 0), ("900.000001 s", 1)])
def test_a_mail_is_past_its_turn_after_more_than_a_quarter_of_an_hour(scene, still, passed, number):
    Outbox(scene.force).tell("mb")
    with db.transaction() as session:
        address_due(session, settings=settings())
    with still() as session:
        session.execute(
            text("update letter set due_at = now() - cast(:passed as interval)"), {"passed": passed}
        )
        assert value_of(write_figures(session), "redaktion_letters_overdue") == number


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
