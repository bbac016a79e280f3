"""Several people at once, with real commits: one effect, a clear answer for the others, never a fault."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy import Engine, event

from app import clock, db
from app.models import Inquiry
from app.workers.deliveries import deliver
from app.workers.schedule import wake_due
from tests.api.parts import assert_problem, fetch, on, only
from tests.embedded.conftest import wait_until
from tests.factories import soon

ROUNDS = 4
WAITING = (
    "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
)


def at_once(*calls):
    """Make the calls at the same moment and return what came of each."""
    start = Barrier(len(calls))

    def make(call):
        start.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(make, calls))


def codes(answers):
    for answer in answers:
        assert answer.status_code < 500, answer.text
        if answer.status_code >= 400:
            assert_problem(answer, answer.status_code)
    return sorted(answer.status_code for answer in answers)


def approval(person, post, **terms):
    body = {"revision_sha256": post["revision"]["sha256"]} | terms
    return lambda: person.post(f"/posts/{post['id']}/approve", body)


def act(person, post, verb, **fields):
    return lambda: person.post(f"/deliveries/{only(post)['id']}/{verb}", fields or None)


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_two_approvers_at_once_make_one_approval(everyone, _round):
    mb = everyone("mb")
    post = mb.submit(mb.write())
    answers = at_once(approval(everyone("desk1"), post), approval(everyone("desk2"), post))
    assert codes(answers) == [200, 409]
    assert fetch("select count(*) from approval where variant_id = :id", id=only(post)["id"]) == [(1,)]


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_desk_and_lead_at_once_schedule_a_joint_post(everyone, _round):
    mb = everyone("mb")
    post = mb.submit(mb.write(channels=["Landesportal", "Konsole MB"]))
    answers = at_once(approval(everyone("desk1"), post), approval(everyone("mb.lead"), post))
    assert codes(answers) == [200, 200]
    assert mb.read(post)["state"] == "scheduled"


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_an_edit_beside_an_approval_never_sends_the_new_text_unseen(everyone, _round):
    mb, desk = everyone("mb"), everyone("desk1")
    post = mb.submit(mb.write())
    read = mb.get(f"/posts/{post['id']}").headers["ETag"]
    edited, approved = at_once(
        lambda: mb.patch(f"/posts/{post['id']}", {"text": "Ganz neu."}, if_match=read),
        approval(desk, post),
    )
    assert codes([edited, approved]) in ([200, 409], [200, 412])
    after = mb.read(post)
    if approved.status_code == 200:
        assert (after["state"], only(after)["text_as_sent"]) == ("scheduled", post["text"] + " (MB)")
    else:
        assert (after["state"], only(after)["state"]) == ("submitted", "proposed")


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_a_cancellation_beside_an_approval_always_wins(everyone, _round):
    mb, desk = everyone("mb"), everyone("desk1")
    post = mb.submit(mb.write(at=soon(-1)))
    cancelled, approved = at_once(act(mb, post, "cancel"), approval(desk, post))
    codes([cancelled, approved])
    assert cancelled.status_code == 200
    for delivery_id in wake_due():
        deliver(delivery_id)
    assert (mb.read(post)["state"], only(mb.read(post))["state"]) == ("withdrawn", "cancelled")


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_of_two_edits_with_one_etag_one_is_stale(everyone, _round):
    mb, lead = everyone("mb"), everyone("mb.lead")
    post = mb.write()
    path = f"/posts/{post['id']}"
    read = mb.get(path).headers["ETag"]
    answers = at_once(
        lambda: mb.patch(path, {"text": "Erste."}, if_match=read),
        lambda: lead.patch(path, {"text": "Zweite."}, if_match=read),
    )
    assert codes(answers) == [200, 412]
    assert mb.read(post)["revision"]["number"] == 2


@pytest.mark.parametrize("verb", ["cancel", "edit", "hold", "reschedule", "withdraw", "reject"])
def test_an_answer_beside_the_worker_is_always_true(everyone, verb):
    mb, desk = everyone("mb"), everyone("desk1")
    for _ in range(ROUNDS):
        post = desk.approve(mb.submit(mb.write(at=soon(-1))))
        path = f"/posts/{post['id']}"
        read = mb.get(path).headers["ETag"]
        verbs = {
            "cancel": act(mb, post, "cancel"),
            "hold": act(desk, post, "hold", reason="x"),
            "reschedule": act(desk, post, "reschedule", due_at=soon()),
            "edit": lambda path=path, read=read: mb.patch(path, {"text": "Neu."}, if_match=read),
            "withdraw": lambda path=path: mb.post(f"{path}/withdraw"),
            "reject": lambda path=path: desk.post(f"{path}/reject", {"ground": "other", "reason": "x"}),
        }
        answer, _ = at_once(verbs[verb], lambda post=post: deliver(UUID(only(post)["id"])))
        codes([answer])
        after = only(mb.read(post))
        if answer.status_code == 200:
            expected = {"cancel": "cancelled", "withdraw": "cancelled", "reschedule": "waiting"}
            assert after["state"] == expected.get(verb, "held")
        else:
            assert answer.json()["key"] in {"already-sending", "stale"}
            assert after["state"] == "sent"


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_whatever_many_do_at_once_nothing_breaks(everyone, _round):
    mb, lead, desk1, desk2 = (everyone(name) for name in ("mb", "mb.lead", "desk1", "desk2"))
    post = mb.submit(mb.write(channels=["Landesportal", "Konsole MB"], at=soon(-1)))
    path = f"/posts/{post['id']}"
    portal = f"/deliveries/{on(post, 'Landesportal')['id']}"
    read = mb.get(path).headers["ETag"]
    stop = {"scope": "channel", "channel_id": mb.channel("Konsole MB"), "reason": "Probe", "hold_all": True}
    answers = at_once(
        approval(desk1, post),
        approval(desk2, post),
        approval(lead, post),
        lambda: mb.patch(path, {"title": "Neu"}, if_match=read),
        lambda: desk1.post(f"{path}/claim"),
        lambda: desk2.post(f"{path}/request-changes", {"ground": "factual", "reason": "x"}),
        lambda: mb.post(f"{portal}/cancel"),
        lambda: lead.post(f"{portal}/hold", {"reason": "x"}),
        lambda: desk1.post("/stops", stop),
        lambda: mb.post(f"{path}/submit"),
        lambda: mb.get("/posts"),
        lambda: desk1.get("/queue"),
    )
    codes(answers)
    for row in desk1.get("/stops", limit=100).json()["items"]:
        if row["lifted_at"] is None:
            assert desk1.post(f"/stops/{row['id']}/lift", {"reason": "x"}).status_code == 200
    for delivery_id in wake_due():
        deliver(delivery_id)
    assert mb.post(f"{path}/withdraw").status_code in {200, 409}


def test_taking_back_a_token_ends_it_for_requests_that_run_beside(everyone, visitor):
    from tests.factories import Person

    person = Person(visitor, "mlv")
    calls = [lambda: person.get("/me")] * 5
    answers = at_once(*calls, lambda: visitor.delete("/api/v1/auth/token", headers=person.headers))
    assert set(codes(answers)) <= {200, 204, 401}
    assert_problem(person.get("/me"), 401)


def test_a_decision_in_the_middle_of_reading_the_queue_breaks_nothing(everyone):
    mb, desk1, desk2 = (everyone(name) for name in ("mb", "desk1", "desk2"))
    post = mb.submit(mb.write())
    approved = []

    def approve_meanwhile(_connection, _cursor, statement, *_):
        if "min(rendering.proposed_at)" in statement and not approved:
            approved.append(None)
            approved[0] = at_once(approval(desk2, post))[0]

    event.listen(Engine, "after_cursor_execute", approve_meanwhile)
    try:
        answer = desk1.get("/queue")
    finally:
        event.remove(Engine, "after_cursor_execute", approve_meanwhile)
    assert (answer.status_code, approved[0].status_code) == (200, 200)
    assert post["id"] not in [row["id"] for row in desk1.get("/queue").json()["items"]]


def test_who_opens_the_same_inquiry_a_moment_later_is_asked_to_try_again(everyone):
    desk, day = everyone("desk1"), clock.today()
    asked = {"number": "KA 7/1", "title": "Auftritte", "members": ["Kim Muster"]}
    body = asked | {
        "deadline": day.isoformat(),
        "as_of": day.isoformat(),
        "questions": [{"label": "1", "wording": "Welche?"}],
    }
    [(desk_id,)] = fetch("select id from \"user\" where email like 'desk2@%'")
    with db.sessions()() as first, ThreadPoolExecutor(1) as threads:
        first.add(Inquiry(**asked, deadline=day, as_of=day, opened_by_id=desk_id))
        first.flush()
        later = threads.submit(desk.post, "/inquiries", body)
        wait_until(lambda: fetch(WAITING) == [(1,)])
        first.commit()
        assert_problem(later.result(), 503, "busy")
    again = desk.post("/inquiries", body)
    assert [issue["key"] for issue in again.json()["issues"]] == ["inquiry-known"]
