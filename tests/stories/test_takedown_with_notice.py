"""Removal with notice (Löschverfahren): announced, answered, decided by a second person, done once, never forgotten."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.exc import DBAPIError

from app.workers import takedowns
from tests.api.parts import approve, assert_problem, deliver_due, fetch, on, only, put_under_way, run
from tests.factories import soon
from tests.stories.desk import PORTAL, keys

HOUR_S = 3600


def on_the_portal(client, post):
    return client.get(f"/portal/posts/{on(post, PORTAL)['id']}").status_code


def timeline(person, post):
    return [row["action"] for row in person.get(f"/posts/{post['id']}/timeline", limit=100).json()["items"]]


@pytest.mark.req("AZ-01")
def test_an_objection_is_heard_and_after_the_deadline_a_second_person_decides(desk, people, client):
    post = desk.published()
    opened = desk.open(post, deadline_at=soon(HOUR_S))
    assert (opened.status_code, opened.headers["Location"]) == (
        201,
        f"/api/v1/takedowns/{opened.json()['id']}",
    )
    case = opened.json()
    assert desk.told("takedown.notice") == ["MB"]
    assert case["notice"]["delivered_at"] is None
    assert (
        "Parteipolitische Positionen sind auf den Landeskanälen untersagt"
        in case["ground"]["sentences"][0]["text"]
    )
    assert case["ground"]["sentences"][0]["page"] == 7

    too_early = desk.ask("desk2", case, "execute")
    assert_problem(too_early, 409, "takedown-not-ready")
    assert keys(too_early) == ["notice-not-delivered", "deadline-running"]
    desk.put_notices_through()
    assert keys(desk.ask("desk2", case, "execute")) == ["deadline-running"]
    assert keys(desk.ask("desk1", case, "execute")) == ["deadline-running", "second-person"]

    objection = desk.ask("mb", case, "respond", answer="object", statement="Der Verweis ist amtlich.")
    assert (objection.status_code, objection.json()["state"]) == (200, "answered")
    assert desk.told("takedown.answered") == ["StK"]
    assert keys(desk.ask("desk2", case, "execute")) == ["deadline-running"]
    assert on_the_portal(client, post) == 200

    desk.pass_deadline(case)
    decided = desk.ask("desk2", case, "execute")
    assert (decided.status_code, decided.json()["state"]) == (200, "executing")
    assert on_the_portal(client, post) == 410
    takedowns.sweep()
    takedowns.sweep()

    done = desk.read(case, by="mb.lead")
    assert (done["state"], done["end"]["by"]) == ("executed", None)
    assert (done["decision"]["reason"], done["decision"]["by_same_person"]) == (None, False)
    assert done["decision"]["by"] != done["opened_by"]
    [evidence] = done["deliveries"]
    assert (evidence["state"], evidence["revision"]) == ("removed", 1)
    assert evidence["text_as_sent"].endswith("(MB)")
    assert [row["kind"] for row in evidence["attempts"]] == ["publish", "remove"]
    assert [row["outcome"] for row in evidence["attempts"]] == ["sent", "absent"]
    assert done["answers"][0]["statement"] == "Der Verweis ist amtlich."
    told = timeline(people("mb"), post)
    assert told[told.index("takedown.open") :] == [
        "takedown.open",
        "notification.sent",
        "notification.sent",
        "takedown.notice_delivered",
        "takedown.respond",
        "takedown.execute",
        "delivery.take_down",
        "delivery.remove",
        "delivery.removed",
        "takedown.end",
    ]


def test_whoever_was_told_of_the_post_is_told_of_its_removal(desk):
    post = desk.published(joint_with=["MW"])
    case = desk.case(post)
    desk.ask("mb.lead", case, "respond", answer="agree")
    desk.ask("desk2", case, "execute")
    assert desk.told("post.removed") == []
    takedowns.sweep()
    assert desk.told("post.removed") == ["MB", "MW", "StK", "desk1@redaktion.example", "mb@redaktion.example"]
    assert desk.told("takedown.executed") == ["MB"]


def test_agreed_at_once_needs_no_deadline(desk, client):
    post = desk.published()
    case = desk.case(post)
    agreed = desk.ask("mb.lead", case, "respond", answer="agree")
    assert agreed.status_code == 200
    assert desk.ask("desk2", case, "execute").status_code == 200
    takedowns.sweep()
    assert desk.read(case)["state"] == "executed"
    assert on_the_portal(client, post) == 410


@pytest.mark.req("AZ-01")
def test_only_who_may_remove_agrees_and_an_objection_says_why(desk):
    case = desk.case(desk.published())
    for answer in ("agree", "remove"):
        assert_problem(desk.ask("mb", case, "respond", answer=answer), 403, "answer-binds")
    assert_problem(desk.ask("mb", case, "respond", answer="object"), 422, "objection-without-statement")
    assert_problem(desk.ask("mw.lead", case, "respond", answer="agree"), 404)
    assert_problem(desk.ask("desk1", case, "respond", answer="agree"), 403)
    assert desk.ask("mb", case, "respond", answer="change").json()["state"] == "answered"


def test_the_ministry_removes_it_itself_and_the_case_ends_by_itself(desk, people, client):
    post = desk.published(PORTAL, "Konsole MB")
    case = desk.case(post)
    answer = desk.ask("mb.lead", case, "respond", answer="remove", statement="War ein Versehen.")
    assert (answer.status_code, answer.json()["state"]) == (200, "answered")
    assert {row["state"] for row in answer.json()["deliveries"]} == {"removing"}
    assert on_the_portal(client, post) == 410
    desk.force("update delivery_attempt set finished_at = finished_at - interval '11 minutes'")
    takedowns.sweep()
    done = desk.read(case)
    assert (done["state"], done["end"]["outcome"]) == ("closed", "removed_by_ministry")
    assert done["decision"] is None
    assert {row["removals"][0]["by"] for row in done["deliveries"]} == {answer.json()["answers"][0]["by"]}
    assert_problem(desk.ask("desk2", case, "execute"), 409, "wrong-state")


def test_the_ministry_removes_it_without_answering(desk, people):
    post = desk.published()
    case = desk.case(post)
    answer = people("mb.lead").post(f"/deliveries/{only(post)['id']}/take-down", {"reason": "Versehen"})
    assert answer.status_code == 200
    takedowns.sweep()
    assert desk.read(case)["end"]["outcome"] == "removed_by_ministry"


def test_two_central_editors_at_the_same_case_at_the_same_moment(desk, people):
    case = desk.case(desk.published(), by="desk1")
    desk.ask("mb.lead", case, "respond", answer="agree")
    people("desk1"), people("desk2")
    with ThreadPoolExecutor() as pool:
        decided = pool.submit(desk.ask, "desk2", case, "execute")
        taken_back = pool.submit(desk.ask, "desk1", case, "revoke", reason="Geklärt")
        codes = sorted([decided.result().status_code, taken_back.result().status_code])
    assert codes == [200, 409]
    takedowns.sweep()
    state = desk.read(case)["state"]
    assert state == ("executed" if decided.result().status_code == 200 else "revoked")
    removals = fetch("select count(*) from delivery_attempt where kind = 'remove'")
    assert removals == [(1 if state == "executed" else 0,)]


def test_two_central_editors_open_a_case_about_the_same_post(desk, people):
    post = desk.published()
    people("desk1"), people("desk2")
    with ThreadPoolExecutor() as pool:
        both = [pool.submit(desk.open, post, by=name) for name in ("desk1", "desk2")]
        codes = sorted(one.result().status_code for one in both)
    assert codes == [201, 409]
    assert desk.told("takedown.notice") == ["MB"]


@pytest.mark.parametrize("state", ["sending", "unclear"])
def test_a_case_about_what_is_on_its_way_waits_until_it_is_known_what_became_of_it(desk, people, state):
    mb = people("mb")
    post = people("desk1").approve(mb.submit(mb.write(at=soon(-5))))
    put_under_way(post, state)
    case = desk.case(delivery=only(post))
    desk.ask("mb.lead", case, "respond", answer="agree")
    decided = desk.ask("desk2", case, "execute")
    assert (decided.status_code, decided.json()["state"]) == (202, "executing")
    takedowns.sweep()
    assert only(mb.read(post))["state"] == state
    run(
        "update delivery set state = 'sent', unknown_since = null, remote_id = id::text, sent_at = now(),"
        " lease_until = null where post_id = :id",
        id=post["id"],
    )
    run(
        "insert into delivery_attempt (id, delivery_id, number, kind, fence, due_at, payload_sha256, finished_at,"
        " outcome, worker) select gen_random_uuid(), id, 1, 'publish', 1, due_at, payload_sha256, now(), 'sent', 'x'"
        " from delivery where post_id = :id",
        id=post["id"],
    )
    takedowns.sweep()
    assert only(mb.read(post))["state"] == "removed"
    assert desk.read(case)["state"] == "executed"


def test_a_decision_that_still_waits_can_be_taken_back(desk, people):
    mb = people("mb")
    post = people("desk1").approve(mb.submit(mb.write(at=soon(-5))))
    put_under_way(post, "unclear")
    case = desk.case(post)
    desk.ask("mb.lead", case, "respond", answer="agree")
    assert desk.ask("desk2", case, "execute").status_code == 202
    assert desk.ask("desk1", case, "revoke", reason="Es war doch amtlich.").json()["state"] == "revoked"
    run(
        "update delivery set state = 'sent', unknown_since = null, remote_id = id::text, sent_at = now(),"
        " lease_until = null where post_id = :id",
        id=post["id"],
    )
    takedowns.sweep()
    assert only(mb.read(post))["state"] == "sent"
    assert timeline(mb, post)[-2:] == ["delivery.keep", "takedown.revoke"]
    assert desk.told("takedown.revoked") == ["MB"]


def test_a_removal_that_has_begun_cannot_be_taken_back(desk):
    case = desk.case(desk.published())
    desk.ask("mb.lead", case, "respond", answer="agree")
    desk.ask("desk2", case, "execute")
    assert_problem(desk.ask("desk1", case, "revoke", reason="Doch nicht"), 409, "removal-begun")


@pytest.fixture
def on_its_own_channel(people):
    """A post of MB on the ministry's own channel only."""
    mb = people("mb")
    post = mb.submit(mb.write(channels=("Konsole MB",), at=soon(-5)))
    approve(people("mb.lead"), post)
    deliver_due()
    return mb.read(post)


@pytest.mark.req("AZ-01")
def test_on_a_ministrys_own_channel_the_desk_gives_a_hint_and_no_more(desk, people, on_its_own_channel):
    post = on_its_own_channel
    assert_problem(desk.open(post), 403, "own-channel")
    answer = desk.open(post, kind="notice_only")
    assert answer.status_code == 201
    case = answer.json()
    assert [row["page"] for row in case["ground"]["sentences"]] == [9]
    desk.put_notices_through()
    desk.pass_deadline(case)
    for name in ("desk1", "desk2"):
        assert_problem(desk.ask(name, case, "execute", reason="Trotzdem"), 403, "notice-only")
    takedowns.sweep()
    assert only(people("mb").read(post))["state"] == "sent"
    desk.ask("mb", case, "respond", answer="object", statement="Das ist unser Kanal.")
    closed = desk.ask("desk1", case, "close", outcome="noted")
    assert (closed.status_code, closed.json()["end"]["outcome"]) == (200, "noted")
    assert desk.told("takedown.closed") == ["MB"]


def test_a_case_about_a_whole_post_removes_from_central_channels_only(desk, people, client):
    post = desk.published(PORTAL, "Konsole MB")
    case = desk.case(post)
    assert {row["channel"]: row["removable"] for row in case["deliveries"]} == {
        PORTAL: True,
        "Konsole MB": False,
    }
    desk.pass_deadline(case)
    assert desk.ask("desk2", case, "execute").status_code == 200
    takedowns.sweep()
    states = {row["channel"]: row["state"] for row in people("mb").read(post)["deliveries"]}
    assert states == {PORTAL: "removed", "Konsole MB": "sent"}
    assert desk.read(case)["state"] == "executed"


@pytest.mark.req("AZ-01")
def test_an_urgent_removal_at_night_by_one_person_stays_marked(desk, client):
    post = desk.published()
    assert_problem(desk.open(post, deadline_at=soon(-1)), 422, "deadline-without-time")
    answer = desk.open(post, deadline_at=soon(-1), urgent_reason="Der Parteitag beginnt um Mitternacht.")
    assert answer.status_code == 201
    case = answer.json()
    assert keys(desk.ask("desk1", case, "execute", reason="Niemand sonst im Dienst.")) == [
        "notice-not-delivered"
    ]
    desk.put_notices_through()
    assert keys(desk.ask("desk1", case, "execute")) == ["second-person"]
    done = desk.ask("desk1", case, "execute", reason="Niemand sonst im Dienst.")
    assert done.status_code == 200
    assert done.json()["decision"]["by_same_person"] is True
    assert done.json()["decision"]["reason"] == "Niemand sonst im Dienst."
    takedowns.sweep()
    assert on_the_portal(client, post) == 410
    assert desk.read(case)["urgent_reason"] == "Der Parteitag beginnt um Mitternacht."


def test_while_a_case_is_open_nothing_of_the_post_leaves(desk, people):
    mb, lead = people("mb"), people("desk2")
    post = mb.submit(mb.write(channels=(PORTAL, "Konsole MB"), at=soon(-5)))
    people("desk1").approve(post)
    deliver_due()
    post = mb.read(post)
    case = desk.case(post)
    assert approve(people("mb.lead"), post).status_code == 200, "the ministry's own channel is its own"
    assert on(mb.read(post), "Konsole MB")["state"] == "waiting"
    assert_problem(desk.open(post), 409, "takedown-open")
    assert desk.ask("desk1", case, "revoke", reason="Irrtum").status_code == 200
    assert lead.read(post)["state"] == "published"


def test_what_waits_is_held_when_a_case_is_opened_and_withdrawn_when_it_is_executed(desk, people):
    run("update channel set approval_mode = 'central', scope = 'central' where label = 'Konsole MB'")
    mb = people("mb")
    draft = mb.write(channels=(PORTAL, "Konsole MB"), at=soon(3600))
    post = people("desk1").approve(mb.submit(draft))
    people("desk1").post(f"/deliveries/{on(post, PORTAL)['id']}/reschedule", {"due_at": soon(-5)})
    deliver_due()
    post = mb.read(post)
    assert on(post, PORTAL)["state"] == "sent"
    case = desk.case(post)
    waiting = on(mb.read(post), "Konsole MB")
    assert (waiting["state"], waiting["hold_reason"]) == ("held", "by_person")
    terms = {"revision_sha256": post["revision"]["sha256"], "due_at": soon(60)}
    refused = people("desk2").post(f"/deliveries/{waiting['id']}/release", terms)
    assert_problem(refused, 409, "takedown-open")
    shown = people("desk2").get(f"/deliveries/{waiting['id']}").json()["actions"]
    [release] = [row for row in shown if row["name"] == "release"]
    assert (release["allowed"], "Löschverfahren" in release["reason"]) == (False, True)
    desk.pass_deadline(case)
    assert desk.ask("desk2", case, "execute").status_code == 200
    takedowns.sweep()
    states = {row["channel"]: row["state"] for row in mb.read(post)["deliveries"]}
    assert states == {PORTAL: "removed", "Konsole MB": "cancelled"}
    assert desk.read(case)["state"] == "executed"


def test_what_is_not_published_is_no_matter_for_a_case(desk, people):
    mb = people("mb")
    for post in (mb.submit(mb.write()), people("desk1").approve(mb.submit(mb.write()))):
        assert_problem(desk.open(post), 409, "nothing-published")


def test_a_case_is_closed_when_the_ministry_has_corrected(desk, people):
    post = desk.published()
    case = desk.case(post)
    desk.ask("mb", case, "respond", answer="change", statement="Berichtigung folgt.")
    assert_problem(desk.ask("desk1", case, "close", outcome="noted"), 422)
    assert_problem(desk.ask("desk1", case, "close", outcome="removed_by_ministry"), 409, "still-there")
    closed = desk.ask("desk1", case, "close", outcome="corrected")
    assert (closed.json()["state"], closed.json()["end"]["outcome"]) == ("closed", "corrected")
    assert desk.told("takedown.closed") == ["MB"]
    assert timeline(people("mb"), post)[-1] == "takedown.close"
    for verb, body in (("execute", {}), ("respond", {"answer": "agree"}), ("revoke", {"reason": "x"})):
        assert_problem(
            desk.ask("mb.lead" if verb == "respond" else "desk2", case, verb, **body), 409, "wrong-state"
        )


def test_cases_are_listed_for_desk_and_ministry_and_nobody_else(desk, people):
    case = desk.case(desk.published())
    for name in ("desk1", "mb", "mb.lead", "revision"):
        listed = people(name).get("/takedowns", state="open").json()["items"]
        assert [row["id"] for row in listed] == [case["id"]], name
    for name in ("mw", "kanal", "admin"):
        assert people(name).get("/takedowns").json()["items"] == []
        assert_problem(people(name).get(f"/takedowns/{case['id']}"), 404)
    assert people("desk1").get("/takedowns", state="closed").json()["items"] == []


def test_whoever_saw_the_case_before_it_changed_decides_on_nothing(desk, people):
    case = desk.case(desk.published())
    etag = people("desk2").get(f"/takedowns/{case['id']}").headers["ETag"]
    desk.ask("mb", case, "respond", answer="object", statement="Nein.")
    answer = people("desk2").post(f"/takedowns/{case['id']}/revoke", {"reason": "Alter Stand"}, if_match=etag)
    assert_problem(answer, 412, "stale")


@pytest.mark.req("FE-03")
@pytest.mark.parametrize(
    "forgery",
    [
        "update takedown set quote = 'etwas anderes'",
        "update takedown set deadline_at = opened_at + interval '1 second'",
        "update takedown set opened_by_id = (select id from \"user\" where email = 'desk2@redaktion.example')",
        "delete from takedown_answer",
        "update takedown_answer set answer = 'agree'",
        "delete from takedown",
    ],
)
def test_what_a_case_was_opened_and_answered_with_is_changed_by_nobody(desk, forgery):
    case = desk.case(desk.published())
    desk.ask("mb", case, "respond", answer="object", statement="Nein.")
    with pytest.raises(DBAPIError):
        run(forgery)


@pytest.mark.req("FE-03")
def test_a_case_that_has_ended_stays_as_it_ended(desk):
    case = desk.case(desk.published())
    desk.ask("desk1", case, "revoke", reason="Irrtum")
    with pytest.raises(DBAPIError):
        run("update takedown set end_reason = 'anders'")
