"""What stands still for want of the second approval is told, given to those who may approve, listed and counted."""

from functools import partial

from sqlalchemy import event, select

from app import db
from app.actions.due_seconds import remind_of_second_approvals
from app.actions.elections import withdraw_election
from app.actions.held_news import tell_of_held
from app.actions.period_news import tell_of_period
from app.actions.reverting import request_changes
from app.models import Approval, Delivery, Election, Post
from app.models.ground import Ground
from app.models.notification import NotificationKind
from app.queries.agenda import Duty, find_agenda
from app.queries.second_approvals import MOST, count_waiting_for_second, list_planned
from app.settings import settings
from app.workers.deliveries import deliver
from tests.web.visitors import Visitor
from tests.workers.test_pre_election import again, enter


def test_ministry_and_desk_are_told_once_of_what_the_machine_holds_for_want_of_a_second_approval(
    scene, channel
):
    delivery_id = scene.approved()
    enter(scene)
    deliver(delivery_id)
    for _ in range(2):
        scene.do(tell_of_held)
    told = scene.notifications(NotificationKind.HELD)
    assert len({row.organisation_id for row in told}) == len(told) == 2
    assert {row.object_id for row in told} == {delivery_id}
    assert all("fehlt die Freigabe einer zweiten Person" in row.context["why"] for row in told)
    assert all("erneut freigeben" not in row.context["why"] for row in told)


def test_who_wrote_and_who_approved_what_is_due_in_a_period_is_told_once_when_it_comes_into_force(
    scene, channel
):
    first, _ = scene.approved(due_in=3600), scene.approved(due_in=7200)
    enter(scene, begin=10, end=20)
    assert scene.notifications(NotificationKind.PERIOD_IN_FORCE) == []
    election_id = enter(scene, end=1)
    told = scene.notifications(NotificationKind.PERIOD_IN_FORCE)
    post = scene.do(lambda session: session.get_one(Post, scene.row(first).post_id))
    approvers = scene.do(lambda session: set(session.scalars(select(Approval.approver_id))))
    assert {row.user_id for row in told} == approvers | {post.author_id}
    assert len(told) == len(approvers | {post.author_id})
    assert {row.context["posts"] for row in told} == {2}
    scene.do(lambda session: tell_of_period(session, session.get_one(Election, election_id)))
    assert len(scene.notifications(NotificationKind.PERIOD_IN_FORCE)) == len(told)


def test_whoever_may_approve_second_is_reminded_once_of_what_is_nearly_due(scene, channel):
    later, soon = scene.approved(due_in=7200), scene.approved(due_in=600)
    remind = partial(scene.do, remind_of_second_approvals, settings=settings())
    remind()
    assert scene.notifications(NotificationKind.SECOND_DUE_SOON) == []
    enter(scene, end=1)
    for _ in range(2):
        remind()
    told = scene.notifications(NotificationKind.SECOND_DUE_SOON)
    assert {row.object_id for row in told} == {soon}
    assert later not in {row.object_id for row in told}
    assert len({row.organisation_id for row in told}) == len(told) == 2
    again(scene, soon, "desk2")
    scene.shift(later, -6600)
    again(scene, later, "desk2")
    remind()
    assert len(scene.notifications(NotificationKind.SECOND_DUE_SOON)) == 2


def test_what_somebody_sent_back_themselves_is_no_news(scene):
    delivery_id = scene.approved(due_in=3600)
    post_id = scene.row(delivery_id).post_id
    scene.do(request_changes, scene.actor("mb.lead"), post_id, ground=Ground.FACTUAL, reason="Zahl prüfen.")
    scene.do(tell_of_held)
    assert scene.notifications(NotificationKind.HELD) == []


def test_who_may_approve_again_has_it_to_do_on_their_day_and_nobody_else(scene, channel):
    held, waiting = scene.approved(), scene.approved(due_in=60)
    enter(scene, end=1)
    deliver(held)
    assert duties(scene, "desk2") == {held, waiting}
    assert duties(scene, "mb.lead") == duties(scene, "mb") == set()
    again(scene, held, "desk2")
    assert duties(scene, "desk1") == {waiting}


def test_the_page_of_the_day_says_that_a_second_person_is_wanted(scene, channel, client):
    delivery_id = scene.approved()
    enter(scene)
    deliver(delivery_id)
    text = Visitor(client, "desk2").look("/").text
    assert "Zweite Freigabe" in text
    assert "bitte ansehen und freigeben" in text


def duties(scene, name):
    tasks = scene.do(find_agenda, scene.actor(name)).tasks
    return {task.delivery.id for task in tasks if task.duty is Duty.APPROVE_AGAIN}


def test_what_is_still_held_when_the_period_is_over_is_counted_without_loading_it(scene, channel):
    delivery_id = scene.approved()
    election_id = enter(scene)
    deliver(delivery_id)
    scene.shift(delivery_id, -3 * 86_400)
    scene.force("update election set quiet_from = quiet_from - 3, quiet_to = quiet_to - 3, day = day - 3")
    loaded = []

    def note(row, _):
        loaded.append(row)

    event.listen(Delivery, "load", note)
    counted = scene.do(count_waiting_for_second, scene.actor("mw.lead"))
    event.remove(Delivery, "load", note)
    assert (counted, loaded) == (1, [])
    for name in ("desk1", "desk2"):
        scene.do(withdraw_election, scene.actor(name), election_id, reason="Verlegt.")
    assert scene.do(count_waiting_for_second, scene.actor("mw.lead")) == 0


def test_what_has_left_hides_nothing_of_what_is_still_planned(scene, channel, monkeypatch):
    monkeypatch.setattr("app.queries.second_approvals.MOST", 2)
    assert MOST > 2
    for _ in range(3):
        deliver(scene.approved())
    waiting = scene.approved(due_in=60)
    election_id = enter(scene, end=1)
    with db.transaction() as session:
        planned = list_planned(session, scene.actor("desk1"), session.get_one(Election, election_id))
        assert [(one.view.id, one.is_waiting_for_second) for one in planned] == [(waiting, True)]
