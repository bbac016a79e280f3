"""A repeated request has one effect and one answer (SECURITY LI-04)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import text

from app import db
from tests.api.parts import assert_problem, count_rows, deliver_due, fetch, fingerprint, only
from tests.factories import API, a_key, soon
from tests.pictures import picture


def draft(person, **fields):
    channel = {"channel_id": person.channel("Landesportal"), "proposed_at": "2031-01-01T00:00:00Z"}
    return {"organisation": "MB", "title": "T", "text": "T", "deliveries": [channel]} | fields


def same(first, second):
    """The second answer is the first one again."""
    assert second.status_code == first.status_code
    assert second.content == first.content
    for header in ("etag", "location"):
        assert second.headers.get(header) == first.headers.get(header)
    assert second.headers["content-type"] == first.headers["content-type"]


def test_a_post_written_twice_with_one_key_is_one_post(everyone):
    mb, key = everyone("mb"), a_key()
    body = draft(mb, title="Einmal")
    first = mb.post("/posts", body, key=key)
    assert first.status_code == 201
    before = fingerprint()
    same(first, mb.post("/posts", body, key=key))
    assert fingerprint() == before
    same(first, mb.post("/posts", body, key=key))


def test_without_a_key_or_with_another_each_request_counts(everyone):
    mb = everyone("mb")
    body = draft(mb)
    ids = {mb.post("/posts", body, key=key).json()["id"] for key in (None, None, a_key(), a_key())}
    assert len(ids) == 4


def steps(everyone):
    """Every POST route but signing in, with somebody who may use it and a body, in an order that works."""
    mb, desk, lead = everyone("mb"), everyone("desk1"), everyone("mb.lead")

    def post(**fields):
        return mb.submit(mb.write(**fields))

    def scheduled(**fields):
        return desk.approve(post(**fields))

    def out():
        row = scheduled(at=soon(-1))
        deliver_due()
        return row

    def held():
        row = scheduled()
        desk.post(f"/deliveries/{only(row)['id']}/hold", {"reason": "x"})
        return row

    def claimed():
        row = post()
        desk.post(f"/posts/{row['id']}/claim")
        return row

    def stop():
        return desk.post(
            "/stops", {"scope": "channel", "channel_id": mb.channel("Konsole MW"), "reason": "x"}
        ).json()

    def release(row):
        return {"revision_sha256": row["revision"]["sha256"], "due_at": "2031-01-01T00:00:00Z"}

    console = {"scope": "channel", "channel_id": mb.channel("Konsole MW"), "reason": "Probe"}
    yield "/posts", mb, lambda: ("/posts", draft(mb))
    yield "check", mb, lambda: (f"/posts/{mb.write()['id']}/check", None)
    yield "submit", mb, lambda: (f"/posts/{mb.write()['id']}/submit", {})
    yield "withdraw", mb, lambda: (f"/posts/{post()['id']}/withdraw", {"reason": "x"})
    yield "approve", desk, lambda: approval(post())
    yield (
        "request-changes",
        desk,
        lambda: (f"/posts/{post()['id']}/request-changes", {"ground": "factual", "reason": "x"}),
    )
    yield "reject", desk, lambda: (f"/posts/{post()['id']}/reject", {"ground": "other", "reason": "x"})
    yield "claim", desk, lambda: (f"/posts/{post()['id']}/claim", None)
    yield "unclaim", desk, lambda: (f"/posts/{claimed()['id']}/unclaim", None)
    yield "cancel", mb, lambda: (f"/deliveries/{only(post())['id']}/cancel", {})
    yield "hold", desk, lambda: (f"/deliveries/{only(scheduled())['id']}/hold", {"reason": "x"})
    yield (
        "reschedule",
        desk,
        lambda: (f"/deliveries/{only(scheduled())['id']}/reschedule", {"due_at": soon()}),
    )
    yield "release", desk, lambda: on_delivery("release", held(), release)
    yield "take-down", lead, lambda: (f"/deliveries/{only(out())['id']}/take-down", {"reason": "x"})
    yield "/stops", desk, lambda: ("/stops", console)
    yield from steps_with_accounts(everyone("admin"))
    yield "lift", desk, lambda: (f"/stops/{stop()['id']}/lift", {"reason": "x"})


def steps_with_accounts(admin):
    def account():
        fields = {"name": "Neu", "email": f"{a_key()}@redaktion.example"}
        return admin.post("/users", fields).json()["id"]

    def locked():
        user_id = account()
        admin.post(f"/users/{user_id}/lock", {"reason": "x"})
        return user_id

    role = {"organisation": "MB", "role": "ministry_editor"}
    yield "/services", admin, lambda: ("/services", {"name": "Dienst", "owner_id": account()})
    yield "lock", admin, lambda: (f"/users/{account()}/lock", {"reason": "x"})
    yield "unlock", admin, lambda: (f"/users/{locked()}/unlock", {"reason": "x"})
    yield "/memberships", admin, lambda: ("/memberships", role | {"user_id": account()})


def approval(row):
    return f"/posts/{row['id']}/approve", {"revision_sha256": row["revision"]["sha256"]}


def on_delivery(verb, row, body):
    return f"/deliveries/{only(row)['id']}/{verb}", body(row)


def test_an_image_handed_in_twice_with_one_key_is_one_image(everyone):
    mb, key = everyone("mb"), a_key()
    first = mb.upload(key=key, alt="Ein Tablet")
    before = fingerprint()
    same(first, mb.upload(key=key, alt="Ein Tablet"))
    assert fingerprint() == before
    assert_problem(mb.upload(key=key, alt="Zwei Tablets"), 422, "idempotency-key-reused")
    assert_problem(mb.upload(picture("PNG"), key=key, alt="Ein Tablet"), 422, "idempotency-key-reused")


def test_a_key_belongs_to_one_request(everyone):
    mb, key = everyone("mb"), a_key()
    post = mb.post("/posts", draft(mb), key=key).json()
    assert_problem(mb.post("/posts", draft(mb, title="Anders"), key=key), 422, "idempotency-key-reused")
    assert_problem(mb.post(f"/posts/{post['id']}/check", key=key), 422, "idempotency-key-reused")
    other = everyone("mb.lead").post("/posts", draft(mb), key=key)
    assert (other.status_code, other.json()["id"] != post["id"]) == (201, True)


@pytest.mark.parametrize("key", ["", "x" * 201])
def test_a_key_has_bounds(everyone, key):
    mb = everyone("mb")
    headers = mb.headers | {"Idempotency-Key": key}
    told = assert_problem(mb.client.post(f"{API}/posts", json=draft(mb), headers=headers), 422)
    assert told["issues"][0]["field"] == "Idempotency-Key"


def test_an_error_is_not_kept(everyone):
    mb, key = everyone("mb"), a_key()
    post = mb.write(channels=())
    path = f"/posts/{post['id']}/submit"
    before = count_rows()
    assert_problem(mb.post(path, {}, key=key), 422, "delivery-missing")
    assert_problem(mb.post("/posts", draft(mb, text=""), key=key), 422)
    assert count_rows() == before
    rows = draft(mb)["deliveries"]
    mb.patch(f"/posts/{post['id']}", {"deliveries": rows})
    assert mb.post(path, {}, key=key).status_code == 200


def test_a_request_that_still_runs_is_said_to(everyone):
    mb, key = everyone("mb"), a_key()
    user_id = mb.get("/me").json()["id"]
    with db.transaction() as session:
        session.execute(
            text("select pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": f"{user_id}/{key}"}
        )
        assert_problem(mb.post("/posts", draft(mb), key=key), 409, "idempotency-running")
        assert mb.post("/posts", draft(mb), key=a_key()).status_code == 201
    assert mb.post("/posts", draft(mb), key=key).status_code == 201


@pytest.mark.req("LI-04")
def test_twenty_equal_requests_at_once_have_one_effect(everyone):
    mb, key = everyone("mb"), a_key()
    body = draft(mb, title="Zwanzigmal")
    start = Barrier(20)

    def ask(_number):
        start.wait()
        return mb.post("/posts", body, key=key)

    with ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(ask, range(20)))
    done = [answer for answer in answers if answer.status_code == 201]
    assert done
    assert len({answer.content for answer in done}) == 1
    for answer in answers:
        if answer.status_code != 201:
            assert_problem(answer, 409, "idempotency-running")
    assert fetch("select count(*) from revision where title = 'Zwanzigmal'") == [(1,)]
    same(done[0], mb.post("/posts", body, key=key))


@pytest.mark.req("LI-04")
@pytest.mark.parametrize("verb", ["submit", "approve", "release", "take-down"])
def test_what_becomes_public_needs_a_key(everyone, verb):
    person, path, body = made(everyone, verb)
    before = fingerprint()
    answer = person.client.post(API + path, json=body, headers=person.headers)
    assert "Idempotency-Key" in assert_problem(answer, 400, "idempotency-key-required")["detail"]
    assert_problem(person.client.post(API + path, content=b"{", headers=person.headers), 400)
    assert_problem(person.client.post(API + path, json=body), 401)
    assert fingerprint() == before


@pytest.mark.req("LI-04")
@pytest.mark.parametrize(
    ("verb", "event", "times"),
    [
        ("submit", "post.submit", 1),
        ("approve", "post.approve", 1),
        ("release", "delivery.approve", 2),  # once before it was held
        ("take-down", "delivery.take_down", 1),
    ],
)
def test_twenty_equal_verbs_at_once_are_one(everyone, verb, event, times):
    person, path, body = made(everyone, verb)
    key, start = a_key(), Barrier(20)

    def ask(_number):
        start.wait()
        return person.post(path, body, key=key)

    with ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(ask, range(20)))
    done = [answer.content for answer in answers if answer.status_code == 200]
    assert len(set(done)) == 1
    for answer in answers:
        if answer.status_code != 200:
            assert_problem(answer, 409, "idempotency-running")
    told = [row["action"] for row in person.get(timeline_of(path)).json()["items"]]
    assert told.count(event) == times


def made(everyone, verb):
    """Somebody, a path and a body with which the verb works."""
    for name, person, make in steps(everyone):
        if name == verb:
            return person, *make()
    raise AssertionError(verb)


def timeline_of(path):
    _, thing, row_id, _ = path.split("/")
    if thing == "deliveries":
        ((row_id,),) = fetch("select post_id from variant where id = :id", id=row_id)
    return f"/posts/{row_id}/timeline"
