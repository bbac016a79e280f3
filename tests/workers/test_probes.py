"""Looking whether an unclear post stands on its channel: when, what counts as seen, and what follows from it."""

from datetime import timedelta

import pytest

from app.actions.outcomes import record_outcome
from app.actions.probes import claim_due_looks, claim_look, record_look
from app.channels.base import Permanent, Receipt, Temporary, Unclear
from app.settings import settings
from app.workers.deliveries import deliver
from tests.workers.scene import CONSOLE, PORTAL, at_once, raising

STEPS_S = (120, 300, 900, 3600, 86_400)


@pytest.fixture
def unclear(scene, channel):
    """A delivery whose answer got lost on a channel that knows no id of ours: nothing is ever sent again there."""
    scene.set_channel(idempotency="key")

    def lose(*, there=False):
        delivery_id = scene.approved()
        channel.answer = lambda message: raising(Unclear("reset"))(there and channel.show(message))
        deliver(delivery_id)
        channel.answer = channel.show
        assert scene.state(delivery_id) == "unclear"
        return delivery_id

    return lose


def claim(scene, delivery_id):
    return scene.do(claim_look, delivery_id, settings=settings())


def see(scene, look, outcome):
    return scene.do(record_look, look, outcome, settings=settings(), worker="stale")


def test_it_is_looked_for_after_2_5_15_60_minutes_and_24_hours_and_then_no_more(scene, channel, unclear):
    delivery_id, passed = unclear(), 0
    for number, step in enumerate(STEPS_S, start=1):
        scene.shift(delivery_id, passed - step + 60)
        scene.reconcile()
        assert len(channel.looks) == number - 1
        scene.shift(delivery_id, -80)
        passed = step + 20
        scene.reconcile()
        assert len(channel.looks) == number
        scene.reconcile()
        assert len(channel.looks) == number
    row = scene.row(delivery_id)
    assert (row.state, row.next_probe_at) == ("unclear", None)
    assert scene.seen(delivery_id) == ["absent"] * 5
    assert len(channel.calls) == 1
    scene.force("update delivery set unknown_since = now() where id = :id", id=delivery_id)


def test_what_is_found_is_sent_with_its_evidence(scene, channel, unclear):
    delivery_id = unclear(there=True)
    scene.shift(delivery_id, -121)
    scene.reconcile()
    row = scene.row(delivery_id)
    assert (row.state, row.unknown_since, row.next_attempt_at) == ("sent", None, None)
    assert row.next_probe_at - row.sent_at == timedelta(minutes=2)
    assert (row.remote_id, row.remote_url) == (str(delivery_id), f"https://kanal.example/{delivery_id}")
    assert row.sent_sha256 == row.payload_sha256
    [call, look] = scene.attempts(delivery_id)
    assert (call.outcome, look.kind, look.outcome, look.remote_id) == (
        "unknown",
        "probe",
        "found",
        row.remote_id,
    )
    assert (look.by_id, bool(look.worker)) == (None, True)
    assert scene.told(delivery_id)[-1] == "delivery.found"
    assert scene.post_state(delivery_id) == "published"


def test_it_is_looked_for_since_the_first_call_and_a_minute_before(scene, channel, unclear):
    delivery_id = unclear()
    scene.shift(delivery_id, -121)
    scene.reconcile()
    [(message, since)] = channel.looks
    [call, _] = scene.attempts(delivery_id)
    assert since == call.intent_at - timedelta(minutes=1)
    assert (message.text, message.remote_id) == ("Neue Tablets für alle Schulen. (MB)", None)


@pytest.mark.parametrize(
    ("failure", "kept", "words"),
    [
        (Temporary("no route"), "temporary", "no route"),
        (Permanent("403"), "refused", "403"),
        (Unclear("half an answer"), "unknown", "half an answer"),
        (KeyError("id"), "unknown", "unexpected KeyError"),
    ],
)
def test_where_nothing_can_be_seen_that_is_written_and_somebody_looks_again_soon(
    scene, channel, unclear, failure, kept, words
):
    delivery_id = unclear(there=True)
    scene.shift(delivery_id, -1000)
    channel.on_look = raising(failure)
    scene.reconcile()
    look = scene.attempts(delivery_id)[-1]
    assert (scene.state(delivery_id), look.outcome, look.error) == ("unclear", kept, words)
    assert scene.row(delivery_id).next_probe_at - look.finished_at <= timedelta(minutes=5, seconds=1)
    channel.on_look = channel.look
    scene.shift(delivery_id, -301)
    scene.reconcile()
    assert scene.state(delivery_id) == "sent"


@pytest.mark.parametrize("answer", [Receipt(""), Receipt("x" * 3000), "there", 17, Receipt("a\x00b")])
def test_an_answer_nobody_can_read_is_neither_there_nor_absent(scene, channel, unclear, answer):
    delivery_id = unclear()
    scene.shift(delivery_id, -121)
    channel.on_look = lambda _: answer
    scene.reconcile()
    assert (scene.state(delivery_id), scene.seen(delivery_id)) == ("unclear", ["unknown"])


def test_what_belongs_to_another_delivery_is_no_proof(scene, channel, unclear):
    other = scene.approved()
    deliver(other)
    delivery_id = unclear()
    scene.shift(delivery_id, -121)
    channel.on_look = lambda _: Receipt(str(other))
    scene.reconcile()
    assert (scene.state(delivery_id), scene.seen(delivery_id)) == ("unclear", ["temporary"])
    assert scene.attempts(delivery_id)[-1].error == "what was found is another delivery's"


def test_where_nobody_can_be_asked_nobody_asks(scene, channel, unclear):
    delivery_id = unclear()
    for columns in ({"can_find": False}, {"environment": "production"}, {"paused_until": "2999-01-01"}):
        scene.set_channel(**columns)
        scene.shift(delivery_id, -400)
        scene.reconcile()
        scene.set_channel(can_find=True, environment="local", paused_until=None)
    assert channel.looks == []
    scene.reconcile()
    assert len(channel.looks) == 1


def test_a_channel_that_asks_for_a_rest_while_it_is_looked_at_gets_it(scene, channel, unclear):
    delivery_id = unclear()
    scene.shift(delivery_id, -121)
    channel.on_look = raising(Temporary("429", retry_after=100))
    scene.reconcile()
    assert scene.channel().paused_until - scene.attempts(delivery_id)[-1].finished_at >= timedelta(seconds=99)


def test_a_late_answer_is_believed_before_anybody_looks(scene, channel):
    scene.set_channel(idempotency="key")
    delivery_id = scene.approved()
    ticket = scene.begin(delivery_id)
    scene.end_lease(delivery_id)
    scene.reconcile()
    scene.do(record_outcome, ticket, Receipt("late"))
    scene.shift(delivery_id, -200)
    scene.reconcile()
    assert (scene.state(delivery_id), scene.row(delivery_id).remote_id) == ("sent", "late")
    assert channel.looks == []


def test_answer_and_look_at_the_same_time_find_it_once(scene, channel, unclear):
    ids = [unclear(there=True) for _ in range(10)]
    looks = [claim(scene, delivery_id) for delivery_id in ids]
    tickets = [scene.ticket(delivery_id) for delivery_id in ids]
    receipts = [channel.look(look.message) for look in looks]
    at_once(
        *[lambda pair=pair: see(scene, *pair) for pair in zip(looks, receipts, strict=True)],
        *[lambda pair=pair: scene.do(record_outcome, *pair) for pair in zip(tickets, receipts, strict=True)],
        scene.reconcile,
    )
    assert {scene.state(delivery_id) for delivery_id in ids} == {"sent"}
    assert [scene.told(delivery_id).count("delivery.found") for delivery_id in ids] == [1] * 10


def test_workers_at_once_look_once(scene, channel, unclear):
    ids = [unclear() for _ in range(5)]
    for delivery_id in ids:
        scene.shift(delivery_id, -121)
    assert at_once(*[scene.reconcile] * 6) == [None] * 6
    assert len(channel.looks) == 5


def test_a_look_whose_worker_died_is_made_by_another_after_its_lease(scene, channel, unclear):
    delivery_id = unclear(there=True)
    scene.shift(delivery_id, -121)
    assert len(scene.do(claim_due_looks, settings=settings())) == 1
    scene.reconcile()
    assert channel.looks == []
    scene.shift(delivery_id, -settings().lease_s - 1)
    scene.reconcile()
    assert scene.state(delivery_id) == "sent"


def test_a_look_that_took_too_long_changes_no_state_but_is_kept_and_believed(scene, channel):
    delivery_id = scene.approved()
    scene.begin(delivery_id)
    scene.end_lease(delivery_id)
    scene.reconcile()
    look = claim(scene, delivery_id)
    scene.end_pause(delivery_id)
    resend = scene.begin(delivery_id)
    see(scene, look, None)
    assert scene.state(delivery_id) == "sending"
    see(scene, look, Receipt("seen"))
    assert (scene.state(delivery_id), scene.seen(delivery_id)) == ("sending", ["absent", "found"])
    assert {row.fence for row in scene.attempts(delivery_id) if row.kind == "probe"} == {look.fence}
    scene.do(record_outcome, resend, Temporary("no"))
    assert scene.state(delivery_id) == "unclear"
    scene.reconcile()
    assert (scene.state(delivery_id), scene.row(delivery_id).remote_id) == ("sent", "seen")


def test_there_is_no_look_for_what_is_not_unclear(scene, channel):
    for delivery_id in (scene.approved(), scene.approved(PORTAL)):
        assert claim(scene, delivery_id) is None
        deliver(delivery_id)
        assert claim(scene, delivery_id) is None


@pytest.fixture
def lost(scene):
    """A delivery whose worker died, on a channel where a second copy is impossible; it may be sent again now."""
    delivery_id = scene.approved()
    scene.begin(delivery_id)
    scene.end_lease(delivery_id)
    scene.reconcile()
    scene.end_pause(delivery_id)
    return delivery_id


def test_what_is_found_is_not_sent_again(scene, channel, lost):
    channel.there.add(str(lost))
    scene.reconcile()
    assert (scene.state(lost), scene.seen(lost), channel.calls) == ("sent", ["found"], [])


@pytest.mark.parametrize(
    ("seen", "kept"), [(lambda _: None, "absent"), (raising(Temporary("no")), "temporary")]
)
def test_what_is_absent_or_out_of_sight_is_sent_again(scene, channel, lost, seen, kept):
    channel.on_look = seen
    scene.reconcile()
    assert (scene.state(lost), scene.seen(lost), len(channel.calls)) == ("sent", [kept], 1)


def test_where_nobody_can_be_asked_it_is_sent_again(scene, channel, lost):
    scene.set_channel(CONSOLE, can_find=False)
    scene.reconcile()
    assert (scene.state(lost), len(channel.calls), channel.looks) == ("sent", 1, [])


@pytest.mark.parametrize("evidence", ["answer", "look"])
def test_no_second_call_begins_while_there_is_proof_at_hand(scene, channel, lost, evidence):
    look, ticket = claim(scene, lost), scene.ticket(lost)
    scene.force("update delivery set fence = fence + 1 where id = :id", id=lost)
    if evidence == "look":
        see(scene, look, Receipt("there"))
    else:
        scene.do(record_outcome, ticket, Receipt("there"))
    deliver(lost)
    assert (scene.state(lost), channel.calls) == ("unclear", [])
    scene.reconcile()
    assert (scene.state(lost), scene.row(lost).remote_id) == ("sent", "there")
