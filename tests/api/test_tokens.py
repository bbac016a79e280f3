"""API tokens: shown once, short-lived, for what their scopes name, never more than the account may, never deciding."""

from datetime import datetime, timedelta
from hashlib import sha256

import pytest
import structlog
from sqlalchemy.exc import IntegrityError
from uuid_utils.compat import uuid7

from app import db
from app.models import Membership, Organisation, User
from app.models.user import Role, TokenScope
from tests.api.parts import abilities, assert_problem, count_rows_with, fetch, only, run
from tests.factories import API, Program, soon

EVERY_SCOPE = [scope.value for scope in TokenScope]
OPEN = {
    ("GET", "/organisations"): "register:read",
    ("GET", "/channels"): "register:read",
    ("GET", "/channels/{channel_id}"): "register:read",
    ("GET", "/posts"): "posts:read",
    ("POST", "/media"): "posts:write",
    ("GET", "/media/{media_id}"): "posts:read",
    ("GET", "/media/{media_id}/file"): "posts:read",
    ("GET", "/posts/{post_id}"): "posts:read",
    ("GET", "/posts/{post_id}/revisions"): "posts:read",
    ("GET", "/posts/{post_id}/timeline"): "posts:read",
    ("GET", "/posts/{post_id}/diff"): "posts:read",
    ("GET", "/grounds"): "register:read",
    ("POST", "/posts/{post_id}/check"): "posts:read",
    ("POST", "/check"): "posts:read",
    ("GET", "/reports/channels"): "register:read",
    ("GET", "/deliveries"): "posts:read",
    ("GET", "/deliveries/{delivery_id}"): "posts:read",
    ("POST", "/posts"): "posts:write",
    ("PATCH", "/posts/{post_id}"): "posts:write",
    ("POST", "/posts/{post_id}/submit"): "posts:submit",
}
"""Everything that a token may call. A route that is not named here refuses every token."""
PUBLIC = {("POST", "/auth/token"), ("POST", "/auth/forgotten"), ("POST", "/auth/link")}
PUBLIC |= {("POST", "/press-connections/{connection_id}/events")}
PUBLIC |= {("GET", "/directory"), ("GET", "/directory/check")}


def ask_for(person, **fields):
    days = fields.pop("days", 30)
    content = {"name": "Fachverfahren", "scopes": EVERY_SCOPE, "expires_at": soon(days * 86400)}
    return person.post("/tokens", content | fields)


def token_of(person, **fields):
    answer = ask_for(person, **fields)
    assert answer.status_code == 201, answer.text
    return answer.json()


def program(person, **fields):
    """Somebody who speaks with a new token of the person."""
    return Program(person.client, token_of(person, **fields)["token"])


def make_service(owner, organisation="MB"):
    """A service account that the person with this address answers for."""
    with db.transaction() as session:
        person = session.query(User).filter_by(email=f"{owner}@redaktion.example").one()
        home = session.query(Organisation).filter_by(abbreviation=organisation).one()
        service = User(name="Fachverfahren", owner_id=person.id, person_id=person.person_id, is_demo=True)
        service.memberships.append(Membership(organisation_id=home.id, role=Role.SERVICE))
        session.add(service)
        session.flush()
        return str(service.id)


def routes():
    from app.main import create_app

    paths = create_app().openapi()["paths"]
    return {
        (method.upper(), path.removeprefix(API)): operation.get("x-token-scope")
        for path, ways in paths.items()
        if path.startswith(API)
        for method, operation in ways.items()
    }


@pytest.mark.req("TK-01")
def test_a_token_is_shown_once_and_kept_as_a_hash_only(everyone):
    mb = everyone("mb")
    answer = ask_for(mb, scopes=["posts:read"])
    told = answer.json()
    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    assert told["token"].startswith("rdt_")
    assert len(told["token"]) == 4 + 43, "256 bit in base64"
    assert (told["organisation"], told["scopes"], told["is_service"]) == ("MB", ["posts:read"], False)
    (shown,) = (row for row in mb.get("/tokens").json()["items"] if row["id"] == told["id"])
    assert "token" not in shown
    assert shown == {name: value for name, value in told.items() if name != "token"}
    assert count_rows_with(told["token"]) == 0
    hashed = sha256(told["token"].encode()).hexdigest()
    assert count_rows_with(hashed) == 1


@pytest.mark.req("TK-02")
def test_a_token_lives_ninety_days_at_most(everyone):
    mb = everyone("mb")
    assert ask_for(mb, days=89.9).status_code == 201
    assert_problem(ask_for(mb, days=90.1), 422, "token-life")
    assert_problem(ask_for(mb, days=-1), 422, "time.past")
    assert_problem(mb.post("/tokens", {"name": "x", "scopes": ["posts:read"]}), 422, "missing")
    with pytest.raises(IntegrityError, match="ninety_days"):
        run("update api_token set expires_at = created_at + interval '91 days'")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"scopes": []}, "scopes"),
        ({"scopes": ["posts:approve"]}, "scopes.0"),
        ({"scopes": ["*"]}, "scopes.0"),
        ({"name": " "}, "name"),
        ({"organisation": "MW"}, "organisation"),
        ({"organisation": "Hogwarts"}, "organisation"),
        ({"service_id": "01890000-0000-7000-8000-000000000000"}, "service_id"),
        ({"user_id": "01890000-0000-7000-8000-000000000000"}, "user_id"),
    ],
)
def test_a_token_that_cannot_be_is_refused(everyone, fields, field):
    told = assert_problem(ask_for(everyone("mb"), **fields), 422)
    assert [issue["field"] for issue in told["issues"]] == [field]


@pytest.mark.req("TK-02")
def test_a_token_ends_when_it_expires_is_revoked_or_its_account_is_locked(everyone):
    mb = everyone("mb")
    first, second, third = (token_of(mb) for _ in range(3))
    one, two, three = (Program(mb.client, row["token"]) for row in (first, second, third))
    assert [who.get("/posts").status_code for who in (one, two, three)] == [200] * 3
    assert mb.delete(f"/tokens/{first['id']}").status_code == 204
    assert_problem(one.get("/posts"), 401, "not-signed-in")
    assert mb.delete(f"/tokens/{first['id']}").status_code == 204
    run("update api_token set expires_at = now() where id = :id", id=second["id"])
    assert_problem(two.get("/posts"), 401, "not-signed-in")
    run("update \"user\" set locked_at = now() where email = 'mb@redaktion.example'")
    assert_problem(three.get("/posts"), 401, "not-signed-in")
    run("update \"user\" set locked_at = null where email = 'mb@redaktion.example'")
    assert three.get("/posts").status_code == 200
    events = fetch("select action from event where object_id = :id order by id", id=first["id"])
    assert events == [("token.create",), ("token.revoke",)]


@pytest.mark.req("TK-03")
def test_what_a_token_may_call_is_a_closed_list(everyone):
    declared = routes()
    assert {route: scope for route, scope in declared.items() if scope} == OPEN
    mb = everyone("mb")
    with_all = program(mb)
    for (method, path), scope in declared.items():
        if (method, path) in PUBLIC:
            continue
        address = path.replace("{", "").replace("}", "")
        for name in ("post_id", "delivery_id", "channel_id", "stop_id", "token_id", "media_id"):
            address = address.replace(name, str(uuid7()))
        answer = with_all.ask(method, address)
        if scope is None:
            assert_problem(answer, 403, "token-not-allowed")
            continue
        assert answer.status_code in {200, 400, 404, 415, 422}, (method, path, answer.text)
        others = [value for value in EVERY_SCOPE if value != scope]
        without = program(mb, scopes=others).ask(method, address)
        assert scope in assert_problem(without, 403, "token-scope-missing")["detail"]


@pytest.mark.req("TK-03")
def test_no_token_approves_or_sees_that_it_could(everyone):
    mb, desk = everyone("mb"), everyone("desk1")
    post = mb.submit(mb.write())
    by_token = program(desk)
    body = {"revision_sha256": post["revision"]["sha256"]}
    assert_problem(by_token.post(f"/posts/{post['id']}/approve", body), 403, "token-not-allowed")
    assert not any(abilities(by_token.read(post)).values())
    assert abilities(desk.read(post))["approve"]


@pytest.mark.req("TK-04")
def test_a_token_counts_in_the_header_only_and_is_not_logged(visitor, everyone, monkeypatch, capsys):
    token = token_of(everyone("mb"))["token"]
    monkeypatch.setattr("app.envelope._log", structlog.get_logger())
    structlog.configure(logger_factory=structlog.WriteLoggerFactory())
    for parameter in ("access_token", "token", "authorization"):
        assert_problem(visitor.get(f"{API}/posts", params={parameter: token}), 401, "not-signed-in")
        assert_problem(visitor.post(f"{API}/posts", json={parameter: token}), 401, "not-signed-in")
        assert_problem(visitor.post(f"{API}/posts", data={parameter: token}), 401, "not-signed-in")
        assert_problem(visitor.get(f"{API}/posts", headers={"Cookie": f"{parameter}={token}"}), 401)
    assert visitor.get(f"{API}/posts/{token}").status_code == 401
    told = capsys.readouterr().out
    assert "request.answered" in told
    assert token not in told


@pytest.mark.req("TK-02")
def test_the_last_use_is_seen_and_written_once_a_minute(everyone):
    mb = everyone("mb")
    row = token_of(mb)

    def last_used():
        (shown,) = (entry for entry in mb.get("/tokens").json()["items"] if entry["id"] == row["id"])
        return shown["last_used_at"]

    assert last_used() is None
    by_token = Program(mb.client, row["token"])
    assert_problem(by_token.post("/stops", {"scope": "all", "reason": "x"}), 403, "token-not-allowed")
    first = last_used()
    assert datetime.fromisoformat(first)
    by_token.get("/posts")
    assert last_used() == first
    run(
        "update api_token set last_used_at = last_used_at - interval '61 seconds' where id = :id",
        id=row["id"],
    )
    by_token.get("/posts")
    assert datetime.fromisoformat(last_used()) - datetime.fromisoformat(first) < timedelta(minutes=1)
    assert last_used() > first


@pytest.mark.req("TK-02")
def test_a_tokens_rights_are_todays_rights_of_its_account(everyone):
    lead = everyone("ms.lead")
    by_token = program(lead)
    post = by_token.write("MS")
    assert by_token.read(post)["author"] == lead.get("/me").json()["name"]
    move = "update membership set valid_to = {} from \"user\" u where u.id = user_id and email = 'ms.lead@redaktion.example'"
    run(move.format("current_date - 1"))
    assert_problem(by_token.get(f"/posts/{post['id']}"), 404, "not-found")
    assert_problem(by_token.post("/posts", draft("MS")), 403, "not-allowed")
    run(move.format("null"))
    assert by_token.read(post)["id"] == post["id"]


def draft(organisation):
    return {"organisation": organisation, "title": "T", "text": "T", "deliveries": []}


@pytest.mark.req("TK-02")
def test_a_token_stays_in_its_organisation(everyone):
    mj = everyone("mj")
    with db.transaction() as session:
        user = session.query(User).filter_by(email="mj@redaktion.example").one()
        home = session.query(Organisation).filter_by(abbreviation="LVwA").one()
        user.memberships.append(Membership(organisation_id=home.id, role=Role.MINISTRY_EDITOR))
    assert_problem(ask_for(mj), 422, "missing")
    by_token = program(mj, organisation="LVwA")
    assert mj.post("/posts", draft("MJ")).status_code == 201
    assert by_token.post("/posts", draft("LVwA")).status_code == 201
    assert_problem(by_token.post("/posts", draft("MJ")), 403, "not-allowed")


def test_making_a_token_needs_a_recent_sign_in(everyone):
    mi = everyone("mi")
    run(
        "update sign_in s set issued_at = issued_at - interval '301 seconds' from \"user\" u where u.id = user_id and email = 'mi@redaktion.example'"
    )
    assert_problem(ask_for(mi), 403, "reauth-required")
    assert mi.get("/tokens").json()["items"] == []


def test_a_service_writes_and_submits_and_sees_only_its_own(everyone):
    mb, lead = everyone("mb"), everyone("mb.lead")
    service = make_service("mb")
    of_others = mb.write()
    by_service = program(mb, service_id=service)
    post = by_service.write()
    assert post["author"] == "Fachverfahren"
    assert [row["id"] for row in by_service.get("/posts").json()["items"]] == [post["id"]]
    assert_problem(by_service.get(f"/posts/{of_others['id']}"), 404, "not-found")
    assert_problem(by_service.patch(f"/posts/{post['id']}", {"title": "Anders"}), 403, "not-allowed")
    assert_problem(by_service.post("/posts", draft("MW")), 403, "not-allowed")
    assert_problem(
        program(mb, service_id=service, scopes=["posts:write"]).post(f"/posts/{post['id']}/submit"),
        403,
        "token-scope-missing",
    )
    assert by_service.submit(post)["state"] == "submitted"
    assert lead.read(post)["author"] == "Fachverfahren"


@pytest.mark.req("FE-01")
def test_nobody_approves_what_their_own_service_wrote(everyone):
    desk, other = everyone("desk1"), everyone("desk2")
    post = program(desk, service_id=make_service("desk1", "StK")).write("StK")
    submitted = desk.submit(post)
    body = {"revision_sha256": submitted["revision"]["sha256"]}
    assert_problem(desk.post(f"/posts/{post['id']}/approve", body), 409, "four-eyes")
    assert only(other.approve(submitted))["state"] == "waiting"


@pytest.mark.req("TK-05")
def test_a_service_ends_with_its_owner(everyone):
    mw = everyone("mw")
    by_service = program(mw, service_id=make_service("mw", "MW"))
    move = "update membership set valid_to = {} from \"user\" u where u.id = user_id and email = 'mw@redaktion.example'"
    run(move.format("current_date - 1"))
    assert_problem(by_service.get("/posts"), 401, "not-signed-in")
    run(move.format("null"))
    assert by_service.get("/posts").status_code == 200
    run("update \"user\" set locked_at = now() where email = 'mw@redaktion.example'")
    assert_problem(by_service.get("/posts"), 401, "not-signed-in")
    run("update \"user\" set locked_at = null where email = 'mw@redaktion.example'")


def test_everybody_sees_their_own_tokens_and_admins_those_of_services(everyone):
    mb, lead, admin = everyone("mb"), everyone("mb.lead"), everyone("admin")
    own = token_of(mb)["id"]
    of_service = token_of(mb, service_id=make_service("mb"))["id"]

    def seen(person):
        return {row["id"] for row in person.get("/tokens", limit=100).json()["items"]}

    assert {own, of_service} <= seen(mb)
    assert seen(lead) & {own, of_service} == set()
    assert seen(admin) & {own, of_service} == {of_service}
    for person, row in ((lead, own), (lead, of_service), (admin, own)):
        assert_problem(person.delete(f"/tokens/{row}"), 404, "not-found")
    assert admin.delete(f"/tokens/{of_service}").status_code == 204
    assert_problem(ask_for(admin, service_id=make_service("mb")), 422, "service-unknown")


def test_tokens_come_page_by_page(everyone):
    mule = everyone("mule")
    made = [token_of(mule, name=f"Nr. {number}")["id"] for number in range(3)][::-1]
    page = mule.get("/tokens", limit=2).json()
    rest = mule.get("/tokens", limit=2, after=page["next"]).json()
    assert [row["id"] for row in page["items"] + rest["items"]] == made
    assert rest["next"] is None
