"""Every action writes its events in its own transaction; what did not happen writes none (SECURITY AC-01)."""

from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from app import db
from app.queries.audit import verify_chain
from app.workers import takedowns
from app.workers.deliveries import deliver
from tests.api.parts import assert_problem, count_rows, deliver_due, fetch, moment, on, only, put_under_way
from tests.factories import API, Person, soon

BOTH = ("Landesportal", "Konsole MB")


def events():
    query = "select id, action, from_state, to_state, reason, object_type from event order by at, id"
    return [tuple(row)[1:] for row in fetch(query)]


class Book:
    """What was written since one last looked."""

    def __init__(self):
        self.read = len(events())

    def since(self):
        rows = events()
        fresh, self.read = rows[self.read :], len(rows)
        return fresh

    def actions(self):
        return [row[0] for row in self.since()]


@pytest.fixture
def book(people):
    for name in ("mb", "mb.lead", "desk1"):
        people(name)
    return Book()


@pytest.mark.req("AC-01")
def test_signing_in_and_out_is_written_down(client, book):
    person = Person(client, "mw")
    assert book.since() == [("user.sign_in", None, None, None, "user")]
    client.delete(f"{API}/auth/token", headers=person.headers)
    assert book.actions() == ["user.sign_out"]


@pytest.mark.req("AC-01")
def test_the_way_of_a_post_is_written_down(people, book):
    mb, desk, lead = people("mb"), people("desk1"), people("mb.lead")
    post = mb.write(channels=BOTH, at=soon(2))
    path, sha256 = f"/posts/{post['id']}", post["revision"]["sha256"]
    assert book.since() == [("post.create", None, "draft", None, "post")]
    mb.patch(path, {"title": "Neu"})
    assert book.since() == [("post.edit", "draft", "draft", None, "post")]
    mb.submit(post)
    assert book.since() == [("post.submit", "draft", "submitted", None, "post")]
    desk.post(f"{path}/claim")
    desk.post(f"{path}/unclaim")
    assert book.actions() == ["post.claim", "post.unclaim"]
    desk.approve(post)
    assert book.since() == [
        ("delivery.approve", None, "waiting", None, "delivery"),
        ("post.approve", "submitted", "submitted", None, "post"),
    ]
    lead.approve(post)
    assert book.since()[-1] == ("post.approve", "submitted", "scheduled", None, "post")
    desk.post(f"{path}/request-changes", {"ground": "factual", "reason": "Bitte kürzer"})
    assert book.since() == [
        ("delivery.hold", "waiting", "held", "Bitte kürzer", "delivery"),
        ("delivery.hold", "waiting", "held", "Bitte kürzer", "delivery"),
        ("post.request_changes", "scheduled", "changes_requested", "Bitte kürzer", "post"),
    ]
    mb.submit(post)
    desk.approve(post, due_at=soon(-1))
    book.since()
    portal, console = on(post, "Landesportal")["id"], on(post, "Konsole MB")["id"]
    desk.post(f"/deliveries/{portal}/reschedule", {"due_at": soon()})
    assert book.since() == [("delivery.reschedule", "waiting", "waiting", None, "delivery")]
    desk.post(f"/deliveries/{portal}/hold", {"reason": "Einspruch"})
    assert book.since() == [("delivery.hold", "waiting", "held", "Einspruch", "delivery")]
    lead.approve(post)
    book.since()
    desk.post(f"/deliveries/{portal}/release", {"revision_sha256": sha256, "due_at": soon(-1)})
    assert book.since() == [("delivery.approve", "held", "waiting", None, "delivery")]
    mb.post(f"/deliveries/{console}/cancel", {"reason": "Doppelt"})
    assert book.since() == [("delivery.cancel", "waiting", "cancelled", "Doppelt", "delivery")]
    deliver_due()
    assert book.actions() == ["delivery.begin", "delivery.sent"]
    lead.post(f"/deliveries/{portal}/take-down", {"reason": "Falsch"})
    takedowns.sweep()
    assert book.actions() == ["delivery.take_down", "delivery.remove", "delivery.removed"]


@pytest.mark.req("AC-01")
def test_what_is_taken_back_before_any_approval_is_written_down_too(people, book):
    mb, desk = people("mb"), people("desk1")
    post = mb.submit(mb.write(channels=BOTH))
    book.since()
    mb.post(f"/deliveries/{on(post, 'Konsole MB')['id']}/cancel", {"reason": "Doppelt"})
    assert book.since() == [("delivery.cancel", "proposed", "cancelled", "Doppelt", "variant")]
    mb.post(f"/posts/{post['id']}/withdraw", {"reason": "Alles"})
    assert book.since() == [
        ("delivery.cancel", "proposed", "cancelled", "Alles", "variant"),
        ("post.withdraw", "submitted", "withdrawn", "Alles", "post"),
    ]
    rejected = mb.submit(mb.write())
    book.since()
    desk.post(f"/posts/{rejected['id']}/reject", {"ground": "legal", "reason": "Nein"})
    assert book.since() == [("post.reject", "submitted", "rejected", "Nein", "post")]
    ground = "select body from event where action = 'post.reject' and object_id = :id"
    assert fetch(ground, id=rejected["id"]) == [({"ground": "legal"},)]


@pytest.mark.req("AC-01")
def test_a_take_down_that_had_to_wait_is_written_down_step_by_step(people, book):
    desk, lead = people("desk1"), people("mb.lead")
    post = desk.approve(people("mb").submit(people("mb").write(at=soon(-1))))
    put_under_way(post, "unclear")
    book.since()
    path = f"/deliveries/{only(post)['id']}"
    assert lead.post(f"{path}/take-down", {"reason": "Zu früh"}).status_code == 202
    assert book.since() == [("delivery.take_down", "unclear", "unclear", "Zu früh", "delivery")]
    deliver(UUID(only(post)["id"]))
    assert book.actions() == ["delivery.begin", "delivery.sent"]
    takedowns.sweep()
    assert book.actions() == ["delivery.removing", "delivery.remove", "delivery.removed"]
    assert only(lead.read(post))["state"] == "removed"


@pytest.mark.req("AC-01")
def test_a_stop_is_written_down(people, book):
    desk, mb = people("desk1"), people("mb")
    desk.approve(mb.submit(mb.write(at=soon(-1))))
    book.since()
    stop = desk.post("/stops", {"scope": "all", "reason": "Alarm"}).json()
    assert book.since() == [
        ("stop.set", None, None, "Alarm", "publishing_stop"),
        ("delivery.hold", "waiting", "held", "Alarm", "delivery"),
    ]
    desk.post(f"/stops/{stop['id']}/lift", {"reason": "Entwarnung"})
    assert book.since() == [("stop.lift", None, None, "Entwarnung", "publishing_stop")]


def test_reading_and_checking_writes_nothing(people, book):
    mb = people("mb")
    post = mb.write()
    book.since()
    delivery = only(post)["id"]
    paths = [
        "/me",
        "/organisations",
        "/channels",
        f"/channels/{only(post)['channel_id']}",
        "/posts",
        "/queue",
    ]
    paths += ["/deliveries", "/stops", f"/deliveries/{delivery}", f"/posts/{post['id']}"]
    paths += [f"/posts/{post['id']}/{part}" for part in ("revisions", "timeline")]
    before = count_rows()
    assert all(mb.get(path).status_code == 200 for path in paths)
    assert mb.post(f"/posts/{post['id']}/check").status_code == 200
    assert count_rows() == before


@pytest.mark.req("AC-01")
def test_what_was_refused_writes_nothing(people, book):
    mb, desk = people("mb"), people("desk1")
    post = mb.submit(mb.write())
    path = f"/posts/{post['id']}"
    before = count_rows()
    sha256 = post["revision"]["sha256"]
    assert_problem(mb.post(f"{path}/approve", {"revision_sha256": sha256}), 403)
    assert_problem(desk.post(f"{path}/approve", {"revision_sha256": "0" * 64}), 409)
    assert_problem(desk.post(f"{path}/approve", {"revision_sha256": sha256, "due_at": soon(-90)}), 422)
    assert_problem(mb.patch(path, {"title": "x"}, if_match='"alt"'), 412)
    assert_problem(mb.post(f"{path}/submit"), 409)
    assert_problem(people("desk1").post(f"/deliveries/{only(post)['id']}/hold", {"reason": "x"}), 409)
    assert count_rows() == before


@pytest.mark.req("AC-01")
def test_what_crashes_or_cannot_be_committed_writes_nothing(people, book, monkeypatch):
    import app.api.routes.posts as routes

    mb = people("mb")
    post = mb.write()
    book.since()
    before = count_rows()

    def crash(*_args, **_named):
        raise RuntimeError

    for place, name in ((routes.Call, "answer"), (Session, "commit")):
        with monkeypatch.context() as patch:
            patch.setattr(place, name, crash)
            assert_problem(mb.post(f"/posts/{post['id']}/submit"), 500, "internal")
    assert count_rows() == before
    assert mb.read(post)["state"] == "draft"


def test_the_timeline_tells_it_in_order_by_name(people):
    mb, desk = people("mb"), people("desk1")
    post = desk.approve(mb.submit(mb.write(at=soon(-1))))
    deliver_due()
    items = mb.get(f"/posts/{post['id']}/timeline").json()["items"]
    assert all(set(row) >= {"at", "actor", "action", "from", "to", "reason"} for row in items)
    told = [(row["actor"], row["action"], row["from"], row["to"]) for row in items]
    assert told == [
        ("Robin Demo (MB)", "post.create", None, "draft"),
        ("Robin Demo (MB)", "post.submit", "draft", "submitted"),
        ("Dora Demo (Zentralredaktion)", "delivery.approve", None, "waiting"),
        ("Dora Demo (Zentralredaktion)", "post.approve", "submitted", "scheduled"),
        ("Redaktionssystem", "delivery.begin", "waiting", "sending"),
        ("Redaktionssystem", "delivery.sent", "sending", "sent"),
    ]
    instants = [moment(row["at"]) for row in items]
    assert instants == sorted(instants)


def test_the_chain_holds_after_all_this(people):
    mb, desk = people("mb"), people("desk1")
    for _ in range(3):
        desk.approve(mb.submit(mb.write(at=soon(-1))))
    deliver_due()
    with db.transaction() as session:
        assert verify_chain(session) == []
    assert fetch("select count(*) from event") == fetch("select count(*) from event_link")
