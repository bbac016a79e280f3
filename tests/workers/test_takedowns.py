"""Taking down: what was published goes, for good, and a request that comes too early waits for its moment."""

import pytest

from app.actions.deliveries import take_down
from app.channels.base import Permanent, Temporary, Unclear
from app.errors import NotAllowedError, WrongStateError
from app.workers import takedowns
from app.workers.deliveries import deliver
from tests.workers.scene import CONSOLE, PORTAL, at_once, raising


def ask(scene, delivery_id, by="mb.lead"):
    return scene.do(take_down, scene.actor(by), delivery_id, reason="Zahl war falsch")


def wait_out_the_quiet_time(scene, delivery_id):
    scene.shift(delivery_id, -601)


def published(scene, label=CONSOLE):
    delivery_id = scene.approved(label)
    deliver(delivery_id)
    assert scene.state(delivery_id) == "sent"
    return delivery_id


def test_a_post_on_the_portal_is_gone_at_once(scene):
    delivery_id = published(scene, PORTAL)
    ask(scene, delivery_id)
    assert scene.state(delivery_id) == "removing"
    takedowns.sweep()
    assert scene.state(delivery_id) == "removed"
    assert scene.row(delivery_id).removed_at
    assert scene.told(delivery_id)[-3:] == ["delivery.take_down", "delivery.remove", "delivery.removed"]


def test_elsewhere_it_counts_as_removed_only_after_the_quiet_time(scene, channel):
    delivery_id = published(scene)
    ask(scene, delivery_id)
    takedowns.sweep()
    assert channel.there == set()
    assert scene.state(delivery_id) == "removing"
    takedowns.sweep()
    assert len(channel.removals) == 1, "looked again before the quiet time was over"
    wait_out_the_quiet_time(scene, delivery_id)
    takedowns.sweep()
    assert scene.state(delivery_id) == "removed"


def test_what_a_late_publish_brought_back_is_removed_again(scene, channel):
    delivery_id = published(scene)
    ask(scene, delivery_id)
    takedowns.sweep()
    channel.there.add(str(delivery_id))
    wait_out_the_quiet_time(scene, delivery_id)
    takedowns.sweep()
    assert channel.there == set()
    assert scene.state(delivery_id) == "removed"


@pytest.mark.parametrize(
    "error", [Temporary("später"), Permanent("nein"), Unclear("?"), RuntimeError("kaputt")]
)
def test_a_removal_that_fails_goes_on_until_it_works(scene, channel, error):
    delivery_id = published(scene)
    ask(scene, delivery_id)
    channel.on_remove = raising(error)
    takedowns.sweep()
    assert scene.state(delivery_id) == "removing"
    assert scene.row(delivery_id).last_error
    takedowns.sweep()
    assert len(channel.removals) == 1, "tried again without a pause"
    channel.on_remove = channel.hide
    wait_out_the_quiet_time(scene, delivery_id)
    takedowns.sweep()
    assert scene.state(delivery_id) == "removed"


def test_a_deletion_that_is_confirmed_but_leaves_it_there_is_not_believed(scene, channel):
    delivery_id = published(scene)
    ask(scene, delivery_id)
    channel.on_remove = lambda _: None
    wait_out_the_quiet_time(scene, delivery_id)
    takedowns.sweep()
    assert scene.state(delivery_id) == "removing"


def test_a_request_while_it_is_being_sent_waits_and_then_removes(scene, channel, at_point):
    delivery_id = scene.approved()
    at_point("after_call", lambda: ask(scene, delivery_id))
    deliver(delivery_id)
    assert scene.state(delivery_id) == "sent"
    takedowns.sweep()
    assert channel.there == set()
    assert "delivery.removing" in scene.told(delivery_id)


@pytest.mark.parametrize("error", [Temporary("später"), Permanent("nein")])
def test_a_request_while_a_call_turns_out_without_effect_ends_in_a_withdrawal(
    scene, channel, at_point, error
):
    delivery_id = scene.approved()
    channel.answer = raising(error)
    at_point("after_call", lambda: ask(scene, delivery_id))
    deliver(delivery_id)
    assert scene.state(delivery_id) == "cancelled"
    assert scene.post_state(delivery_id) == "withdrawn"


def test_a_stop_does_not_hinder_a_removal(scene, channel):
    delivery_id = published(scene)
    scene.stop()
    ask(scene, delivery_id)
    takedowns.sweep()
    assert channel.there == set()


def test_two_workers_at_once_remove_once(scene, channel):
    delivery_id = published(scene)
    ask(scene, delivery_id)
    at_once(*[lambda: takedowns.remove(delivery_id)] * 4)
    assert len(channel.removals) == 1


def test_a_worker_that_died_in_the_middle_is_followed_by_another(scene, channel, at_point):
    delivery_id = published(scene)
    ask(scene, delivery_id)

    def die():
        raise SystemExit

    at_point("after_removal_intent", die)
    with pytest.raises(SystemExit):
        takedowns.remove(delivery_id)
    takedowns.sweep()
    assert channel.removals == []
    wait_out_the_quiet_time(scene, delivery_id)
    takedowns.sweep()
    assert scene.state(delivery_id) == "removed"


def test_nobody_asks_twice_and_nobody_asks_for_another_ministry(scene):
    delivery_id = published(scene)
    with pytest.raises(NotAllowedError):
        ask(scene, delivery_id, by="desk1")
    ask(scene, delivery_id)
    with pytest.raises(WrongStateError):
        ask(scene, delivery_id)
