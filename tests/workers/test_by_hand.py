"""A channel without an interface: a person posts at the due time, says so before, and reports the address as proof."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from app.actions.deliveries import cancel_delivery, take_down
from app.channels.base import Permanent, Standing, Temporary
from app.errors import NotAllowedError, NotFoundError, WrongStateError
from app.models import Delivery
from app.workers import preflight, takedowns
from app.workers.deliveries import deliver
from app.workers.schedule import wake_due
from tests.workers.hands import ADDRESS, confirm, post, say
from tests.workers.scene import CONSOLE, PORTAL, at_once, raising


@pytest.fixture
def by_hand(scene):
    """MB's console as a channel that somebody serves by hand."""
    scene.set_channel(idempotency="manual", can_find=False)
    return scene


@pytest.fixture
def waiting(by_hand):
    """A due delivery that waits for a hand."""
    delivery_id = by_hand.approved()
    deliver(delivery_id)
    assert by_hand.state(delivery_id) == "held:manual"
    return delivery_id


def refusal(answer):
    with pytest.raises(WrongStateError) as caught:
        answer()
    return caught.value.key


def test_at_its_time_it_waits_for_a_hand_and_somebody_is_called(by_hand, channel):
    later, due = by_hand.approved(due_in=3600), by_hand.approved()
    for delivery_id in wake_due():
        deliver(delivery_id)
    assert [by_hand.state(key) for key in (later, due)] == ["waiting", "held:manual"]
    assert channel.calls == []
    assert by_hand.attempts(due) == []
    assert by_hand.told(due)[-1] == "delivery.hold"
    row = by_hand.row(due)
    [called] = by_hand.notifications("delivery.post_by_hand")
    assert (called.kind, called.object_id) == ("delivery.post_by_hand", due)
    assert called.organisation_id == row.channel.organisation_id
    closes_at = row.due_at + timedelta(seconds=row.window_s)
    assert called.context == {"channel": CONSOLE, "closes_at": closes_at.isoformat()}


def test_before_a_hand_is_called_every_guard_is_asked(by_hand, channel):
    changed, missed, stopped = by_hand.approved(), by_hand.approved(), by_hand.approved()
    by_hand.set(changed, payload='{"text":"Etwas anderes"}')
    by_hand.shift(missed, -1801)
    for delivery_id in (changed, missed):
        deliver(delivery_id)
    by_hand.stop(CONSOLE)
    assert [by_hand.state(key) for key in (changed, missed, stopped)] == [
        "held:hash_mismatch",
        "held:missed_window",
        "held:emergency_stop",
    ]
    assert by_hand.notifications("delivery.post_by_hand") == []
    by_hand.cancel(changed)


def test_who_posts_says_so_before_and_reports_the_address_afterwards(by_hand, channel, waiting):
    post(by_hand, waiting)
    row, [attempt] = by_hand.row(waiting), by_hand.attempts(waiting)
    lead = by_hand.actor("mb.lead").user_id
    assert (row.state, row.hold_reason, row.attempts, row.fence) == ("unclear", None, 1, 2)
    assert row.unknown_since == attempt.intent_at == attempt.finished_at
    assert (attempt.kind, attempt.outcome, attempt.by_id, attempt.worker) == (
        "publish",
        "unknown",
        lead,
        None,
    )
    say(by_hand, waiting, "there")
    row = by_hand.row(waiting)
    assert (row.state, row.remote_id, row.remote_url) == ("sent", ADDRESS, ADDRESS)
    assert row.sent_sha256 == row.payload_sha256
    assert by_hand.told(waiting) == [
        "delivery.approve",
        "delivery.hold",
        "delivery.post_by_hand",
        "delivery.found",
    ]
    assert by_hand.post_state(waiting) == "published"
    assert channel.calls == []


def test_who_did_not_post_after_all_says_so_after_the_quiet_time(by_hand, waiting):
    post(by_hand, waiting)
    assert refusal(lambda: say(by_hand, waiting, "not_there")) == "quiet-time"
    by_hand.shift(waiting, -601)
    say(by_hand, waiting, "not_there")
    assert by_hand.state(waiting) == "held:confirmed_absent"
    by_hand.release(waiting)
    deliver(waiting)
    assert by_hand.state(waiting) == "held:manual"
    assert len(by_hand.notifications("delivery.post_by_hand")) == 2


def test_no_machine_touches_what_a_hand_has_begun(by_hand, channel, waiting):
    post(by_hand, waiting)
    by_hand.settle(waiting)
    by_hand.shift(waiting, -4000)
    by_hand.settle(waiting)
    assert by_hand.state(waiting) == "unclear"
    assert (channel.calls, channel.looks) == ([], [])


def test_reminders_come_after_5_and_15_minutes_and_end_with_the_window(by_hand, waiting):
    def reminders():
        by_hand.reconcile()
        by_hand.reconcile()
        return len(by_hand.notifications("delivery.post_by_hand_reminder"))

    counts = [reminders()]
    for _ in range(5):
        by_hand.shift(waiting, -301)
        counts.append(reminders())
    assert counts == [0, 1, 1, 2, 2, 2]
    wake_due()
    assert by_hand.state(waiting) == "held:manual"
    by_hand.shift(waiting, -301)
    fence = by_hand.row(waiting).fence
    wake_due()
    assert (by_hand.state(waiting), by_hand.row(waiting).fence) == ("held:missed_window", fence + 1)
    assert by_hand.told(waiting)[-1] == "delivery.hold"
    assert reminders() == 2
    assert refusal(lambda: post(by_hand, waiting)) == "not-for-a-hand"


def test_a_hand_that_is_late_is_told_of_like_any_other(by_hand, waiting):
    by_hand.shift(waiting, -310)
    post(by_hand, waiting)
    assert len(by_hand.notifications("delivery.late")) == 2


AGAINST = {
    "G03": lambda scene, key: scene.shift(key, -1801),
    "G06": lambda scene, _: scene.stop(CONSOLE),
    "G07": lambda scene, _: scene.force("update publishing_control set clock_ok = false"),
    "G08": lambda scene, _: scene.set_channel(state="paused"),
    "G09": lambda scene, _: scene.set_channel(environment="production"),
    "G14": lambda scene, _: scene.force("update approval set due_at = due_at - interval '1 second'"),
    "G16": lambda scene, key: scene.set(key, payload='{"text":"Etwas anderes"}'),
    "G20": lambda scene, key: scene.set(key, attempts=10),
}


@pytest.mark.parametrize("guard", AGAINST)
def test_every_guard_is_asked_again_when_somebody_begins(by_hand, waiting, guard):
    AGAINST[guard](by_hand, waiting)
    with pytest.raises(WrongStateError) as caught:
        post(by_hand, waiting)
    assert (caught.value.key, caught.value.context["guard"]) == ("not-by-hand-now", guard)
    assert caught.value.context["reason"]
    assert by_hand.state(waiting) == "held:manual"
    assert by_hand.attempts(waiting) == []
    by_hand.set_channel(environment="local")
    by_hand.force("delete from approval where variant_id <> :id", id=waiting)
    by_hand.force("update delivery set hold_reason = 'by_person' where id = :id", id=waiting)


@pytest.mark.parametrize("name", ["mb", "desk1", "mw.lead", "kanal", "revision", "admin"])
def test_on_a_ministrys_own_channel_its_lead_posts_and_nobody_else(by_hand, waiting, name):
    with pytest.raises((NotAllowedError, NotFoundError)):
        post(by_hand, waiting, name)
    assert by_hand.state(waiting) == "held:manual"


@pytest.fixture
def central(scene):
    """A delivery on a central channel that waits for a hand."""
    scene.set_channel(PORTAL, idempotency="manual", can_find=False)
    delivery_id = scene.approved(PORTAL)
    deliver(delivery_id)
    return delivery_id


@pytest.mark.parametrize("name", ["desk1", "kanal"])
def test_on_a_central_channel_desk_and_entrusted_manager_post_and_report(scene, central, name):
    for other in ("mb", "mb.lead"):
        with pytest.raises(NotAllowedError):
            post(scene, central, other)
    post(scene, central, name)
    say(scene, central, "there", name)
    assert (scene.state(central), scene.row(central).remote_url) == ("sent", ADDRESS)


def test_a_manager_reports_what_they_posted_themselves_and_proposes_about_others(scene, central):
    post(scene, central, "desk1")
    assert say(scene, central, "there", "kanal").proposed
    assert scene.state(central) == "unclear"


def test_a_manager_sees_nothing_that_is_not_in_their_hands(scene, central):
    scene.force("delete from entrusted_channel")
    with pytest.raises(NotFoundError):
        post(scene, central, "kanal")


def test_with_credentials_and_a_good_look_no_hand_is_needed_any_more(by_hand, channel):
    by_hand.set_channel(endpoint="https://kanal.example", checked_at=None)
    channel.on_check = lambda: Standing("key")
    preflight.sweep()
    delivery_id = by_hand.approved()
    deliver(delivery_id)
    assert (by_hand.state(delivery_id), len(channel.calls)) == ("sent", 1)


# A channel that gets its connection while hands are at work.


def get_connected(scene):
    scene.set_channel(idempotency="own_id", can_find=True)


def test_what_still_waits_for_a_hand_is_left_to_the_machine_once_somebody_lets_it_go(
    by_hand, channel, waiting
):
    get_connected(by_hand)
    assert refusal(lambda: post(by_hand, waiting)) == "not-for-a-hand"
    by_hand.release(waiting)
    deliver(waiting)
    assert (by_hand.state(waiting), len(channel.calls)) == ("sent", 1)


def test_what_a_hand_has_begun_stays_in_hands_to_its_end(by_hand, channel, waiting):
    post(by_hand, waiting)
    get_connected(by_hand)
    by_hand.settle(waiting)
    assert (by_hand.state(waiting), channel.calls, channel.looks) == ("unclear", [], [])
    say(by_hand, waiting, "there")
    row = by_hand.row(waiting)
    assert (row.state, row.remote_id, row.remote_url) == ("sent", ADDRESS, ADDRESS)
    ask_for_removal(by_hand, waiting)
    assert len(by_hand.notifications("delivery.remove_by_hand")) == 1
    by_hand.shift(waiting, -601)
    takedowns.sweep()
    assert (by_hand.state(waiting), channel.removals) == ("removing", [])
    confirm(by_hand, waiting)
    assert by_hand.state(waiting) == "removed"


def test_what_a_hand_did_not_post_after_all_may_leave_by_machine(by_hand, channel, waiting):
    post(by_hand, waiting)
    get_connected(by_hand)
    by_hand.shift(waiting, -601)
    say(by_hand, waiting, "not_there")
    by_hand.release(waiting)
    deliver(waiting)
    assert (by_hand.state(waiting), len(channel.calls)) == ("sent", 1)


# Removing by hand.


@pytest.fixture
def posted(by_hand, waiting):
    post(by_hand, waiting)
    say(by_hand, waiting, "there")
    return waiting


def ask_for_removal(scene, delivery_id):
    scene.do(take_down, scene.actor("mb.lead"), delivery_id, reason="Fehler")


def test_what_was_posted_by_hand_is_removed_by_hand_and_somebody_says_so(by_hand, channel, posted, said):
    ask_for_removal(by_hand, posted)
    [called] = by_hand.notifications("delivery.remove_by_hand")
    assert called.context == {"channel": CONSOLE, "remote_url": ADDRESS}
    assert [entry["event"] for entry in said.entries] == ["delivery.remove_by_hand"]
    takedowns.sweep()
    assert (by_hand.state(posted), channel.removals) == ("removing", [])
    assert refusal(lambda: confirm(by_hand, posted)) == "quiet-time"
    by_hand.shift(posted, -601)
    confirm(by_hand, posted)
    row, removal = by_hand.row(posted), by_hand.attempts(posted)[-1]
    assert (row.state, row.last_error) == ("removed", None)
    assert row.removed_at is not None
    assert (removal.kind, removal.outcome) == ("remove", "absent")
    assert removal.by_id == by_hand.actor("mb.lead").user_id
    assert by_hand.told(posted)[-2:] == ["delivery.take_down", "delivery.removed"]
    assert by_hand.force("select count(*) from removal where closed_at is null") == [(0,)]


def test_a_removal_asked_for_while_a_hand_posts_waits_for_the_word(by_hand, waiting):
    post(by_hand, waiting)
    ask_for_removal(by_hand, waiting)
    assert by_hand.state(waiting) == "unclear"
    say(by_hand, waiting, "there")
    takedowns.sweep()
    assert by_hand.state(waiting) == "removing"
    assert len(by_hand.notifications("delivery.remove_by_hand")) == 1


@pytest.mark.parametrize("name", ["mb", "desk1", "mw.lead", "revision"])
def test_nobody_else_says_that_it_was_removed(by_hand, posted, name):
    ask_for_removal(by_hand, posted)
    by_hand.shift(posted, -601)
    with pytest.raises((NotAllowedError, NotFoundError)):
        confirm(by_hand, posted, name)


def test_where_the_office_removes_itself_nobodys_word_is_needed_until_the_platform_refuses(scene, channel):
    delivery_id = scene.approved()
    deliver(delivery_id)
    assert refusal(lambda: confirm(scene, delivery_id)) == "wrong-state"
    ask_for_removal(scene, delivery_id)
    assert refusal(lambda: confirm(scene, delivery_id)) == "removes-itself"
    for failure, key in ((Temporary("no"), "removes-itself"), (Permanent("401", access=True), "quiet-time")):
        channel.on_remove = raising(failure)
        scene.end_pause(delivery_id)
        takedowns.sweep()
        assert refusal(lambda: confirm(scene, delivery_id)) == key
    scene.end_pause(delivery_id)
    takedowns.sweep()
    assert len(scene.notifications("delivery.remove_by_hand")) == 1
    scene.shift(delivery_id, -601)
    confirm(scene, delivery_id)
    assert scene.state(delivery_id) == "removed"


def test_a_receiver_that_can_only_be_told_has_removed_it_when_it_says_so(scene, channel):
    scene.set_channel(can_find=False)
    channel.can_find = False
    channel.on_look = raising(AssertionError("nobody can be asked"))
    delivery_id = scene.approved()
    deliver(delivery_id)
    ask_for_removal(scene, delivery_id)
    takedowns.sweep()
    assert scene.state(delivery_id) == "removing"
    scene.shift(delivery_id, -601)
    takedowns.sweep()
    assert scene.state(delivery_id) == "removed"
    assert len(channel.removals) == 2


# Two at the same moment.


def wait_for_hands(scene, number):
    scene.set_channel(idempotency="manual", can_find=False)
    ids = [scene.approved() for _ in range(number)]
    for delivery_id in ids:
        deliver(delivery_id)
    return ids


def test_posting_and_withdrawal_at_the_same_time_agree(scene, channel):
    ids = wait_for_hands(scene, 12)
    results = at_once(
        *[lambda key=key: post(scene, key) for key in ids],
        *[lambda key=key: scene.do(cancel_delivery, scene.actor("mb"), key, reason=None) for key in ids],
    )
    for delivery_id, posted, withdrawn in zip(ids, results[:12], results[12:], strict=True):
        if isinstance(posted, Delivery):
            assert scene.state(delivery_id) == "unclear"
            assert isinstance(withdrawn, WrongStateError)
        else:  # told that it is withdrawn, or to try again in a moment
            assert isinstance(posted, OperationalError) or posted.key == "wrong-state"
            assert (scene.state(delivery_id), scene.attempts(delivery_id)) == ("cancelled", [])


def test_after_a_stop_nobody_begins_by_hand(scene, channel):
    ids = wait_for_hands(scene, 12)
    *results, stop_id = at_once(*[lambda key=key: post(scene, key) for key in ids], scene.stop)
    [(at,)] = scene.force("select at from publishing_stop where id = :id", id=stop_id)
    for delivery_id, posted in zip(ids, results, strict=True):
        if isinstance(posted, Delivery):
            assert scene.attempts(delivery_id)[0].intent_at < at
        else:
            assert isinstance(posted, WrongStateError | OperationalError), "the gate was closed for too long"
            assert (scene.state(delivery_id), scene.attempts(delivery_id)) == ("held:manual", [])


def test_of_many_hands_one_posts(scene, channel):
    [delivery_id] = wait_for_hands(scene, 1)
    results = at_once(*[lambda: post(scene, delivery_id)] * 8)
    assert sum(isinstance(answer, Delivery) for answer in results) == 1
    assert {answer.key for answer in results if not isinstance(answer, Delivery)} == {"already-sending"}
    assert len(scene.attempts(delivery_id)) == 1
