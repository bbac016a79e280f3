"""Reminders: told once and in time, to whoever still has to decide or to answer, and nobody else."""

from uuid import UUID

import pytest

from app.workers import notifications
from app.workers.deliveries import deliver
from tests.api.parts import fetch, only
from tests.factories import soon
from tests.stories.desk import Desk

MINUTE_S = 60
PORTAL, OWN = "Landesportal", "Konsole MB"


@pytest.fixture
def desk(people, force):
    return Desk(people, force)


def told(kind):
    """Which organisations were reminded, in order."""
    query = """
        select o.abbreviation from notification n join organisation o on o.id = n.organisation_id
        where n.kind = :kind order by n.created_at, n.id
    """
    return [row.abbreviation for row in fetch(query, kind=kind)]


def submitted(force, people, *channels, due_in, since=3600):
    """A post of MB that was submitted so many seconds ago and is due in so many."""
    post = people("mb").submit(people("mb").write(channels=channels or (PORTAL,), at=soon(due_in)))
    force("update post set submitted_at = now() - make_interval(secs => :s)", s=since)
    force("update revision set created_at = now() - make_interval(secs => :s)", s=since)
    return post


def test_who_decides_is_reminded_once_when_the_time_comes_near(people, force):
    post = submitted(force, people, due_in=31 * MINUTE_S)
    notifications.sweep()
    assert told("post.due_soon") == []
    force("update rendering set proposed_at = proposed_at - interval '2 minutes'")
    for _ in range(3):
        notifications.sweep()
    assert told("post.due_soon") == ["StK"]
    [notice] = [
        row for row in people("desk1").get("/notices").json()["items"] if row["kind"] == "post.due_soon"
    ]
    assert notice["subject"].startswith("Erinnerung – wartet auf Freigabe: Beitrag von MB für Landesportal")
    assert notice["link"].endswith(f"/open/post/{post['id']}")


def test_the_ministry_is_reminded_of_what_it_decides_itself(people, force):
    submitted(force, people, PORTAL, OWN, due_in=20 * MINUTE_S)
    notifications.sweep()
    assert sorted(told("post.due_soon")) == ["MB", "StK"]


def test_of_a_published_post_whose_other_channel_still_waits_somebody_is_reminded(people, force, desk):
    mb = people("mb")
    post = mb.submit(mb.write(channels=(PORTAL, OWN), at=soon(20 * MINUTE_S)))
    approved = people("desk1").approve(post)
    assert approved["state"] == "submitted"
    force("update post set submitted_at = now() - interval '1 hour'")
    force("update revision set created_at = now() - interval '1 hour'")
    notifications.sweep()
    assert told("post.due_soon") == ["MB"]


def test_what_was_only_just_submitted_waits_for_half_of_its_time(people, force):
    submitted(force, people, due_in=10 * MINUTE_S, since=0)
    notifications.sweep()
    assert told("post.due_soon") == []
    force("update post set submitted_at = submitted_at - interval '11 minutes'")
    force("update revision set created_at = created_at - interval '11 minutes'")
    notifications.sweep()
    assert told("post.due_soon") == ["StK"]


@pytest.mark.parametrize("verb", ["approve", "reject", "request-changes", "withdraw"])
def test_whoever_decided_in_time_is_not_reminded(people, force, verb):
    post = submitted(force, people, due_in=20 * MINUTE_S)
    why = {"ground": "factual", "reason": "Bitte belegen."}
    if verb == "approve":
        people("desk1").approve(post)
    else:
        name = "mb" if verb == "withdraw" else "desk1"
        body = {"reason": "Termin verlegt"} if verb == "withdraw" else why
        answer = people(name).post(f"/posts/{post['id']}/{verb}", body)
        assert answer.status_code == 200, answer.text
    notifications.sweep()
    assert told("post.due_soon") == []


def test_what_is_held_is_told_with_its_reason_and_again_before_its_time(people, force):
    mb, desk1 = people("mb"), people("desk1")
    post = desk1.approve(mb.submit(mb.write(at=soon(3600))))
    held = desk1.post(f"/deliveries/{only(post)['id']}/hold", {"reason": "Einspruch"})
    assert held.status_code == 200
    notifications.sweep()
    assert (told("delivery.held"), told("delivery.held_due_soon")) == ([], [])
    force("update delivery set due_at = now() + interval '29 minutes'")
    for _ in range(2):
        notifications.sweep()
    assert told("delivery.held_due_soon") == ["StK"]


def test_what_the_machine_holds_is_told_to_ministry_and_desk_with_owner_and_next_step(people, force):
    mb, desk1 = people("mb"), people("desk1")
    post = desk1.approve(mb.submit(mb.write(at=soon(60))))
    force("update delivery set due_at = now() - interval '2 hours'")
    deliver(UUID(only(post)["id"]))
    for _ in range(2):
        notifications.sweep()
    assert sorted(told("delivery.held")) == ["MB", "StK"]
    [notice] = [row for row in mb.get("/notices").json()["items"] if row["kind"] == "delivery.held"]
    assert notice["subject"].startswith("Angehalten: Beitrag von MB für Landesportal")
    assert "Zeitfenster ist verstrichen" in notice["text"]
    assert notice["who"] == "Freigebende des Kanals"
    assert "wieder freigeben" in notice["task"]


def test_of_a_stop_the_ministries_are_told(people):
    mb, desk1 = people("mb"), people("desk1")
    desk1.approve(mb.submit(mb.write(at=soon(3600))))
    desk1.post("/stops", {"scope": "all", "reason": "Verdacht", "hold_all": True})
    notifications.sweep()
    assert told("delivery.held") == ["MB"]


def test_the_ministry_is_reminded_of_its_answer_and_the_desk_of_a_deadline_that_is_over(desk, people):
    case = desk.case(desk.published(), deadline_at=soon(40 * MINUTE_S))
    assert told("takedown.due_soon") == []
    desk.force(
        "update takedown set opened_at = opened_at - interval '25 minutes', deadline_at = deadline_at - interval '25 minutes'"
    )
    for _ in range(2):
        notifications.sweep()
    assert (told("takedown.due_soon"), told("takedown.overdue")) == (["MB"], [])
    desk.pass_deadline(case)
    for _ in range(2):
        notifications.sweep()
    assert (told("takedown.due_soon"), told("takedown.overdue")) == (["MB"], ["StK"])
    [notice] = [
        row for row in people("desk2").get("/notices").json()["items"] if row["kind"] == "takedown.overdue"
    ]
    assert notice["subject"].startswith("Frist abgelaufen – bitte entscheiden: Beitrag von MB für Landes")


def test_who_has_answered_is_not_reminded_and_of_an_ended_case_nobody_is(desk):
    answered = desk.case(desk.published(), deadline_at=soon(40 * MINUTE_S))
    desk.ask("mb", answered, "respond", answer="object", statement="Nein.")
    desk.force(
        "update takedown set opened_at = opened_at - interval '39 minutes', deadline_at = deadline_at - interval '39 minutes'"
    )
    notifications.sweep()
    assert told("takedown.due_soon") == []
    desk.ask("desk1", answered, "revoke", reason="Geklärt")
    desk.pass_deadline(answered)
    notifications.sweep()
    assert told("takedown.overdue") == []


def test_where_no_time_was_given_nobody_is_reminded_of_its_end(desk):
    desk.case(desk.published(), deadline_at=soon(-1), urgent_reason="Der Parteitag beginnt um Mitternacht.")
    notifications.sweep()
    assert (told("takedown.due_soon"), told("takedown.overdue")) == ([], [])
