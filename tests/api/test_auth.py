"""Signing in and out: one answer for every wrong try, ten hours at the most, revocable at once."""

import os
from datetime import datetime, timedelta
from hashlib import sha256

import pytest

from app.settings import settings
from tests.api.parts import assert_problem, fetch, run
from tests.conftest import PASSWORD
from tests.factories import API, Person


def ask(client, **fields):
    content = {"email": "mb@redaktion.example", "password": PASSWORD} | fields
    return client.post(f"{API}/auth/token", json=content)


def test_the_right_password_gives_a_bearer_token_for_ten_hours(visitor):
    answer = ask(visitor)
    assert answer.status_code == 200
    told = answer.json()
    assert set(told) == {"access_token", "token_type", "expires_at"}
    assert told["token_type"] == "bearer"
    assert told["expires_at"].endswith("Z")
    ((issued_at, expires_at),) = fetch(
        "select issued_at, expires_at from sign_in where token_sha256 = :hash",
        hash=sha256(told["access_token"].encode()).hexdigest(),
    )
    assert datetime.fromisoformat(told["expires_at"]) == expires_at
    assert timedelta(0) < expires_at - issued_at <= timedelta(hours=10)


def test_the_address_is_taken_without_case_and_spaces_and_otp_is_optional(visitor):
    assert ask(visitor, email=" MB@Redaktion.Example ").status_code == 200
    assert ask(visitor, otp="123456").status_code == 200
    assert ask(visitor, otp=None).status_code == 200


@pytest.mark.req("AU-06")
def test_the_token_is_kept_as_a_hash_only(visitor):
    token = ask(visitor).json()["access_token"]
    assert fetch("select count(*) from sign_in where sign_in::text like :token", token=f"%{token}%") == [(0,)]


def test_every_wrong_try_gets_the_same_answer(visitor):
    right = ask(visitor)
    assert right.status_code == 200
    run("update \"user\" set locked_at = now() where email = 'mf@redaktion.example'")
    wrong = [
        ask(visitor, password="ein-falsches-wort"),
        ask(visitor, email="niemand@redaktion.example"),
        ask(visitor, email="mf@redaktion.example"),
        ask(visitor, email=""),
        ask(visitor, password=""),
    ]
    run("update \"user\" set locked_at = null where email = 'mf@redaktion.example'")
    bodies = [assert_problem(answer, 401, "sign-in-refused") for answer in wrong]
    assert all(body == bodies[0] for body in bodies)


@pytest.mark.parametrize(
    "fields",
    [
        {"email": "mb\x00@redaktion.example"},
        {"email": "x" * 400},
        {"password": "x" * 200},
        {"email": 5},
        {"password": None},
        {"otp": "x" * 100},
        {"scope": "all"},
    ],
)
def test_what_is_no_sign_in_is_refused(visitor, fields):
    told = assert_problem(ask(visitor, **fields), 422)
    assert told["issues"][0]["field"] == next(iter(fields))


def test_a_half_character_in_the_address_is_refused(visitor):
    content = b'{"email": "\\ud800", "password": "x"}'
    answer = visitor.post(f"{API}/auth/token", content=content, headers={"Content-Type": "application/json"})
    assert_problem(answer, 422)


def test_a_token_that_was_given_back_is_good_for_nothing(visitor):
    person, other = Person(visitor, "mlv"), Person(visitor, "mlv")
    answer = visitor.delete(f"{API}/auth/token", headers=person.headers)
    assert (answer.status_code, answer.content) == (204, b"")
    assert_problem(person.get("/me"), 401, "not-signed-in")
    assert_problem(visitor.delete(f"{API}/auth/token", headers=person.headers), 401)
    assert other.get("/me").status_code == 200


@pytest.mark.req("AU-07")
def test_a_token_ends_after_its_ten_hours(visitor):
    person = Person(visitor, "mlv")
    moved = "update sign_in set expires_at = :at from \"user\" u where u.id = user_id and email = 'mlv@redaktion.example'"
    run(moved.replace(":at", "now() + interval '5 minutes'"))
    assert person.get("/me").status_code == 200
    run(moved.replace(":at", "now()"))
    assert_problem(person.get("/me"), 401, "not-signed-in")


@pytest.mark.req("AU-08")
def test_locking_an_account_ends_its_sign_ins(visitor):
    person = Person(visitor, "mj")
    run("update \"user\" set locked_at = now() where email = 'mj@redaktion.example'")
    assert_problem(person.get("/me"), 401, "not-signed-in")
    run("update \"user\" set locked_at = null where email = 'mj@redaktion.example'")
    assert person.get("/me").status_code == 200


def test_demo_accounts_are_refused_outside_demo_mode(visitor, monkeypatch):
    person = Person(visitor, "mj")
    monkeypatch.setitem(os.environ, "REDAKTION_DEMO", "0")
    settings.cache_clear()
    try:
        assert_problem(ask(visitor), 401, "sign-in-refused")
        assert_problem(person.get("/me"), 401, "not-signed-in")
    finally:
        monkeypatch.undo()
        settings.cache_clear()
    assert person.get("/me").status_code == 200


def test_everybody_can_see_who_they_are(everyone):
    told = everyone("mb.lead").get("/me").json()
    assert set(told) == {"id", "name", "email", "roles"}
    assert told["email"] == "mb.lead@redaktion.example"
    assert told["roles"] == [{"role": "ministry_lead", "organisation": "MB", "deputy_for": None}]


@pytest.mark.req("AZ-04")
def test_a_role_counts_from_the_next_request_on(everyone):
    lead = everyone("ms.lead")
    move = "update membership set valid_to = {} from \"user\" u where u.id = user_id and email = 'ms.lead@redaktion.example'"
    run(move.format("current_date - 1"))
    assert lead.get("/me").json()["roles"] == []
    channel = lead.channel("Landesportal")
    answer = lead.post(
        "/posts",
        {
            "organisation": "MS",
            "title": "T",
            "text": "T",
            "deliveries": [{"channel_id": channel, "proposed_at": "2030-01-01T00:00:00Z"}],
        },
    )
    assert_problem(answer, 403, "not-allowed")
    run(move.format("null"))
    assert len(lead.get("/me").json()["roles"]) == 1


@pytest.mark.req("TK-04")
def test_a_token_counts_in_the_header_only(visitor):
    token = ask(visitor).json()["access_token"]
    assert_problem(visitor.get(f"{API}/me", params={"access_token": token}), 401)
    assert_problem(visitor.get(f"{API}/me", headers={"Cookie": f"access_token={token}"}), 401)
