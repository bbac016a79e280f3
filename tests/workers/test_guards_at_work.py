"""The guards in the intent commit: whatever changed after the approval, nothing leaves, and the row says why."""

import time
from datetime import timedelta

import pytest

from app.settings import settings
from app.workers.deliveries import deliver
from app.workers.schedule import wake_due
from tests.workers.scene import CONSOLE, PORTAL

FORGED = '{"text":"Etwas anderes"}'
CHANGED = {
    "another text": ("update delivery set payload = :forged", "hash_mismatch"),
    "another text and its hash": (
        "update delivery set payload = :forged, payload_sha256 = encode(sha256(convert_to(:forged, 'UTF8')), 'hex')",
        "hash_mismatch",
    ),
    "another hash": ("update delivery set payload_sha256 = repeat('0', 64)", "hash_mismatch"),
    "another hash in the approval": ("update approval set payload_sha256 = repeat('0', 64)", "hash_mismatch"),
    "an earlier time": ("update delivery set due_at = due_at - interval '1 second'", "approval_lapsed"),
    "another time in the approval": (
        "update approval set due_at = due_at + interval '1 day'",
        "approval_lapsed",
    ),
    "another revision of the post": (
        "update post set current_revision_id = (select id from revision where id <> current_revision_id limit 1)",
        "approval_lapsed",
    ),
    "another revision in the approval": (
        "update approval set revision_id = (select id from revision r where r.id <> revision_id limit 1)",
        "approval_lapsed",
    ),
    "a paused channel": ("update channel set state = 'paused'", "channel_closed"),
    "an ended channel": ("update channel set state = 'discontinued'", "channel_closed"),
    "a channel nobody speaks for": ("update channel set idempotency = null", "channel_closed"),
    "another installation's channel": ("update channel set environment = 'production'", "wrong_environment"),
    "a closed door": ("update channel set access_ok = false", "channel_access"),
    "ten attempts": ("update delivery set attempts = 10", "attempts_exhausted"),
}
ALARMS = {"hash_mismatch": "G16", "wrong_environment": "G09", "four_eyes": "G15"}


@pytest.mark.parametrize("what", CHANGED)
def test_what_was_changed_after_the_approval_is_held_and_not_sent(scene, channel, force, said, what):
    other, delivery_id = scene.approved(due_in=3600), scene.approved()
    statement, reason = CHANGED[what]
    post_id = scene.row(delivery_id).post_id
    place = {
        "delivery": f"id = '{delivery_id}'",
        "approval": f"variant_id = '{delivery_id}'",
        "post": f"id = '{post_id}'",
        "channel": f"id = '{scene.channel_id(CONSOLE)}'",
    }[statement.split()[1]]
    before = force("select current_revision_id from post where id = :id", id=post_id)[0][0]
    force(f"{statement} where {place}", **({"forged": FORGED} if ":forged" in statement else {}))
    deliver(delivery_id)
    assert channel.calls == []
    assert scene.state(delivery_id) == f"held:{reason}"
    assert scene.attempts(delivery_id) == []
    assert scene.told(delivery_id)[-1] == "delivery.hold"
    alarms = [entry["guard"] for entry in said.entries if entry["event"] == "delivery.guard_alarm"]
    assert alarms == ([ALARMS[reason]] if reason in ALARMS else [])
    force("update post set current_revision_id = :before where id = :id", before=before, id=post_id)
    assert scene.state(other) == "waiting"


@pytest.mark.req("FE-01")
def test_an_approver_who_turns_out_to_be_the_author_stops_it(scene, channel, force, said):
    delivery_id = scene.approved()
    lead, author = scene.actor("mb.lead"), scene.actor("mb")
    force('update "user" set person_id = :same where id = :id', same=author.person_id, id=lead.user_id)
    deliver(delivery_id)
    force('update "user" set person_id = :own where id = :id', own=lead.person_id, id=lead.user_id)
    assert channel.calls == []
    assert scene.state(delivery_id) == "held:four_eyes"
    assert [entry["guard"] for entry in said.entries if entry["event"] == "delivery.guard_alarm"] == ["G15"]


def test_nothing_leaves_early(scene, channel):
    delivery_id = scene.approved(due_in=600)
    for _ in range(3):
        assert wake_due() == []
        deliver(delivery_id)
        assert scene.state(delivery_id) == "waiting"
    scene.shift(delivery_id, -598)
    while scene.state(delivery_id) == "waiting":
        for woken in wake_due():
            assert woken == delivery_id
        deliver(delivery_id)
    row, [attempt] = scene.row(delivery_id), scene.attempts(delivery_id)
    assert row.state == "sent"
    assert attempt.intent_at >= row.due_at
    assert len(channel.calls) == 1


def test_the_window_is_the_last_word(scene, channel):
    late, too_late, urgent = scene.approved(), scene.approved(), scene.approved(window_s=60)
    scene.shift(late, -1500)
    scene.shift(too_late, -1801)
    scene.shift(urgent, -61)
    for delivery_id in (late, too_late, urgent):
        deliver(delivery_id)
    assert [message.delivery_id for message in channel.calls] == [late]
    assert scene.state(too_late) == scene.state(urgent) == "held:missed_window"


@pytest.mark.parametrize("scope", [CONSOLE, None])
def test_a_stop_holds_what_is_due_and_lifting_it_sends_nothing(scene, channel, scope):
    before, later = scene.approved(), scene.approved(due_in=3600)
    portal = scene.approved(PORTAL)
    stop_id = scene.stop(scope)
    assert scene.state(before) == "held:emergency_stop"
    fallen_due = scene.approved()
    for delivery_id in (before, later, portal, fallen_due):
        deliver(delivery_id)
    assert scene.state(fallen_due) == "held:emergency_stop"
    assert scene.state(later) == "waiting"
    assert scene.state(portal) == ("sent" if scope else "held:emergency_stop")
    scene.lift(stop_id)
    for delivery_id in (before, fallen_due):
        scene.settle(delivery_id)
        assert scene.state(delivery_id) == "held:emergency_stop"
    assert channel.calls == []


def test_a_stop_between_intent_and_call_is_in_time(scene, channel, at_point):
    delivery_id = scene.approved()
    at_point("after_intent", scene.stop)
    deliver(delivery_id)
    assert channel.calls == []
    assert scene.state(delivery_id) == "waiting"
    assert scene.outcomes(delivery_id) == ["temporary"]
    assert wake_due() == []
    assert scene.state(delivery_id) == "held:emergency_stop"


def test_a_stop_of_another_channel_does_not_hinder(scene, channel, at_point):
    delivery_id = scene.approved()
    at_point("after_intent", lambda: scene.stop("Konsole MW"))
    deliver(delivery_id)
    assert scene.state(delivery_id) == "sent"


def test_a_used_up_budget_starts_no_call(scene, channel, with_settings):
    delivery_id = scene.approved()
    with_settings(call_budget_s=5)
    deliver(delivery_id)
    assert channel.calls == []
    assert scene.state(delivery_id) == "waiting"
    assert scene.outcomes(delivery_id) == ["temporary"]


def test_the_budget_is_looked_at_last_before_the_first_byte(scene, channel, with_settings, at_point):
    delivery_id = scene.approved()
    with_settings(call_budget_s=6)
    at_point("before_call", lambda: time.sleep(1.1))
    deliver(delivery_id)
    assert channel.calls == []
    assert scene.state(delivery_id) == "waiting"


def test_posts_on_one_channel_keep_their_gap(scene, channel):
    scene.set_channel(min_gap_s=1)
    ids, free_at, gaps = [scene.approved() for _ in range(3)], [], []

    def answer(message):
        row = scene.row(message.delivery_id)
        free_at.append(row.channel.next_free_at)
        gaps.append(row.channel.next_free_at - (row.lease_until - timedelta(seconds=settings().lease_s)))
        return channel.show(message)

    channel.answer = answer
    left = ids
    while left:
        is_free = scene.is_free()
        woken = wake_due()
        assert woken == left or not is_free
        for delivery_id in woken:
            deliver(delivery_id)
        called = [message.delivery_id for message in channel.calls]
        assert not woken or woken[0] in called
        left = [delivery_id for delivery_id in ids if delivery_id not in called]
    assert sorted(called) == sorted(ids)
    assert gaps == [timedelta(seconds=1)] * 3
    intents = [scene.attempts(delivery_id)[0].intent_at for delivery_id in called]
    assert all(free <= intent for free, intent in zip(free_at, intents[1:], strict=False))


def test_a_pause_is_a_pause(scene, channel):
    resting, free = scene.approved(), scene.approved()
    scene.force("update delivery set next_attempt_at = now() + interval '1 hour' where id = :id", id=resting)
    deliver(resting)
    deliver(free)
    assert scene.state(resting) == "waiting"
    assert scene.told(resting) == ["delivery.approve"]
    assert [message.delivery_id for message in channel.calls] == [free]


@pytest.mark.parametrize("what", ["mode = 'restore'", "clock_ok = false"])
def test_an_installation_that_cannot_be_trusted_sends_nothing(scene, channel, force, said, what):
    waiting, portal, unclear = scene.approved(), scene.approved(PORTAL), scene.approved()
    scene.begin(unclear)
    scene.end_lease(unclear)
    scene.reconcile()
    scene.end_pause(unclear)
    force(f"update publishing_control set {what}")  # noqa: S608 - the two words above
    for delivery_id in (waiting, portal, unclear):
        deliver(delivery_id)
    assert channel.calls == []
    assert [scene.state(row) for row in (waiting, portal, unclear)] == ["waiting", "waiting", "unclear"]
    assert {entry.get("guard") for entry in said.entries} == ({"G07"} if "clock" in what else set())
    force("update publishing_control set mode = 'normal', clock_ok = true")
    scene.settle(waiting)
    assert scene.state(waiting) == "sent"


def test_an_open_call_lets_no_second_one_begin(scene, channel, force):
    delivery_id = scene.approved()
    scene.begin(delivery_id)
    force("update delivery set state = 'waiting', lease_until = null where id = :id", id=delivery_id)
    deliver(delivery_id)
    assert channel.calls == []
    assert scene.outcomes(delivery_id) == [None]
    force("delete from delivery_attempt where delivery_id = :id", id=delivery_id)


def test_from_unclear_no_guard_ever_holds(scene, channel):
    delivery_id = scene.approved()
    scene.begin(delivery_id)
    scene.end_lease(delivery_id)
    scene.reconcile()
    scene.set(delivery_id, payload=FORGED)
    scene.settle(delivery_id)
    assert scene.state(delivery_id) == "unclear"
    assert channel.calls == []
