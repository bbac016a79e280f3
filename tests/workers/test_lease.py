"""When the answer is lost: leases, zombies, late answers, and the resend where a second copy is impossible."""

import threading

import pytest

from app.actions.outcomes import record_outcome
from app.channels.base import Permanent, Receipt, Temporary, Unclear
from app.channels.console import Console
from app.workers import calls
from app.workers.deliveries import deliver
from tests.workers.scene import PORTAL, at_once, raising


@pytest.fixture
def lost(scene):
    """A delivery whose worker died after the intent; its lease has run out and reconcile has seen it."""
    delivery_id = scene.approved()
    scene.lost_ticket = scene.begin(delivery_id)
    scene.end_lease(delivery_id)
    scene.reconcile()
    return delivery_id


def test_a_lease_that_still_runs_is_left_alone(scene, channel):
    delivery_id = scene.approved()
    scene.begin(delivery_id)
    scene.reconcile()
    deliver(delivery_id)
    assert scene.state(delivery_id) == "sending"
    assert channel.calls == []


def test_a_worker_that_died_leaves_it_unclear_and_the_resend_makes_one_copy(scene, lost, channel):
    row, [attempt] = scene.row(lost), scene.attempts(lost)
    assert (row.state, row.fence, row.lease_until) == ("unclear", 2, None)
    assert row.unknown_since is not None
    assert (attempt.outcome, attempt.error) == ("unknown", "lease over")
    assert scene.told(lost)[-1] == "delivery.lease_over"
    scene.reconcile()
    assert channel.calls == []
    scene.end_pause(lost)
    scene.reconcile()
    row = scene.row(lost)
    assert (row.state, row.unknown_since, row.fence) == ("sent", None, 3)
    assert scene.outcomes(lost) == ["unknown", "sent"]
    assert len(channel.calls) == 1
    assert scene.post_state(lost) == "published"


@pytest.mark.parametrize("label", ["Konsole MB", PORTAL])
def test_a_call_that_took_effect_and_is_sent_again_stands_there_once(scene, channel, tmp_path, label):
    console = Console(tmp_path / "console")
    channel.answer = lambda message: console.publish(message, 0)
    delivery_id = scene.approved(label)
    ticket = scene.begin(delivery_id)
    console.publish(ticket.message, 0)
    scene.settle(delivery_id)
    assert scene.state(delivery_id) == "sent"
    assert len(list((tmp_path / "console").iterdir())) == 1


def test_without_an_id_of_our_own_nothing_is_sent_again(scene, lost, channel):
    for idempotency in ("key", "none"):
        scene.set_channel(idempotency=idempotency)
        scene.settle(lost)
        assert scene.state(lost) == "unclear"
    assert channel.calls == []


def test_a_zombie_changes_nothing_but_its_evidence_is_kept_and_believed(scene, lost, channel):
    receipt = Receipt("late-id", "https://kanal.example/late")
    row = scene.do(record_outcome, scene.lost_ticket, receipt)
    assert row.state == "unclear"
    assert scene.outcomes(lost) == ["sent"]
    scene.reconcile()
    row = scene.row(lost)
    assert (row.state, row.remote_id, row.remote_url) == ("sent", "late-id", "https://kanal.example/late")
    assert (row.sent_sha256, row.unknown_since) == (row.payload_sha256, None)
    assert scene.told(lost)[-1] == "delivery.found"
    assert scene.post_state(lost) == "published"
    assert channel.calls == []


def test_a_late_answer_is_believed_once_by_workers_at_the_same_time(scene, channel):
    ids = [scene.approved() for _ in range(10)]
    tickets = [scene.begin(delivery_id) for delivery_id in ids]
    for delivery_id in ids:
        scene.end_lease(delivery_id)
    scene.reconcile()
    for ticket in tickets:
        scene.do(record_outcome, ticket, Receipt(str(ticket.delivery_id)))
    assert at_once(*[scene.reconcile] * 6) == [None] * 6
    assert {scene.state(delivery_id) for delivery_id in ids} == {"sent"}
    assert [scene.told(delivery_id).count("delivery.found") for delivery_id in ids] == [1] * 10
    assert {scene.row(delivery_id).fence for delivery_id in ids} == {3}
    assert channel.calls == []


@pytest.mark.parametrize(
    ("late", "kept"),
    [(Temporary("no route"), "temporary"), (Permanent("422"), "refused"), (Unclear("?"), "unknown")],
)
def test_a_late_failure_never_overrides_what_is_unknown(scene, lost, late, kept):
    scene.do(record_outcome, scene.lost_ticket, late)
    assert scene.state(lost) == "unclear"
    assert scene.outcomes(lost) == [kept]
    assert scene.row(lost).unknown_since is not None
    scene.settle(lost)
    assert scene.state(lost) == "sent"


@pytest.mark.parametrize(
    ("answer", "access_ok", "rests"),
    [
        (Temporary("no route"), True, False),
        (Temporary("429", retry_after=90), True, True),
        (Permanent("422"), True, False),
        (Permanent("401", access=True), False, False),
    ],
)
def test_a_failed_resend_stays_unclear_because_the_first_call_may_have_worked(
    scene, lost, channel, answer, access_ok, rests
):
    channel.answer = raising(answer)
    scene.end_pause(lost)
    scene.reconcile()
    row = scene.row(lost)
    assert (row.state, row.hold_reason, row.attempts) == ("unclear", None, 2)
    assert row.unknown_since is not None
    assert row.next_attempt_at is not None
    assert row.channel.access_ok is access_ok
    assert (row.channel.paused_until is not None) is rests


def test_a_zombie_that_answers_during_the_resend_does_not_end_it(scene, lost, channel):
    scene.end_pause(lost)
    resend = scene.begin(lost)
    assert resend.fence == 3
    for stale in (Receipt("one"), Temporary("no"), Permanent("no")):
        scene.do(record_outcome, scene.lost_ticket, stale)
        assert scene.state(lost) == "sending"
    assert scene.outcomes(lost) == ["sent", None]
    scene.do(record_outcome, resend, Temporary("no"))
    assert scene.state(lost) == "unclear"
    scene.reconcile()
    assert (scene.state(lost), scene.row(lost).remote_id) == ("sent", "one")


def test_a_record_that_is_written_twice_changes_nothing(scene, channel):
    delivery_id = scene.approved()
    ticket = scene.begin(delivery_id)
    for outcome in (Receipt("1"), Receipt("1"), Temporary("no"), Permanent("no"), Unclear("?")):
        scene.do(record_outcome, ticket, outcome)
    assert scene.outcomes(delivery_id) == ["sent"]
    assert scene.told(delivery_id) == ["delivery.approve", "delivery.begin", "delivery.sent"]


def test_what_is_unclear_past_its_window_stays_unclear_and_is_never_held(scene, lost, channel):
    scene.shift(lost, -2000)
    scene.settle(lost)
    assert scene.state(lost) == "unclear"
    assert channel.calls == []
    scene.do(record_outcome, scene.lost_ticket, Receipt("after all"))
    scene.reconcile()
    assert scene.state(lost) == "sent"


def test_what_no_guard_lets_go_does_not_stand_in_the_way_of_others(scene, channel):
    stuck = [scene.approved(PORTAL) for _ in range(51)]
    free = scene.approved()
    for delivery_id in [*stuck, free]:
        scene.begin(delivery_id)
    scene.force("update delivery set lease_until = now() - interval '1 second'")
    scene.reconcile()
    scene.stop(PORTAL)
    scene.force("update delivery set next_attempt_at = now() - interval '1 second'")
    scene.force("update delivery set next_attempt_at = now() where id = :id", id=free)
    for _ in range(2):
        scene.reconcile()
    assert scene.state(free) == "sent"
    assert {scene.state(delivery_id) for delivery_id in stuck} == {"unclear"}


def test_after_ten_attempts_the_resend_ends_and_it_stays_unclear(scene, lost, channel):
    channel.answer = raising(Unclear("?"))
    scene.settle(lost, rounds=15)
    row = scene.row(lost)
    assert (row.state, row.attempts, len(channel.calls)) == ("unclear", 10, 9)


def test_a_busy_database_does_not_cost_the_answer(scene, channel, force, monkeypatch):
    monkeypatch.setattr(calls, "PATIENCE_S", (0.2,) * 300)
    delivery_id = scene.approved()
    begun, ended = threading.Event(), threading.Event()

    def answer(message):
        begun.set()
        assert ended.wait(60)
        return channel.show(message)

    channel.answer = answer
    worker = threading.Thread(target=deliver, args=(delivery_id,))
    worker.start()
    assert begun.wait(60)
    force("alter role redaktion_app nologin")
    try:
        force(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where usename = 'redaktion_app' and datname = current_database()"
        )
        ended.set()
        worker.join(0.4)
        assert worker.is_alive()
    finally:
        force("alter role redaktion_app login")
    worker.join(60)
    assert scene.state(delivery_id) == "sent"
    assert len(channel.calls) == 1
