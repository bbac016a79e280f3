"""One delivery and what may come back from its channel: each outcome leads to the state PUBLISHING section 6 names."""

import pytest

from app.channels.base import Permanent, Receipt, Temporary, Unclear
from app.workers.bells import deliver_task
from app.workers.deliveries import deliver
from tests.workers.scene import PORTAL, at_once, raising


def test_what_was_approved_is_sent_once_with_its_evidence(scene, channel):
    delivery_id = scene.approved()
    deliver(delivery_id)
    row, [attempt] = scene.row(delivery_id), scene.attempts(delivery_id)
    [message] = channel.calls
    assert message.delivery_id == delivery_id
    assert message.text == "Neue Tablets für alle Schulen. (MB)"
    assert message.payload_sha256 == row.payload_sha256
    assert row.state == "sent"
    assert (row.remote_id, row.remote_url) == (str(delivery_id), f"https://kanal.example/{delivery_id}")
    assert row.sent_sha256 == row.payload_sha256
    assert row.sent_at >= row.due_at
    assert (row.lease_until, row.unknown_since, row.next_attempt_at) == (None, None, None)
    assert (row.attempts, row.fence) == (1, 1)
    assert (attempt.number, attempt.kind, attempt.fence, attempt.outcome) == (1, "publish", 1, "sent")
    assert attempt.due_at <= attempt.intent_at <= attempt.finished_at <= row.sent_at
    assert attempt.payload_sha256 == row.payload_sha256
    assert attempt.remote_id == row.remote_id
    assert scene.told(delivery_id) == ["delivery.approve", "delivery.begin", "delivery.sent"]
    assert scene.post_state(delivery_id) == "published"


def test_a_post_on_the_portal_is_sent_with_its_public_address(scene):
    delivery_id = scene.approved(PORTAL)
    deliver(delivery_id)
    row = scene.row(delivery_id)
    assert row.state == "sent"
    assert row.remote_url.endswith(f"/portal/posts/{delivery_id}")


def test_a_temporary_failure_waits_with_growing_pauses_and_leaves_the_channel_alone(scene, channel):
    delivery_id = scene.approved()
    channel.answer = raising(Temporary("no route"))
    for attempt, seconds in enumerate((5, 15, 45, 120, 300, 300), start=1):
        scene.end_pause(delivery_id)
        deliver(delivery_id)
        row, last = scene.row(delivery_id), scene.attempts(delivery_id)[-1]
        assert (row.state, row.attempts, row.last_error) == ("waiting", attempt, "no route")
        assert (last.outcome, last.error) == ("temporary", "no route")
        assert (row.lease_until, row.unknown_since, row.woken_at) == (None, None, None)
        pause = (row.next_attempt_at - last.finished_at).total_seconds()
        assert 0.8 * seconds <= pause <= 1.2 * seconds + 1
        assert row.channel.paused_until is None
    assert scene.post_state(delivery_id) == "scheduled"
    assert scene.told(delivery_id)[-2:] == ["delivery.begin", "delivery.waiting"]
    channel.answer = channel.show
    scene.end_pause(delivery_id)
    deliver(delivery_id)
    assert scene.state(delivery_id) == "sent"


@pytest.mark.parametrize(
    ("wish", "least", "most"),
    [
        (100, 100, 125),
        (1, 4, 8),
        (0, 4, 8),
        (-7, 4, 8),
        (float("nan"), 4, 8),
        (float("inf"), 86_400, 104_000),
    ],
)
def test_a_platform_that_asks_for_a_rest_gets_it_for_the_whole_channel(scene, channel, wish, least, most):
    first, second = scene.approved(), scene.approved()
    channel.answer = raising(Temporary("too many requests", retry_after=wish))
    deliver(first)
    row = scene.row(first)
    pause = (row.channel.paused_until - scene.attempts(first)[0].finished_at).total_seconds()
    assert least <= pause <= most
    assert row.state == "waiting"
    assert (row.next_attempt_at - scene.attempts(first)[0].finished_at).total_seconds() <= 7
    deliver(second)
    assert len(channel.calls) == 1
    assert scene.state(second) == "waiting"


def test_a_refusal_holds_and_nothing_tries_again(scene, channel):
    delivery_id = scene.approved()
    channel.answer = raising(Permanent("422: unknown language"))
    deliver(delivery_id)
    assert scene.state(delivery_id) == "held:channel_refused"
    row, [attempt] = scene.row(delivery_id), scene.attempts(delivery_id)
    assert (attempt.outcome, attempt.error, row.last_error) == ("refused", *["422: unknown language"] * 2)
    assert row.channel.access_ok
    assert scene.told(delivery_id)[-1] == "delivery.held"
    scene.settle(delivery_id)
    assert len(channel.calls) == 1


def test_a_closed_door_holds_this_and_every_later_delivery(scene, channel):
    first, second = scene.approved(), scene.approved()
    channel.answer = raising(Permanent("401", access=True))
    deliver(first)
    assert scene.state(first) == "held:channel_access"
    assert not scene.row(first).channel.access_ok
    deliver(second)
    assert scene.state(second) == "held:channel_access"
    assert len(channel.calls) == 1


@pytest.mark.parametrize(
    "answer",
    [
        raising(Unclear("reset after the first byte")),
        raising(KeyError("id")),
        raising(TimeoutError()),
        lambda _: None,
        lambda _: "a page of HTML",
        lambda _: Receipt(""),
        lambda _: Receipt("with\x00nul"),
        lambda _: Receipt("x" * 3000),
        lambda _: Receipt(17),
        lambda _: Receipt("id", "https://kanal.example/\ud800"),
    ],
    ids=["unclear", "bug", "timeout", "nothing", "text", "no id", "nul", "endless id", "number", "surrogate"],
)
def test_an_answer_nobody_can_read_is_unclear(scene, channel, answer):
    delivery_id = scene.approved()
    channel.answer = answer
    deliver(delivery_id)
    row, [attempt] = scene.row(delivery_id), scene.attempts(delivery_id)
    assert row.state == "unclear"
    assert row.unknown_since is not None
    assert row.next_attempt_at > row.unknown_since
    assert (row.remote_id, row.lease_until, row.sent_at) == (None, None, None)
    assert attempt.outcome == "unknown"
    assert scene.told(delivery_id)[-1] == "delivery.unclear"
    assert scene.post_state(delivery_id) == "scheduled"


@pytest.mark.parametrize("kind", [Temporary, Permanent, Unclear])
def test_what_a_channel_says_cannot_stop_the_record(scene, channel, kind):
    delivery_id = scene.approved()
    channel.answer = raising(kind("bad\x00words \ud800\n" * 1000))
    deliver(delivery_id)
    [error] = [attempt.error for attempt in scene.attempts(delivery_id)]
    assert error.startswith("bad words")
    assert len(error) == 500


def test_an_id_that_belongs_to_another_delivery_is_no_proof(scene, channel):
    first, second = scene.approved(), scene.approved()
    channel.answer = lambda _: Receipt("4711")
    deliver(first)
    deliver(second)
    assert scene.state(first) == "sent"
    assert scene.state(second) == "unclear"
    assert scene.outcomes(second) == ["unknown"]
    scene.reconcile()
    assert scene.state(second) == "unclear"


def test_one_message_ten_times_makes_one_post(scene, channel):
    delivery_id = scene.approved()
    for _ in range(10):
        deliver_task(str(delivery_id))
    assert len(channel.calls) == 1
    assert scene.outcomes(delivery_id) == ["sent"]


def test_ten_workers_at_once_make_one_post(scene, channel):
    delivery_id = scene.approved()
    results = at_once(*[lambda: deliver(delivery_id)] * 10)
    assert results == [None] * 10
    assert len(channel.calls) == 1
    assert scene.outcomes(delivery_id) == ["sent"]
    assert scene.told(delivery_id).count("delivery.begin") == 1


def test_ten_workers_at_once_send_twenty_posts_once_each(scene, channel):
    expected = [scene.approved() for _ in range(20)]

    def work():
        for delivery_id in expected:
            deliver(delivery_id)

    assert at_once(*[work] * 10) == [None] * 10
    assert sorted(message.delivery_id for message in channel.calls) == sorted(expected)
    assert {scene.state(delivery_id) for delivery_id in expected} == {"sent"}


def test_a_message_for_nothing_is_nothing(scene, channel):
    deliver_task("01890000-0000-7000-8000-000000000000")
    assert channel.calls == []
