"""Taking down what is published: at once where the row is the page, elsewhere after the quiet time, always in the end."""

import threading

import pytest
from sqlalchemy import text

from app import db
from app.actions.deliveries import cancel_delivery, take_down
from app.actions.outcomes import record_outcome
from app.actions.removals import begin_removal
from app.actions.takedown_notices import Charge, open_takedown
from app.channels.base import Permanent, Receipt, Temporary, Unclear
from app.errors import WrongStateError
from app.models.ground import Ground
from app.models.takedown import TakedownKind
from app.settings import settings
from app.workers import takedowns
from app.workers.deliveries import deliver
from tests.workers.scene import PORTAL, at_once, raising

QUIET_S = 600


@pytest.fixture
def ask(scene):
    """The lead asks for a delivery's removal."""
    return lambda delivery_id: scene.do(take_down, scene.actor("mb.lead"), delivery_id, reason="Fehler")


@pytest.fixture
def sent(scene):
    def send(label="Konsole MB"):
        delivery_id = scene.approved(label)
        deliver(delivery_id)
        return delivery_id

    return send


def open_requests(scene):
    return scene.force("select count(*) from removal where closed_at is null")[0][0]


def test_a_post_leaves_the_portal_at_once_and_its_page_says_gone(scene, sent, ask, client):
    delivery_id = sent(PORTAL)
    page, feed = f"/portal/posts/{delivery_id}", f"/portal/feeds/{scene.channel_id(PORTAL)}.json"
    assert client.get(page).status_code == 200
    assert str(delivery_id) in client.get(feed).text
    ask(delivery_id)
    assert scene.state(delivery_id) == "removing"
    assert client.get(page).status_code == 410
    takedowns.sweep()
    row = scene.row(delivery_id)
    assert (row.state, row.lease_until, row.next_attempt_at) == ("removed", None, None)
    assert row.removed_at > row.sent_at
    assert client.get(page).status_code == 410
    assert str(delivery_id) not in client.get(feed).text
    assert scene.told(delivery_id)[-3:] == ["delivery.take_down", "delivery.remove", "delivery.removed"]
    assert scene.outcomes(delivery_id) == ["sent", "absent"]
    assert scene.post_state(delivery_id) == "published"
    assert open_requests(scene) == 0


def test_a_channel_that_could_still_carry_out_a_late_call_is_looked_at_again_after_the_quiet_time(
    scene, channel, sent, ask
):
    delivery_id = sent()
    ask(delivery_id)
    takedowns.sweep()
    row = scene.row(delivery_id)
    assert row.state == "removing"
    assert (row.next_attempt_at - scene.attempts(delivery_id)[0].finished_at).total_seconds() == QUIET_S
    assert channel.there == set()
    takedowns.sweep()
    assert len(channel.removals) == 1
    channel.there.add(str(delivery_id))
    scene.shift(delivery_id, -QUIET_S / 2)
    takedowns.sweep()
    assert scene.state(delivery_id) == "removing"
    scene.shift(delivery_id, -QUIET_S / 2 - 1)
    takedowns.sweep()
    assert scene.state(delivery_id) == "removed"
    assert channel.there == set()
    assert len(channel.removals) == 2
    assert scene.outcomes(delivery_id) == ["sent", "absent", "absent"]


def test_what_somebody_already_deleted_by_hand_is_removed_as_well(scene, channel, sent, ask):
    delivery_id = sent()
    channel.there.clear()
    ask(delivery_id)
    scene.shift(delivery_id, -QUIET_S - 1)
    takedowns.sweep()
    assert scene.state(delivery_id) == "removed"


@pytest.mark.parametrize(
    ("failure", "outcome"),
    [
        (Temporary("no route"), "temporary"),
        (Permanent("422"), "refused"),
        (Unclear("timeout"), "unknown"),
        (KeyError("bug"), "unknown"),
    ],
)
def test_a_failed_removal_is_tried_again_with_growing_pauses_and_never_counts_as_done(
    scene, channel, sent, ask, failure, outcome
):
    delivery_id = sent()
    channel.on_remove = raising(failure)
    ask(delivery_id)
    scene.shift(delivery_id, -QUIET_S - 1)
    pauses = []
    for _ in range(6):
        scene.end_pause(delivery_id)
        takedowns.sweep()
        row, last = scene.row(delivery_id), scene.attempts(delivery_id)[-1]
        assert (row.state, last.outcome, row.lease_until) == ("removing", outcome, None)
        pauses.append(round((row.next_attempt_at - last.finished_at).total_seconds()))
    assert pauses == [5, 15, 45, 120, 300, 300]
    channel.on_remove = channel.hide
    scene.end_pause(delivery_id)
    takedowns.sweep()
    assert scene.state(delivery_id) == "removed"
    assert scene.row(delivery_id).last_error is None


def test_a_channel_that_asks_for_a_rest_is_given_one_and_a_closed_door_calls_somebody(
    scene, channel, sent, ask, said
):
    delivery_id = sent()
    ask(delivery_id)
    channel.on_remove = raising(Temporary("429", retry_after=1000))
    takedowns.sweep()
    row = scene.row(delivery_id)
    assert (row.next_attempt_at - scene.attempts(delivery_id)[-1].finished_at).total_seconds() >= 999
    channel.on_remove = raising(Permanent("401", access=True))
    scene.end_pause(delivery_id)
    takedowns.sweep()
    assert [entry["event"] for entry in said.entries if entry["log_level"] == "error"] == [
        "delivery.remove_by_hand"
    ]
    assert scene.state(delivery_id) == "removing"


def test_a_deletion_that_is_confirmed_and_did_nothing_is_not_believed(scene, channel, sent, ask):
    delivery_id = sent()
    channel.on_remove = lambda _: None
    ask(delivery_id)
    scene.shift(delivery_id, -QUIET_S - 1)
    takedowns.sweep()
    assert scene.state(delivery_id) == "removing"
    assert scene.outcomes(delivery_id) == ["sent", "temporary"]


@pytest.mark.parametrize("label", ["Konsole MB", PORTAL])
def test_a_request_while_it_is_being_sent_waits_and_then_removes(scene, channel, ask, label):
    delivery_id = scene.approved(label)
    ticket = scene.begin(delivery_id)
    ask(delivery_id)
    assert scene.state(delivery_id) == "sending"
    takedowns.sweep()
    assert scene.state(delivery_id) == "sending"
    channel.there.add(str(delivery_id))
    scene.do(record_outcome, ticket, Receipt(str(delivery_id)))
    takedowns.sweep()
    assert scene.told(delivery_id).count("delivery.removing") == 1
    scene.shift(delivery_id, -QUIET_S - 1)
    takedowns.sweep()
    assert scene.state(delivery_id) == "removed"
    assert open_requests(scene) == 0


@pytest.mark.parametrize("answer", [Temporary("no route"), Permanent("422"), Permanent("401", access=True)])
def test_a_request_while_it_is_being_sent_ends_in_a_withdrawal_if_nothing_left(scene, channel, ask, answer):
    delivery_id = scene.approved()
    ticket = scene.begin(delivery_id)
    ask(delivery_id)
    scene.do(record_outcome, ticket, answer)
    assert scene.state(delivery_id) == "cancelled"
    assert scene.told(delivery_id)[-1] == "delivery.cancel"
    assert scene.post_state(delivery_id) == "withdrawn"
    assert open_requests(scene) == 0
    scene.settle(delivery_id)
    takedowns.sweep()
    assert scene.state(delivery_id) == "cancelled"
    assert (channel.calls, channel.removals) == ([], [])


def test_a_request_while_nobody_knows_waits_until_it_is_found(scene, channel, ask):
    delivery_id = scene.approved()
    ticket = scene.begin(delivery_id)
    scene.end_lease(delivery_id)
    scene.reconcile()
    ask(delivery_id)
    takedowns.sweep()
    assert scene.state(delivery_id) == "unclear"
    for stale in (Temporary("no"), Permanent("no")):
        scene.do(record_outcome, ticket, stale)
        assert scene.state(delivery_id) == "unclear"
    scene.settle(delivery_id)
    takedowns.sweep()
    scene.shift(delivery_id, -QUIET_S - 1)
    takedowns.sweep()
    assert scene.state(delivery_id) == "removed"
    assert channel.there == set()


def test_a_second_request_and_one_for_what_never_left_are_refused(scene, sent, ask):
    delivery_id = scene.approved(due_in=60)
    with pytest.raises(WrongStateError):
        ask(delivery_id)
    published = sent()
    ask(published)
    with pytest.raises(WrongStateError):
        ask(published)


def test_a_stop_does_not_hinder_a_removal(scene, channel, sent, ask):
    delivery_id = sent(PORTAL)
    scene.stop(hold_all=True)
    ask(delivery_id)
    takedowns.sweep()
    assert scene.state(delivery_id) == "removed"


def test_workers_at_once_remove_once(scene, channel, sent, ask):
    ids = [sent() for _ in range(5)]
    for delivery_id in ids:
        ask(delivery_id)
        scene.shift(delivery_id, -QUIET_S - 1)
    assert at_once(*[takedowns.sweep] * 6) == [None] * 6
    assert sorted(channel.removals) == sorted(str(delivery_id) for delivery_id in ids)
    assert {scene.state(delivery_id) for delivery_id in ids} == {"removed"}
    assert [scene.told(delivery_id).count("delivery.removed") for delivery_id in ids] == [1] * 5


def test_a_worker_that_died_while_removing_is_followed_by_another_after_its_lease(scene, channel, sent, ask):
    delivery_id = sent()
    ask(delivery_id)
    scene.shift(delivery_id, -QUIET_S - 1)
    dead = scene.do(begin_removal, delivery_id, settings=settings(), worker="dead")
    takedowns.sweep()
    assert (scene.state(delivery_id), channel.removals) == ("removing", [])
    scene.end_lease(delivery_id)
    takedowns.sweep()
    assert scene.state(delivery_id) == "removed"
    assert scene.outcomes(delivery_id) == ["sent", "unknown", "absent"]
    assert dead.fence < scene.row(delivery_id).fence


def test_a_frozen_remover_does_not_end_what_another_began(scene, channel, sent, ask):
    delivery_id = sent()
    ask(delivery_id)
    scene.shift(delivery_id, -QUIET_S - 1)
    begun, ended = threading.Event(), threading.Event()

    def freeze(_remote_id):
        channel.on_remove = raising(Temporary("no route"))
        begun.set()
        assert ended.wait(60)

    channel.on_remove = freeze
    channel.there.clear()
    frozen = threading.Thread(target=takedowns.remove, args=(delivery_id,))
    frozen.start()
    assert begun.wait(60)
    scene.end_lease(delivery_id)
    takedowns.sweep()
    ended.set()
    frozen.join(60)
    assert scene.state(delivery_id) == "removing"
    assert scene.outcomes(delivery_id) == ["sent", "absent", "temporary"]


@pytest.fixture
def announced(scene):
    """The desk opens a case about a delivery on the portal."""

    def announce(delivery_id):
        charge = Charge(TakedownKind.REMOVAL, Ground.PARTY_POLITICAL, "für alle Schulen", "Bitte ändern.")
        return scene.do(
            open_takedown,
            scene.actor("desk1"),
            charge,
            post_id=None,
            delivery_id=delivery_id,
            settings=settings(),
        )

    return announce


def test_a_call_without_effect_is_not_repeated_while_the_desk_wants_it_removed(scene, announced):
    delivery_id = scene.approved(PORTAL)
    ticket = scene.begin(delivery_id)
    announced(delivery_id)
    scene.do(record_outcome, ticket, Temporary("no route"))
    assert scene.state(delivery_id) == "held:by_person"


def test_a_case_about_what_was_never_there_ends_by_itself_once_it_is_withdrawn(scene, announced):
    delivery_id = scene.approved(PORTAL)
    ticket = scene.begin(delivery_id)
    case = announced(delivery_id)
    scene.do(record_outcome, ticket, Permanent("422"))
    scene.do(cancel_delivery, scene.actor("mb"), delivery_id, reason="Erledigt")
    assert scene.force("select state, outcome from takedown where id = :id", id=case.id) == [
        ("closed", "never_published")
    ]


def test_an_order_that_is_taken_back_just_now_is_looked_at_again(scene, sent):
    delivery_id = scene.approved(PORTAL)
    scene.begin(delivery_id)
    scene.do(take_down, scene.actor("mb.lead"), delivery_id, reason="Fehler")
    scene.force(
        "update delivery set state = 'sent', remote_id = id::text, sent_at = now(), lease_until = null"
        " where id = :id",
        id=delivery_id,
    )
    with db.transaction() as session:
        session.execute(text("update removal set closed_at = now()"))
        assert at_once(takedowns.sweep) == [None]
    takedowns.sweep()
    assert scene.state(delivery_id) == "sent"
    scene.settle(delivery_id)
