"""A database put back from a backup: nothing leaves, the channels are asked, and people decide on the rest (section 11)."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app import clock, db
from app.actions.approvals import Terms, approve_post
from app.actions.bulk import approve_posts
from app.actions.by_hand import post_by_hand
from app.actions.content import current_content
from app.actions.deliveries import (
    cancel_delivery,
    hold_delivery,
    release_delivery,
    reschedule_delivery,
    take_down,
)
from app.actions.posts import edit_post, withdraw_post
from app.actions.removal_by_hand import confirm_removal
from app.actions.restore_ends import confirm_restoration
from app.actions.takedowns import execute_takedown
from app.channels.base import Listed, Permanent, Temporary
from app.errors import NotAllowedError, RestoreModeError, WrongStateError
from app.models import Finding, Post, Restoration, RestorationLook
from app.queries.figures import write_figures
from app.settings import settings
from app.workers import restoring
from app.workers.deliveries import deliver
from app.workers.schedule import wake_due
from app.workers.takedowns import sweep as sweep_removals
from tests.workers.scene import CONSOLE, PORTAL, moment

LATER = 3600


@pytest.fixture
def restored(scene, force):
    """Put the office into restore mode, as the command does after it has put a backup back."""

    def restore():
        force("update publishing_control set mode = 'restore'")
        scene.reconcile()

    return restore


@pytest.fixture
def quiet_over(scene, force):
    """Let the quiet time after the restoration be over, and the channels be listed once more."""

    def pass_by():
        force("update restoration set began_at = began_at - interval '11 minutes'")
        force("update restoration_look set next_at = now()")
        scene.reconcile()

    return pass_by


def restoration():
    with db.transaction() as session:
        return session.execute(select(Restoration).order_by(Restoration.id.desc())).scalars().first()


def look_at(scene, label=CONSOLE):
    with db.transaction() as session:
        return session.get_one(RestorationLook, (restoration().id, scene.channel_id(label)))


def forget_sending(scene, delivery_id):
    """Let the database be as it was before this delivery left; the channel keeps what it has."""
    scene.force("delete from delivery_attempt where delivery_id = :id", id=delivery_id)
    scene.force(
        "update delivery set state = 'waiting', remote_id = null, remote_url = null, sent_at = null,"
        " sent_sha256 = null, attempts = 0 where id = :id",
        id=delivery_id,
    )
    scene.force(
        "update post set state = 'scheduled' where id in (select post_id from delivery where id = :id)",
        id=delivery_id,
    )


def confirm(scene, name, reason="Abgeglichen."):
    return scene.do(confirm_restoration, scene.actor(name), restoration().id, reason=reason)


@pytest.mark.req("BK-02")
def test_what_was_sent_in_the_lost_interval_is_found_and_not_sent_again(scene, channel, restored, quiet_over):
    sent = scene.approved()
    deliver(sent)
    forget_sending(scene, sent)
    restored()
    assert scene.state(sent) == "sent"
    assert scene.post_state(sent) == "published"
    assert scene.seen(sent) == ["found"]
    assert scene.told(sent)[-1] == "delivery.found"
    quiet_over()
    deliver(sent)
    assert len(channel.calls) == 1


def test_whatever_still_waits_is_held_due_or_not_but_only_after_the_quiet_time(scene, restored, quiet_over):
    due, later = scene.approved(), scene.approved(due_in=LATER)
    restored()
    assert [scene.state(row) for row in (due, later)] == ["waiting"] * 2
    assert look_at(scene).outcome is None
    quiet_over()
    assert [scene.state(row) for row in (due, later)] == ["held:restored"] * 2
    assert look_at(scene).outcome == "listed"
    assert restoration().reconciled_at is not None


def test_what_the_platform_carries_out_late_is_found_before_anybody_is_told_that_it_is_not_there(
    scene, channel, restored, quiet_over
):
    late = scene.approved()
    restored()
    assert scene.state(late) == "waiting"
    channel.there.add(str(late))
    quiet_over()
    assert scene.state(late) == "sent"


def test_what_was_held_may_have_been_released_and_sent_since(scene, channel, restored, quiet_over):
    delivery = scene.approved(due_in=LATER)
    scene.do(hold_delivery, scene.actor("mb.lead"), delivery, reason="Einspruch")
    channel.there.add(str(delivery))
    restored()
    assert scene.state(delivery) == "sent"


def test_what_is_held_and_not_there_keeps_its_reason(scene, restored, quiet_over):
    delivery = scene.approved(due_in=LATER)
    scene.do(hold_delivery, scene.actor("mb.lead"), delivery, reason="Einspruch")
    restored()
    quiet_over()
    assert scene.state(delivery) == "held:by_person"


def test_what_was_under_way_is_unclear_and_never_resent_by_a_machine(
    scene, channel, restored, quiet_over, force
):
    delivery = scene.approved()
    assert scene.begin(delivery)
    restored()
    assert scene.state(delivery) == "unclear"
    quiet_over()
    force("update publishing_control set mode = 'normal'")
    scene.settle(delivery)
    assert scene.state(delivery) == "unclear"
    assert channel.calls == []


def test_the_portal_needs_no_list_because_its_row_is_the_page(scene, restored):
    delivery = scene.approved(PORTAL, due_in=LATER)
    restored()
    assert scene.state(delivery) == "held:restored"
    assert look_at(scene, PORTAL).outcome == "needless"


def test_on_a_channel_that_cannot_be_listed_everything_is_unclear_until_somebody_looks(
    scene, restored, channel
):
    scene.set_channel(can_find=False)
    waiting, held = scene.approved(due_in=LATER), scene.approved(due_in=LATER)
    scene.do(hold_delivery, scene.actor("mb.lead"), held, reason="Einspruch")
    restored()
    assert [scene.state(row) for row in (waiting, held)] == ["unclear"] * 2
    assert look_at(scene).outcome == "unreadable"
    assert look_at(scene).tries == 0


def test_a_channel_whose_door_is_closed_is_left_to_people_at_once(scene, restored, channel):
    def refuse(_):
        raise Permanent("401", access=True)

    channel.on_list = refuse
    delivery = scene.approved(due_in=LATER)
    restored()
    assert scene.state(delivery) == "unclear"
    assert look_at(scene).error == "401"


def test_a_channel_that_does_not_answer_is_asked_five_times_then_people_look(scene, restored, channel, force):
    def be_busy(_):
        raise Temporary("busy")

    channel.on_list = be_busy
    delivery = scene.approved(due_in=LATER)
    restored()
    for _ in range(4):
        assert scene.state(delivery) == "waiting"
        assert restoration().reconciled_at is None
        force("update restoration_look set next_at = now()")
        scene.reconcile()
    assert look_at(scene).tries == 5
    assert scene.state(delivery) == "unclear"


def test_a_post_that_belongs_to_no_row_is_a_finding(scene, restored, channel):
    channel.there.add("fremd-1")
    scene.approved(due_in=LATER)
    restored()
    with db.transaction() as session:
        subject = f"{scene.channel_id(CONSOLE)} fremd-1"
        finding = session.execute(select(Finding).where(Finding.subject_id == subject)).scalar_one()
    assert finding.rule == "post_without_row"
    assert finding.detail["remote_url"] == "https://kanal.example/fremd-1"
    assert look_at(scene).unknown == 1


def test_other_words_under_our_own_id_are_not_taken_for_what_was_approved(scene, restored, channel):
    delivery = scene.approved(due_in=LATER)
    channel.on_list = lambda _: [
        Listed(str(delivery), None, datetime.now(UTC), (delivery,), is_same_text=False)
    ]
    restored()
    assert scene.state(delivery) == "unclear"


def test_where_words_alone_tell_the_nearest_delivery_is_meant_and_each_post_is_one(scene, restored, channel):
    near, far = scene.approved(due_in=60), scene.approved(due_in=LATER)
    at = datetime.now(UTC)
    channel.on_list = lambda _: [Listed("4711", None, at, (near, far))]
    restored()
    assert [scene.state(row) for row in (near, far)] == ["sent", "waiting"]


def test_channels_are_listed_from_an_hour_before_the_last_call_that_is_known(scene, restored, channel):
    sent = scene.approved()
    deliver(sent)
    restored()
    [call] = [row for row in scene.attempts(sent) if row.kind == "publish"]
    assert set(channel.lists) == {call.intent_at - timedelta(hours=1)}


def test_nothing_leaves_in_restore_mode_even_if_somebody_set_it_by_hand_only(scene, channel, force):
    delivery = scene.approved()
    force("update publishing_control set mode = 'restore'")
    deliver(delivery)
    wake_due()
    assert (scene.state(delivery), channel.calls) == ("waiting", [])
    force("update delivery set due_at = due_at - interval '2 hours'")
    wake_due()
    assert scene.state(delivery) == "held:restored"


@pytest.mark.req("BK-02")
def test_nothing_is_approved_released_taken_back_or_removed(scene, restored, force):
    waiting, sent = scene.approved(due_in=LATER), scene.approved()
    deliver(sent)
    draft = scene.write(due_in=LATER)
    restored()
    lead, mb = scene.actor("mb.lead"), scene.actor("mb")
    with db.transaction() as session:
        sha256 = session.get_one(Post, draft.id).current_revision.sha256
        at = clock.from_instant(moment(session, LATER))
        content = dict(vars(current_content(session, session.get_one(Post, scene.row(waiting).post_id))))
    terms = Terms(sha256, at)
    refused = {
        "approve": lambda s: approve_post(s, lead, draft.id, terms),
        "approve several": lambda s: approve_posts(s, lead, {draft.id: terms}),
        "reschedule": lambda s: reschedule_delivery(s, lead, waiting, due=at),
        "cancel": lambda s: cancel_delivery(s, mb, waiting, reason=None),
        "hold": lambda s: hold_delivery(s, lead, waiting, reason="Einspruch"),
        "release": lambda s: release_delivery(s, lead, waiting, terms),
        "take down": lambda s: take_down(s, lead, sent, reason="Falsch"),
        "withdraw": lambda s: withdraw_post(s, mb, scene.row(waiting).post_id, reason=None),
        "edit what is approved": lambda s: edit_post(
            s, mb, s.get_one(Post, scene.row(waiting).post_id, with_for_update=True), content
        ),
        "post by hand": lambda s: post_by_hand(s, lead, waiting, settings=settings()),
        "removed by hand": lambda s: confirm_removal(s, lead, sent, reason="Weg", settings=settings()),
        "execute a takedown": lambda s: execute_takedown(s, lead, sent, reason=None),
    }
    for what, act in refused.items():
        with pytest.raises(RestoreModeError), db.transaction() as session:
            act(session)
        assert scene.state(waiting) == "waiting", what
        assert scene.state(sent) == "sent", what


def test_an_ordered_removal_waits_until_the_mode_is_over(scene, restored, channel, force):
    delivery = scene.approved()
    deliver(delivery)
    scene.do(take_down, scene.actor("mb.lead"), delivery, reason="Falsch")
    restored()
    sweep_removals()
    assert (scene.state(delivery), channel.removals) == ("removing", [])


@pytest.mark.req("AZ-01")
def test_two_persons_of_both_sides_end_it_and_nothing_leaves_by_that(scene, channel, restored, quiet_over):
    delivery = scene.approved()
    restored()
    with pytest.raises(WrongStateError, match="restore-unfinished"):
        confirm(scene, "desk1")
    quiet_over()
    with pytest.raises(NotAllowedError):
        confirm(scene, "mb.lead")
    confirm(scene, "desk1")
    with pytest.raises(WrongStateError, match="restore-same-person"):
        confirm(scene, "desk1")
    with pytest.raises(WrongStateError, match="restore-same-role"):
        confirm(scene, "desk2")
    assert restoration().ended_at is None
    deliver(delivery)
    ended = confirm(scene, "admin")
    assert ended.ended_at is not None
    assert ended.first_by_id != ended.ended_by_id
    scene.settle(delivery)
    assert (scene.state(delivery), channel.calls) == ("held:restored", [])
    scene.release(delivery)
    scene.settle(delivery)
    assert (scene.state(delivery), len(channel.calls)) == ("sent", 1)
    with pytest.raises(WrongStateError, match="ended"):
        confirm(scene, "desk1")


def test_the_operator_sees_it_among_the_figures(scene, restored):
    for mode in (b"0.0", b"1.0"):
        with db.transaction() as session:
            assert b"redaktion_restore_mode " + mode in write_figures(session)
        restored()


def test_everybody_is_told_once_when_it_begins_and_when_it_may_end(scene, restored, quiet_over):
    scene.approved(due_in=LATER)
    restored()
    scene.reconcile()
    quiet_over()
    scene.reconcile()
    for kind in ("restore.began", "restore.reconciled"):
        assert len(scene.notifications(kind)) == 1
    assert scene.told(restoration().id) == ["restore.begin", "restore.reconcile"]


@pytest.mark.parametrize("point", ["in_restoration", "in_list_claim", "after_list", "in_list_record"])
def test_a_worker_killed_at_any_step_leaves_it_to_the_next_one(
    scene, channel, force, quiet_over, monkeypatch, point
):
    sent, waiting = scene.approved(), scene.approved(due_in=LATER)
    deliver(sent)
    forget_sending(scene, sent)
    force("update publishing_control set mode = 'restore'")

    def die(passed):
        if passed == point:
            raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(restoring, "pass_point", die)
        with pytest.raises(KilledError):
            scene.reconcile()
    if point != "in_restoration":
        force("update restoration_look set next_at = now() where outcome is null")
    scene.reconcile()
    quiet_over()
    assert [scene.state(row) for row in (sent, waiting)] == ["sent", "held:restored"]
    assert len(channel.calls) == 1


class KilledError(BaseException):
    """Stands for a kill: nothing catches it."""
