"""API tokens of one's own on a page: shown once, revoked at any time, made after a fresh sign-in only."""

import re
from datetime import timedelta

from app import clock, db
from app.models import Membership, Organisation, User
from app.models.user import Role
from tests.factories import Program

TOKEN = re.compile(r"rdt_[\w-]{43}")


def in_days(days):
    return (clock.today() + timedelta(days=days)).isoformat()


def make(person, **fields):
    content = {"name": "Fachverfahren", "scopes": ["posts:read"], "last_day": in_days(30)}
    return person.look("/account/tokens").send("/account/tokens", **content | fields)


def test_a_token_is_shown_once_works_and_is_good_for_nothing_once_revoked(visitor, client, people):
    mb = visitor("mb")
    make(mb)
    assert mb.status == 200
    assert "no-store" in mb.page.headers["cache-control"]
    (token,) = TOKEN.findall(mb.page.text)
    program = Program(client, token)
    assert program.get("/posts").status_code == 200
    assert program.get("/channels").status_code == 403, "its scope does not name that"
    mb.look("/account/tokens")
    assert not TOKEN.search(mb.page.text)
    assert "Fachverfahren" in mb.text
    assert "Beiträge lesen – MB" in mb.text
    (row,) = people("mb").get("/tokens").json()["items"]
    mb.send(f"/account/tokens/{row['id']}/revoke")
    assert "Das Token ist widerrufen" in mb.text
    assert "Widerrufen:" not in mb.text
    assert program.get("/posts").status_code == 401


def test_what_is_missing_or_too_long_is_said_at_its_field_and_what_was_entered_stays(visitor, people):
    mb = visitor("mb")
    make(mb, scopes=[])
    assert mb.status == 422
    assert 'href="#scopes"' in mb.page.text
    assert 'value="Fachverfahren"' in mb.page.text
    make(mb, name=" ")
    assert 'href="#name"' in mb.page.text
    assert re.search(r'value="posts:read" checked', mb.page.text)
    make(mb, last_day=in_days(120))
    assert 'href="#last_day"' in mb.page.text
    assert "höchstens 90 Tage" in mb.text
    make(mb, last_day="bald")
    assert 'href="#last_day"' in mb.page.text
    assert people("mb").get("/tokens").json()["items"] == []


def test_a_sign_in_that_is_not_fresh_makes_no_token(visitor, people, force):
    mb = visitor("mb").look("/account/tokens")
    force("update sign_in set issued_at = now() - interval '6 minutes'")
    mb.send("/account/tokens", name="Später", scopes=["posts:read"], last_day=in_days(3))
    assert mb.page.url.path == "/sign-in"
    assert "Dafür ist eine frische Anmeldung nötig" in mb.text
    assert people("mb").get("/tokens").json()["items"] == []


def test_nobody_revokes_or_sees_the_token_of_somebody_else(visitor, people):
    make(visitor("mb"))
    (row,) = people("mb").get("/tokens").json()["items"]
    mw = visitor("mw").look("/account/tokens")
    assert "Noch gibt es kein Token." in mw.text
    assert mw.send(f"/account/tokens/{row['id']}/revoke").status == 404
    assert people("mb").get("/tokens").json()["items"][0]["revoked_at"] is None


def test_whoever_holds_roles_in_several_organisations_says_for_which_one_a_token_is(visitor, people):
    with db.transaction() as own:
        user = own.query(User).filter_by(email="mb@redaktion.example").one()
        other = own.query(Organisation).filter_by(abbreviation="MW").one()
        own.add(Membership(user_id=user.id, organisation_id=other.id, role=Role.MINISTRY_EDITOR))
    mb = visitor("mb")
    make(mb)
    assert 'href="#organisation"' in mb.page.text
    make(mb, organisation="MW")
    assert TOKEN.search(mb.page.text)
    assert people("mb").get("/tokens").json()["items"][0]["organisation"] == "MW"
