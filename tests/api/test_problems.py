"""Every refusal is a problem with the same members (RFC 9457), and tells no more than it should."""

import json

import pytest
from sqlalchemy.exc import DataError, OperationalError

from app.api import problems
from tests.api.parts import assert_problem
from tests.factories import API, soon

DEEP = "[" * 50_000 + "]" * 50_000


def body(everyone, **changes):
    mb = everyone("mb")
    return {
        "organisation": "MB",
        "title": "Titel",
        "text": "Text",
        "deliveries": [{"channel_id": mb.channel("Landesportal"), "proposed_at": soon()}],
    } | changes


def send(everyone, content, content_type="application/json"):
    mb = everyone("mb")
    return mb.client.post(
        f"{API}/posts", content=content, headers=mb.headers | {"Content-Type": content_type}
    )


@pytest.mark.parametrize(
    "path", ["/me", "/organisations", "/channels", "/posts", "/queue", "/deliveries", "/stops"]
)
def test_nobody_reads_without_signing_in(visitor, path):
    answer = visitor.get(API + path)
    assert_problem(answer, 401, "not-signed-in")
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("value", ["Bearer", "Bearer ", "Bearer rds_falsch", "Basic bWI6eA==", "rds_falsch"])
def test_nobody_signs_in_with_another_header(visitor, value):
    assert_problem(visitor.get(f"{API}/me", headers={"Authorization": value}), 401, "not-signed-in")


def test_unknown_paths_are_problems(visitor, everyone):
    assert_problem(visitor.get("/nirgends"), 404, "not-found")
    assert_problem(visitor.get(f"{API}/nirgends"), 404, "not-found")
    assert_problem(everyone("mb").get("/nirgends"), 404, "not-found")


def test_wrong_methods_are_problems_that_name_the_right_ones(everyone):
    mb = everyone("mb")
    answer = mb.client.put(f"{API}/queue", headers=mb.headers)
    assert_problem(answer, 405, "method-not-allowed")
    assert answer.headers["allow"] == "GET"


def test_a_missing_right_is_a_problem(everyone):
    post = everyone("mb").submit(everyone("mb").write())
    answer = everyone("mb").post(
        f"/posts/{post['id']}/approve", {"revision_sha256": post["revision"]["sha256"]}
    )
    assert_problem(answer, 403, "not-allowed")


@pytest.mark.parametrize("size", [300_000, 10_000_000])
def test_a_body_that_is_announced_too_large_is_refused(everyone, size):
    told = assert_problem(send(everyone, b" " * size), 413, "too-large")
    assert str(problems.LARGEST_BODY) in told["detail"]


def test_a_body_that_turns_out_too_large_is_refused(everyone):
    chunks = (b" " * 30_000 for _ in range(10))
    told = assert_problem(send(everyone, chunks), 413, "too-large")
    assert str(problems.LARGEST_BODY) in told["detail"]


def test_a_body_too_large_has_no_effect_where_no_body_is_read(everyone):
    desk = everyone("desk1")
    post = everyone("mb").submit(everyone("mb").write())
    answer = desk.client.post(f"{API}/posts/{post['id']}/claim", content=b" " * 300_000, headers=desk.headers)
    assert_problem(answer, 413, "too-large")
    assert desk.read(post)["claim"] is None


@pytest.mark.parametrize(
    "content",
    [
        b'{"title": ',
        b"\xff\xfe\x00",
        b'{"title": "\xe4"}',
        DEEP.encode(),
        b'{"a":' * 20_000,
        b"9" * 5000,
        b'{"window_s": ' + b"9" * 5000 + b"}",
        b"",
        b"nichts",
    ],
    ids=["cut", "utf-16", "latin-1", "deep", "deep-and-cut", "number", "field", "empty", "word"],
)
def test_what_is_no_json_is_refused(everyone, content):
    assert_problem(send(everyone, content), 422)


def test_malformed_json_is_called_malformed(everyone):
    assert_problem(send(everyone, b'{"title": '), 422, "malformed")
    assert_problem(send(everyone, DEEP.encode()), 422, "malformed")
    assert_problem(send(everyone, b'{"title": "\xe4"}'), 422, "malformed")


def test_json_without_its_content_type_is_refused_with_a_hint(everyone):
    content = json.dumps(body(everyone)).encode()
    told = assert_problem(send(everyone, content, "application/x-www-form-urlencoded"), 422)
    assert "application/json" in told["detail"]


@pytest.mark.parametrize(
    "name", ["state", "approved_by", "responsible_ministry", "revision", "id", "body", "\ud800", "x" * 9000]
)
@pytest.mark.req("AZ-03")
def test_unknown_fields_are_refused(everyone, name):
    told = assert_problem(send(everyone, json.dumps(body(everyone, **{name: "x"})).encode()), 422)
    assert len(told["issues"]) == 1
    assert len(told["issues"][0]["field"]) <= 200


@pytest.mark.req("AZ-03")
def test_unknown_fields_are_refused_in_every_body(everyone):
    mb, desk = everyone("mb"), everyone("desk1")
    post = mb.submit(mb.write())
    delivery = post["deliveries"][0]["id"]
    good = {
        f"/posts/{post['id']}/submit": {"neutrality_declared": True},
        f"/posts/{post['id']}/withdraw": {"reason": "x"},
        f"/posts/{post['id']}/approve": {"revision_sha256": post["revision"]["sha256"]},
        f"/posts/{post['id']}/request-changes": {"ground": "factual", "reason": "x"},
        f"/posts/{post['id']}/reject": {"ground": "other", "reason": "x"},
        f"/deliveries/{delivery}/reschedule": {"due_at": soon()},
        f"/deliveries/{delivery}/cancel": {"reason": "x"},
        f"/deliveries/{delivery}/hold": {"reason": "x"},
        f"/deliveries/{delivery}/release": {"revision_sha256": post["revision"]["sha256"], "due_at": soon()},
        f"/deliveries/{delivery}/take-down": {"reason": "x"},
        "/stops": {"scope": "all", "reason": "x"},
        f"/stops/{delivery}/lift": {"reason": "x"},
        "/auth/token": {"email": "mb@redaktion.example", "password": "x"},
    }
    for path, content in good.items():
        told = assert_problem(desk.post(path, content | {"state": "sent"}), 422, "unknown-field")
        assert [issue["field"] for issue in told["issues"]] == ["state"], path
    for name in ("state", "urgent", "organisation", "due_at", "revision_sha256"):
        answer = mb.patch(f"/posts/{post['id']}", {name: "x"})
        assert_problem(answer, 422, "unknown-field")
    assert mb.read(post)["state"] == "submitted"


def test_thousands_of_unknown_fields_do_not_make_an_endless_answer(everyone):
    answer = send(everyone, json.dumps({f"feld{number}": 1 for number in range(10_000)}).encode())
    assert len(assert_problem(answer, 422)["issues"]) <= 50


def test_issues_name_the_dotted_field(everyone):
    content = body(everyone, title=7)
    content["deliveries"][0]["proposed_at"] = "morgen"
    told = assert_problem(everyone("mb").post("/posts", content), 422, "invalid")
    assert {issue["field"]: issue["key"] for issue in told["issues"]} == {
        "title": "string-type",
        "deliveries.0.proposed_at": "time.invalid",
    }


@pytest.mark.parametrize(
    ("typed", "key", "choices"),
    [
        ("2099-03-29T02:30:00", "time.missing", ["2099-03-29T01:30:00+01:00", "2099-03-29T03:30:00+02:00"]),
        ("2099-10-25T02:30:00", "time.doubled", ["2099-10-25T02:30:00+02:00", "2099-10-25T02:30:00+01:00"]),
    ],
)
def test_an_hour_that_is_missing_or_doubled_comes_with_two_choices(everyone, typed, key, choices):
    content = body(everyone)
    content["deliveries"][0]["proposed_at"] = typed
    told = assert_problem(everyone("mb").post("/posts", content), 422, key)
    (issue,) = told["issues"]
    assert (issue["field"], issue["key"]) == ("deliveries.0.proposed_at", key)
    assert issue["context"]["choices"] == choices
    for choice in choices:
        content["deliveries"][0]["proposed_at"] = choice
        assert everyone("mb").post("/posts", content).status_code == 201


@pytest.mark.parametrize(
    "typed",
    [
        "2099-03-01",
        "20990301T100000",
        "2099-W09-1",
        "10:00",
        "gestern",
        "2099-02-30T10:00:00Z",
        "",
        5,
        None,
        True,
        "2099-03-01T24:00:00Z",
        "2099-03-01T10:00:60Z",
        "0001-01-01T00:00:00",
        "9999-12-31T23:59:59Z",
        "2099-03-01T10:00:00+25:00",
        "２０９９-03-01T10:00:00Z",
        "2099-03-01T10:00:00\x00",
        "9" * 400,
    ],
)
def test_what_is_no_moment_is_refused(everyone, typed):
    content = body(everyone)
    content["deliveries"][0]["proposed_at"] = typed
    told = assert_problem(everyone("mb").post("/posts", content), 422)
    assert told["issues"][0]["field"] == "deliveries.0.proposed_at"


@pytest.mark.parametrize(
    ("typed", "instant"),
    [
        ("2099-03-01T10:00", "2099-03-01T09:00:00Z"),
        ("2099-07-01T10:00:00", "2099-07-01T08:00:00Z"),
        ("2099-07-01 10:00:00", "2099-07-01T08:00:00Z"),
        ("2099-03-01t10:00:00z", "2099-03-01T10:00:00Z"),
        ("2099-03-01T10:00:00-05:00", "2099-03-01T15:00:00Z"),
        ("2099-03-01T10:00:00.250Z", "2099-03-01T10:00:00.250000Z"),
        ("2099-10-25T03:00:00", "2099-10-25T02:00:00Z"),
        ("2096-02-29T12:00:00", "2096-02-29T11:00:00Z"),
    ],
)
def test_a_time_without_offset_is_berlin_wall_time(everyone, typed, instant):
    post = everyone("mb").write(at=typed)
    assert post["deliveries"][0]["proposed_at"] == instant


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/posts?state=fertig", "state"),
        ("/posts?channel=keiner", "channel"),
        ("/posts?q=%00", "q"),
        ("/posts?organisation=%00", "organisation"),
        ("/posts?limit=101", "limit"),
        ("/posts?limit=99999999999999999999999", "limit"),
        ("/channels?platform=%00", "platform"),
        ("/channels?organisation=%00", "organisation"),
        ("/channels?scope=fremd", "scope"),
        ("/channels?state=weg", "state"),
        ("/deliveries?state=fertig", "state"),
        ("/deliveries?from=morgen", "from"),
        ("/deliveries?until=2099-03-29T02:30:00", "until"),
        ("/posts/keiner", "post_id"),
        ("/channels/%00", "channel_id"),
    ],
)
def test_a_filter_that_cannot_be_read_is_named(everyone, path, field):
    mb = everyone("mb")
    told = assert_problem(mb.client.get(API + path, headers=mb.headers), 422)
    assert told["issues"][0]["field"] == field


@pytest.mark.req("AC-07")
def test_a_crash_tells_nothing(everyone, monkeypatch):
    import app.api.routes.posts as routes

    def crash(*_args, **_named):
        raise RuntimeError("geheim")

    monkeypatch.setattr(routes, "list_posts", crash)
    answer = everyone("mb").get("/posts")
    told = assert_problem(answer, 500, "internal")
    assert "geheim" not in answer.text
    assert told["issues"] == []


def test_a_database_that_is_away_is_said_without_detail(everyone, monkeypatch):
    import app.api.routes.posts as routes

    def refuse(*_args, **_named):
        raise OperationalError("select geheim", {}, Exception("geheim"))

    def fail(*_args, **_named):
        raise DataError("select geheim", {}, Exception("geheim"))

    for crash, status, key in ((refuse, 503, "busy"), (fail, 500, "internal")):
        monkeypatch.setattr(routes, "list_posts", crash)
        answer = everyone("mb").get("/posts")
        assert_problem(answer, status, key)
        assert "geheim" not in answer.text
