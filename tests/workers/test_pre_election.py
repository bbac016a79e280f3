"""G14 in the pre-election period: what is due in it leaves with two approvals only, whenever the period was entered."""

from datetime import timedelta

import pytest

from app import clock
from app.actions.approvals import Terms, approve_post
from app.actions.deliveries import hold_delivery, release_delivery
from app.actions.elections import Entry, decide_election, propose_election, withdraw_election
from app.actions.extra_approvals import approve_again
from app.actions.reverting import request_changes
from app.actions.submissions import submit_post
from app.actions.takedown_notices import Charge, open_takedown
from app.errors import FourEyesError, InvalidError, NotAllowedError, RevisionChangedError, WrongStateError
from app.messages import explain
from app.models import Post
from app.models.election import ElectionKind
from app.models.ground import Ground
from app.models.takedown import TakedownKind
from app.queries.deliveries import get_delivery
from app.queries.records import find_records
from app.settings import settings
from app.workers.deliveries import deliver
from tests.workers.scene import CONSOLE, PORTAL, moment


def enter(scene, *, begin=0, end=0):
    """Enter a period from today, so many days on, to today, so many days on; return the election's id."""
    today = clock.today()
    entry = Entry(
        territory="Musterland",
        kind=ElectionKind.STATE,
        day=today + timedelta(days=end),
        source="erfunden",
        quiet_from=today + timedelta(days=begin),
        quiet_to=today + timedelta(days=end),
    )
    election = scene.do(propose_election, scene.actor("desk1"), entry)
    scene.do(decide_election, scene.actor("desk2"), election.id)
    return election.id


def again(scene, delivery_id, name, sha256=None):
    post = scene.do(lambda session: session.get_one(Post, scene.row(delivery_id).post_id).current_revision)
    scene.do(approve_again, scene.actor(name), delivery_id, revision_sha256=sha256 or post.sha256)


@pytest.fixture
def approved_before(scene, channel):
    """A delivery that was approved before a period was entered in which it is due now."""
    delivery_id = scene.approved()
    enter(scene)
    return delivery_id


def test_what_was_approved_before_the_period_is_held_and_leaves_after_the_second_approval(
    scene, channel, approved_before
):
    deliver(approved_before)
    assert (scene.state(approved_before), channel.calls) == ("held:approval_lapsed", [])
    again(scene, approved_before, "desk1")
    assert scene.state(approved_before) == "waiting"
    deliver(approved_before)
    assert scene.state(approved_before) == "sent"
    assert "delivery.approve_again" in scene.told(approved_before)


def test_approved_twice_in_time_it_never_stops(scene, channel, approved_before):
    again(scene, approved_before, "desk2")
    deliver(approved_before)
    assert scene.state(approved_before) == "sent"


def test_a_third_approval_is_refused_and_not_offered(scene, channel, approved_before):
    again(scene, approved_before, "desk2")
    with pytest.raises(WrongStateError) as refusal:
        again(scene, approved_before, "desk1")
    assert refusal.value.key == "no-second-approval"
    can = ability(scene, approved_before, "desk1")
    assert (can.allowed, can.reason) == (False, explain("no-second-approval"))


def test_what_is_held_for_another_reason_is_let_go_and_not_approved_again(scene, channel, approved_before):
    scene.do(hold_delivery, scene.actor("mb.lead"), approved_before, reason="Zahl prüfen.")
    with pytest.raises(WrongStateError) as refusal:
        again(scene, approved_before, "desk1")
    assert refusal.value.key == "no-second-approval"
    assert not ability(scene, approved_before, "desk1").allowed


def ability(scene, delivery_id, name):
    """Return whether this person can give the second approval, as their page says."""
    view = scene.do(lambda session: get_delivery(session, scene.actor(name), delivery_id))
    record = scene.do(find_records, scene.actor(name), [view])[delivery_id]
    return next(row for row in record.actions if row.name == "approve_again")


def test_before_the_period_and_the_day_after_it_one_approval_is_enough(scene, channel):
    before, after = scene.approved(), scene.approved()
    enter(scene, begin=1, end=9)
    enter(scene, begin=-9, end=-1)
    for delivery_id in (before, after):
        deliver(delivery_id)
        assert scene.state(delivery_id) == "sent"


def test_what_is_held_leaves_by_one_word_once_the_period_was_withdrawn(scene, channel):
    delivery_id = scene.approved()
    election_id = enter(scene)
    deliver(delivery_id)
    for name in ("desk1", "desk2"):
        scene.do(withdraw_election, scene.actor(name), election_id, reason="Verlegt.")
    with pytest.raises(WrongStateError) as refusal:
        again(scene, delivery_id, "desk1")
    assert refusal.value.key == "no-second-approval"
    scene.release(delivery_id)
    deliver(delivery_id)
    assert scene.state(delivery_id) == "sent"


def test_the_same_person_is_no_second_one_and_no_writer_is(scene, approved_before):
    with pytest.raises(WrongStateError) as refusal:
        again(scene, approved_before, "mb.lead")
    assert refusal.value.key == "second-approval-own"
    scene.force(
        "update revision set editor_id = (select id from \"user\" where email = 'desk2@redaktion.example')"
    )
    with pytest.raises(FourEyesError):
        again(scene, approved_before, "desk2")
    with pytest.raises(NotAllowedError):
        again(scene, approved_before, "mb")


def test_the_second_approval_is_for_what_was_looked_at(scene, approved_before):
    with pytest.raises(RevisionChangedError):
        again(scene, approved_before, "desk1", sha256="0" * 64)


def release_by(scene, delivery_id, name):
    """Let it go again in the name of this person, due now."""
    post = scene.do(lambda session: session.get_one(Post, scene.row(delivery_id).post_id).current_revision)
    due = clock.from_instant(scene.do(moment, 0))
    scene.do(release_delivery, scene.actor(name), delivery_id, Terms(post.sha256, due))


@pytest.mark.parametrize(("name", "state"), [("desk2", "sent"), ("desk1", "held:approval_lapsed")])
def test_letting_it_go_again_is_a_second_approval_by_another_person_only(scene, channel, name, state):
    delivery_id = scene.approved(PORTAL)
    enter(scene)
    deliver(delivery_id)
    assert scene.state(delivery_id) == "held:approval_lapsed"
    release_by(scene, delivery_id, name)
    deliver(delivery_id)
    assert scene.state(delivery_id) == state


def test_who_objected_afterwards_is_not_one_of_the_two_any_more(scene, channel):
    delivery_id = scene.approved(PORTAL)
    enter(scene)
    again(scene, delivery_id, "desk2")
    scene.do(hold_delivery, scene.actor("desk2"), delivery_id, reason="Zahl prüfen.")
    release_by(scene, delivery_id, "desk1")
    deliver(delivery_id)
    assert (scene.state(delivery_id), channel.calls) == ("held:approval_lapsed", [])
    again(scene, delivery_id, "desk2")
    deliver(delivery_id)
    assert scene.state(delivery_id) == "sent"


def test_what_the_desk_wants_removed_does_not_leave_by_a_second_approval(scene, channel):
    sent, held = scene.approve(scene.write(PORTAL, CONSOLE))
    scene.set_channel(scope="central")
    deliver(sent)
    enter(scene)
    deliver(held)
    assert (scene.state(sent), scene.state(held)) == ("sent", "held:approval_lapsed")
    charge = Charge(TakedownKind.REMOVAL, Ground.FACTUAL, "Tablets", "Bitte löschen.")
    post_id = scene.row(held).post_id
    desk1 = scene.actor("desk1")
    scene.do(open_takedown, desk1, charge, post_id=post_id, delivery_id=None, settings=settings())
    with pytest.raises(WrongStateError) as refusal:
        again(scene, held, "desk2")
    assert refusal.value.key == "takedown-open"
    can = ability(scene, held, "desk2")
    assert not can.allowed
    assert can.reason == explain("takedown-open")


def test_a_second_approval_never_brings_back_what_the_desk_sent_back(scene, channel, approved_before):
    post_id = scene.row(approved_before).post_id
    scene.do(request_changes, scene.actor("mb.lead"), post_id, ground=Ground.FACTUAL, reason="Zahl prüfen.")
    with pytest.raises(WrongStateError):
        again(scene, approved_before, "desk1")
    scene.do(submit_post, scene.actor("mb"), post_id, neutrality_declared=True, justifications=[])
    with pytest.raises(WrongStateError) as refusal:
        again(scene, approved_before, "desk1")
    assert refusal.value.key == "no-second-approval"
    assert scene.state(approved_before) == "held:approval_lapsed"
    sha256 = scene.do(lambda session: session.get_one(Post, post_id).current_revision.sha256)
    due = clock.from_instant(clock.now() + timedelta(seconds=300))
    scene.do(approve_post, scene.actor("mb.lead"), post_id, Terms(sha256, due))
    scene.shift(approved_before, -301)
    deliver(approved_before)
    assert (scene.state(approved_before), channel.calls) == ("held:approval_lapsed", [])
    again(scene, approved_before, "desk1")
    deliver(approved_before)
    assert scene.state(approved_before) == "sent"


def test_a_second_approval_asks_anew_whether_it_may_be_sent_like_that(scene, channel):
    """Meanwhile an organisation bears the abbreviation that the text ends with."""
    [delivery_id] = scene.approve(scene.write(words="Neue Tablets. (XYZ)"))
    enter(scene)
    deliver(delivery_id)
    scene.force("update organisation set abbreviation = 'XYZ' where abbreviation = 'MLV'")
    with pytest.raises(InvalidError) as refusal:
        again(scene, delivery_id, "desk1")
    assert [issue.key for issue in refusal.value.issues] == ["signature-foreign"]
    assert scene.state(delivery_id) == "held:approval_lapsed"


def test_past_its_window_the_second_approval_sends_nothing_late(scene, channel, approved_before):
    deliver(approved_before)
    scene.shift(approved_before, -1900)
    again(scene, approved_before, "desk1")
    deliver(approved_before)
    assert (scene.state(approved_before), channel.calls) == ("held:missed_window", [])
    scene.release(approved_before)
    deliver(approved_before)
    assert scene.state(approved_before) == "sent"


def test_outside_a_period_nobody_is_asked_for_a_second_approval(scene, channel):
    delivery_id = scene.approved(due_in=3600)
    with pytest.raises(WrongStateError) as refusal:
        again(scene, delivery_id, "desk1")
    assert refusal.value.key == "no-second-approval"


def test_what_is_found_is_kept_for_the_second_person_too(scene, channel, approved_before):
    deliver(approved_before)
    again(scene, approved_before, "desk1")
    kept = scene.force("select by_id from check_run where occasion = 'approval' order by at")
    assert [row[0] for row in kept] == [scene.actor("mb.lead").user_id, scene.actor("desk1").user_id]


def test_held_and_changed_by_a_new_signature_it_gets_no_second_approval(scene, channel, approved_before):
    deliver(approved_before)
    scene.force("update channel set signature = '[{abbreviation}]' where label = :label", label=CONSOLE)
    with pytest.raises(RevisionChangedError):
        again(scene, approved_before, "desk1")
    assert scene.state(approved_before) == "held:approval_lapsed"
