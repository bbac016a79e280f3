"""Signing in with a browser: cookies, the forms' tokens, and how it ends (SECURITY AU-06 to AU-11, BR-02, BR-03)."""

import re

import pytest
from sqlalchemy import text

from app import db
from tests.conftest import PASSWORD, environment
from tests.web.visitors import HTML, Visitor


def age(session, since):
    query = text("update sign_in set seen_at = now() - cast(:since as interval)")
    session.execute(query, {"since": since})


def test_somebody_signs_in_and_is_led_to_where_they_wanted(visitor):
    mb = visitor().look("/account")
    assert mb.page.url.path == "/sign-in"
    assert 'name="to" value="/account"' in mb.page.text
    mb.send("/sign-in", email="MB@redaktion.example ", password=PASSWORD, to="/account")
    assert mb.page.url.path == "/account"
    assert "Robin Demo (MB)" in mb.text
    assert "Redaktion, MB" in mb.text


@pytest.mark.parametrize(
    "to", ["https://anderswo.example/", "//anderswo.example", "/\\anderswo.example", "x"]
)
def test_nobody_is_led_elsewhere_by_signing_in(visitor, to):
    mb = visitor().look("/sign-in")
    mb.send("/sign-in", email="mb@redaktion.example", password=PASSWORD, to=to)
    assert (mb.page.url.host, mb.page.url.path) == ("testserver", "/")


@pytest.mark.req("AU-10")
@pytest.mark.parametrize("email", ["mb@redaktion.example", "niemand@redaktion.example", "kein\x00e adresse"])
def test_a_wrong_password_and_an_unknown_account_are_answered_alike(visitor, email):
    stranger = visitor().look("/sign-in").send("/sign-in", email=email, password="falsch")
    assert stranger.status == 401
    assert "Anmeldung nicht möglich. Bitte E-Mail-Adresse und Passwort prüfen." in stranger.text
    assert "session" not in stranger.client.cookies
    assert "Fehler: Anmeldung" in stranger.text


@pytest.mark.req("AU-10")
def test_trying_too_often_is_refused_with_the_time_to_wait(office, visitor, monkeypatch):
    monkeypatch.setenv("REDAKTION_SIGN_INS_PER_ACCOUNT", "2")
    from tests.conftest import forget

    forget()
    stranger = visitor().look("/sign-in")
    for _ in range(3):
        stranger.send("/sign-in", email="mb@redaktion.example", password="falsch")
    assert stranger.status == 429
    assert int(stranger.page.headers["Retry-After"]) > 0
    assert "Das waren zu viele Anfragen." in stranger.text


@pytest.mark.req("AU-06")
def test_the_cookie_is_new_with_each_sign_in_and_stored_as_a_hash_only(visitor):
    mb = visitor().look("/sign-in")
    mb.client.cookies.set("session", "rds_untergeschoben", domain="testserver.local", path="/")
    mb.send("/sign-in", email="mb@redaktion.example", password=PASSWORD)
    given = [cookie.value for cookie in mb.client.cookies.jar if cookie.name == "session"]
    assert "rds_untergeschoben" not in given[-1]
    with db.transaction() as session:
        rows = session.execute(text("select * from sign_in")).all()
    assert rows
    assert not any(given[-1] in str(value) for row in rows for value in row)


@pytest.mark.req("BR-02")
def test_cookies_are_out_of_reach_of_scripts_and_of_plain_http(client, visitor):
    set_by = visitor().look("/sign-in").page.headers["set-cookie"]
    assert "HttpOnly" in set_by
    assert "SameSite=lax" in set_by
    import os

    kept = {name[10:].lower(): value for name, value in os.environ.items() if name.startswith("REDAKTION_")}
    with environment(**kept | {"base_url": "https://redaktion.example"}):
        mb = Visitor(client)
        mb.client.base_url = "https://testserver"
        mb.look("/sign-in").send("/sign-in", email="mb@redaktion.example", password=PASSWORD)
        cookies = mb.page.history[0].headers.get_list("set-cookie")
    (session,) = [row for row in cookies if row.startswith("__Host-session=rds_")]
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=lax"} <= set(session.split("; "))
    assert "Domain" not in session


@pytest.mark.req("AU-07")
def test_a_browsers_sign_in_ends_after_half_an_hour_unused_and_not_before(visitor):
    mb = visitor("mb")
    for since, path in (("29 minutes 50 seconds", "/account"), ("30 minutes 1 second", "/sign-in")):
        with db.transaction() as session:
            age(session, since)
        assert mb.look("/account").page.url.path == path


@pytest.mark.req("AU-07")
def test_looking_at_a_page_keeps_the_sign_in_alive_and_ten_hours_end_it(visitor):
    mb = visitor("mb")
    with db.transaction() as session:
        age(session, "20 minutes")
    mb.look("/")
    with db.transaction() as session:
        assert session.execute(text("select now() - seen_at < interval '1 minute' from sign_in")).scalar_one()
        session.execute(text("update sign_in set expires_at = now()"))
    assert mb.look("/").page.url.path == "/sign-in"


@pytest.mark.req("AU-11")
def test_a_browsers_sign_in_opens_no_api_and_a_bearer_token_no_page(client, visitor, people):
    mb = visitor("mb")
    cookie = mb.client.cookies["session"]
    assert client.get("/api/v1/me", headers={"Authorization": f"Bearer {cookie}"}).status_code == 401
    assert mb.client.get("/api/v1/me").status_code == 401
    bearer = people("mb").headers["Authorization"].removeprefix("Bearer ")
    stranger = visitor()
    stranger.client.cookies.set("session", bearer)
    assert stranger.look("/account").page.url.path == "/sign-in"
    answer = stranger.client.get("/account", headers=people("mb").headers | HTML, follow_redirects=False)
    assert answer.status_code == 303


def test_signing_out_ends_this_sign_in_and_no_other(visitor):
    here, there = visitor("mb"), visitor("mb")
    here.send("/sign-out")
    assert here.page.url.path == "/sign-in"
    assert "Sie sind abgemeldet." in here.text
    assert here.look("/account").page.url.path == "/sign-in"
    assert there.look("/account").page.url.path == "/account"


def test_signing_out_everywhere_ends_browsers_and_programs(client, visitor, people):
    here, there, program, other = visitor("mb"), visitor("mb"), people("mb"), visitor("mw")
    here.look("/account")
    assert here.text.count("angemeldet seit") == 3
    here.send("/sign-out-everywhere")
    assert "Sie sind überall abgemeldet" in here.text
    for person in (here, there):
        assert person.look("/").page.url.path == "/sign-in"
    assert program.get("/me").status_code == 401
    assert other.look("/").page.url.path == "/"
    with db.transaction() as session:
        told = session.execute(text("select body from event where action = 'user.sign_out'")).scalar_one()
    assert told == {"sign_ins": 3}


@pytest.mark.req("BR-03")
@pytest.mark.parametrize(
    "said",
    [
        {"form_token": ""},
        {"form_token": "0" * 64},
        {"headers": {"Origin": "https://anderswo.example"}},
        {"headers": {"Sec-Fetch-Site": "cross-site"}},
    ],
)
def test_a_form_of_somebody_else_changes_nothing(visitor, said):
    mb = visitor("mb")
    token = re.search(r'name="form_token" value="([^"]*)"', mb.page.text)[1]
    answer = mb.client.post(
        "/sign-out",
        data={"form_token": said.get("form_token", token)},
        headers=HTML | said.get("headers", {}),
    )
    assert answer.status_code == 403
    assert "Dieses Formular ist nicht mehr gültig" in answer.text
    assert mb.look("/account").page.url.path == "/account"


@pytest.mark.req("BR-03")
def test_nobody_is_signed_in_by_somebody_elses_form(visitor):
    stranger = visitor()
    stranger.send("/sign-in", email="mb@redaktion.example", password=PASSWORD)
    assert stranger.status == 403
    assert "session" not in stranger.client.cookies
    stranger.send("/sign-in", email="mb@redaktion.example", password=PASSWORD)
    assert stranger.page.url.path == "/", "the page shown with the refusal brings a token of its own"


@pytest.mark.req("BR-01")
@pytest.mark.parametrize("path", ["/", "/sign-in", "/account", "/gibt-es-nicht", "/static/desk.css"])
def test_every_page_and_error_for_those_who_work_here_carries_the_security_headers(visitor, path):
    headers = visitor("mb").look(path).page.headers
    for name in ("Strict-Transport-Security", "X-Content-Type-Options", "Referrer-Policy"):
        assert headers[name]
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_what_is_not_there_is_said_in_german_to_people_and_as_a_problem_to_machines(client, visitor):
    page = visitor("mb").look("/gibt-es-nicht")
    assert page.status == 404
    assert "Das gibt es nicht, oder es ist für Sie nicht einsehbar." in page.text
    assert client.get("/api/v1/gibt-es-nicht").json()["key"] == "not-found"
    assert client.get("/gibt-es-nicht").json()["key"] == "not-found"
