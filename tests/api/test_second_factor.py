"""The second factor: set up by oneself, each code good once, taken away by others only (SECURITY AU-05)."""

import time
from datetime import timedelta

import pytest
from pyotp import TOTP, parse_uri

from app import clock
from tests.api.parts import assert_problem, count_rows_with, installed_with, limited, run
from tests.api.test_auth import ask
from tests.api.test_concurrency import at_once, codes
from tests.api.test_users import OWN, choose, enter, events, make, user_of
from tests.conftest import PASSWORD
from tests.factories import Person, Program, soon

ROUNDS = 4
NOBODY = "01890000-0000-7000-8000-000000000000"


@pytest.fixture
def admin(everyone):
    return everyone("admin")


@pytest.fixture
def mb(visitor):
    """Somebody who has no second factor, and afterwards has none again."""
    yield Person(visitor, "mb")
    run("delete from second_factor")


def begin(person, password=PASSWORD):
    return person.post("/auth/totp", {"password": password})


def confirm(person, code):
    return person.post("/auth/totp/confirm", {"otp": code})


def later(codes):
    """The code of the next step, which one may be early with."""
    return codes.at(time.time() + 30)


def forget_last_step():
    run("update second_factor set last_step = 0")


@pytest.mark.req("AU-05")
def test_who_set_up_a_second_factor_signs_in_with_a_code_of_it(mb, visitor):
    user_id = mb.get("/me").json()["id"]
    answer = begin(mb)
    assert (answer.status_code, answer.headers["cache-control"]) == (201, "no-store")
    told = answer.json()
    assert set(told) == {"secret", "uri"}
    makes = TOTP(told["secret"])
    assert parse_uri(told["uri"]).secret == told["secret"]
    assert ask(visitor).status_code == 200, "until it is confirmed it does not count"
    assert confirm(mb, makes.now()).status_code == 204
    assert_problem(ask(visitor), 401, "otp-required")
    assert_problem(ask(visitor, otp=""), 401, "otp-wrong")
    assert ask(visitor, otp=later(makes)).status_code == 200
    assert count_rows_with(told["secret"]) == 0
    assert events(user_id)[-4:] == [
        "user.second_factor_begin",
        "user.sign_in",
        "user.second_factor_confirm",
        "user.sign_in",
    ]


@pytest.mark.req("AU-05")
def test_each_code_works_once_the_first_one_included(mb, visitor):
    makes = TOTP(begin(mb).json()["secret"])
    first = makes.now()
    assert confirm(mb, first).status_code == 204
    assert_problem(ask(visitor, otp=first), 401, "otp-wrong")
    second = later(makes)
    assert ask(visitor, otp=second).status_code == 200
    for used in (second, first):
        assert_problem(ask(visitor, otp=used), 401, "otp-wrong")


@pytest.mark.req("AU-05")
@pytest.mark.parametrize("_round", range(ROUNDS))
def test_of_two_with_the_same_code_at_the_same_moment_one_gets_in(mb, visitor, _round):
    makes = mb.enrol()
    forget_last_step()
    code = makes.now()
    answers = at_once(*[lambda: ask(visitor, otp=code)] * 3)
    assert codes(answers) == [200, 401, 401]
    for answer in answers:
        assert answer.status_code == 200 or answer.json()["key"] == "otp-wrong"


@pytest.mark.req("AU-05")
@pytest.mark.parametrize("_round", range(ROUNDS))
def test_a_sign_in_beside_the_first_code_has_a_code_or_ends(mb, visitor, _round):
    makes = TOTP(begin(mb).json()["secret"])
    beside, confirmed = at_once(lambda: ask(visitor), lambda: confirm(mb, makes.now()))
    assert confirmed.status_code == 204
    if beside.status_code == 200:
        assert_problem(Program(visitor, beside.json()["access_token"]).get("/me"), 401, "not-signed-in")
    else:
        assert_problem(beside, 401, "otp-required")


def test_a_code_of_long_ago_or_far_ahead_is_wrong(mb, visitor):
    makes = mb.enrol()
    forget_last_step()
    for seconds in (-90, 90):
        assert_problem(ask(visitor, otp=makes.at(time.time() + seconds)), 401, "otp-wrong")
    assert ask(visitor, otp=makes.now()).status_code == 200


def test_only_the_right_password_asks_for_a_code(mb, visitor):
    makes = mb.enrol()
    wrong = assert_problem(ask(visitor, password="geraten-und-falsch"), 401, "sign-in-refused")
    assert assert_problem(ask(visitor, password="geraten-und-falsch", otp=later(makes)), 401) == wrong
    assert ask(visitor, otp=later(makes)).status_code == 200, "a refused try does not use a code up"


@pytest.mark.req("AU-10")
def test_guessing_codes_ends_like_guessing_passwords(mb, visitor):
    mb.enrol()
    with limited(sign_ins_per_account=5, broker_url="memory://"):
        for _ in range(5):
            assert_problem(ask(visitor, otp="000000"), 401, "otp-wrong")
        assert_problem(ask(visitor, otp="000000"), 429, "too-often")
    with limited(sign_ins_per_account=3, broker_url="memory://"):
        mw = Person(visitor, "mw")
        begin(mw)
        answers = [confirm(mw, "000000") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [422, 422, 429]


def test_setting_up_needs_the_password_and_a_first_code(mb):
    told = assert_problem(begin(mb, "geraten"), 422, "password-wrong")
    assert told["issues"][0]["field"] == "password"
    assert_problem(confirm(mb, "123456"), 409, "second-factor-not-begun")
    makes = TOTP(begin(mb).json()["secret"])
    told = assert_problem(confirm(mb, makes.at(0)), 422, "code-wrong")
    assert told["issues"][0]["field"] == "otp"
    again = TOTP(begin(mb).json()["secret"])
    assert_problem(confirm(mb, makes.now()), 422, "code-wrong")
    assert confirm(mb, again.now()).status_code == 204
    for answer in (begin(mb), confirm(mb, later(again))):
        assert_problem(answer, 409, "second-factor-set")


def test_confirming_ends_all_other_sign_ins(mb, visitor):
    other = Person(visitor, "mb")
    mb.enrol()
    assert mb.get("/posts").status_code == 200
    assert_problem(other.get("/me"), 401, "not-signed-in")


@pytest.mark.req("TK-03")
def test_a_token_cannot_set_up_a_second_factor(everyone, visitor):
    body = {"name": "T", "scopes": ["posts:read"], "expires_at": soon(86400)}
    program = Program(visitor, everyone("mw").post("/tokens", body).json()["token"])
    assert_problem(begin(program), 403, "token-not-allowed")
    assert_problem(confirm(program, "123456"), 403, "token-not-allowed")


@pytest.mark.req("AU-05")
def test_a_lost_second_factor_is_reset_by_another_admin_and_sign_ins_end(mb, admin, visitor):
    user = user_of(admin, "mb@redaktion.example")
    mb.enrol()
    assert user_of(admin, "mb@redaktion.example")["has_second_factor"]
    assert admin.delete(f"/users/{user['id']}/totp").status_code == 204
    assert_problem(mb.get("/me"), 401, "not-signed-in")
    assert ask(visitor).status_code == 200
    assert not user_of(admin, "mb@redaktion.example")["has_second_factor"]
    assert "user.second_factor_reset" in events(user["id"])
    assert_problem(admin.delete(f"/users/{user['id']}/totp"), 404, "not-found")
    assert_problem(admin.delete(f"/users/{NOBODY}/totp"), 404, "not-found")


@pytest.mark.req("AU-05", "AU-09", "AZ-06")
def test_nobody_resets_their_own_and_nobody_but_admins_anybodys(mb, admin, everyone, visitor):
    me = admin.get("/me").json()["id"]
    assert_problem(admin.delete(f"/users/{me}/totp"), 403, "own-account")
    second = make(admin, "Zwei Konten", same_person_as=me)
    assert_problem(admin.delete(f"/users/{second['id']}/totp"), 403, "own-account")
    mb.enrol()
    user = user_of(admin, "mb@redaktion.example")
    for name in ("mb.lead", "desk1", "kanal", "revision"):
        assert_problem(everyone(name).delete(f"/users/{user['id']}/totp"), 403, "not-allowed")
    stale = Person(visitor, "admin")
    run(
        "update sign_in set issued_at = :then where issued_at = (select max(issued_at) from sign_in)",
        then=clock.now() - timedelta(minutes=6),
    )
    assert_problem(stale.delete(f"/users/{user['id']}/totp"), 403, "reauth-required")
    assert user_of(admin, "mb@redaktion.example")["has_second_factor"]


@pytest.mark.req("CC-02")
def test_without_its_key_a_code_cannot_be_checked_and_nobody_gets_in_without_one(mb, visitor, tmp_path):
    makes = mb.enrol()
    with installed_with(second_factor_key=tmp_path / "fehlt"):
        assert_problem(ask(visitor, otp=later(makes)), 503, "no-second-factor-key")
        assert_problem(begin(Person(visitor, "mw")), 503, "no-second-factor-key")
        assert_problem(ask(visitor), 401, "otp-required")
    assert ask(visitor, otp=later(makes)).status_code == 200


@pytest.mark.req("AU-05")
@pytest.mark.parametrize(
    ("role", "organisation", "is_needed"),
    [
        ("central_editor", "StK", True),
        ("channel_manager", "StK", True),
        ("admin", "StK", True),
        ("ministry_editor", "MB", False),
        ("ministry_lead", "MB", False),
        ("auditor", "StK", False),
    ],
)
def test_outside_the_demo_desk_channel_managers_and_admins_need_one(
    admin, visitor, role, organisation, is_needed
):
    made = make(admin, f"neu.{role} Demo")
    terms = {"user_id": made["id"], "organisation": organisation, "role": role}
    assert admin.post("/memberships", terms).status_code == 201
    with installed_with(demo=0):
        person = enter(visitor, made["email"], made["initial_password"])
        assert_problem(begin(person, made["initial_password"]), 403, "password-change-required")
        assert choose(person, made["initial_password"], OWN).status_code == 204
        if not is_needed:
            assert person.get("/posts").status_code == 200
            return
        for path in ("/posts", "/channels", "/users", "/tokens"):
            assert_problem(person.get(path), 403, "second-factor-missing")
        assert person.get("/me").status_code == 200
        makes = TOTP(begin(person, OWN).json()["secret"])
        assert_problem(person.get("/posts"), 403, "second-factor-missing")
        assert confirm(person, makes.now()).status_code == 204
        assert person.get("/posts").status_code == 200
        assert_problem(ask(visitor, email=made["email"], password=OWN), 401, "otp-required")
        assert enter(visitor, made["email"], OWN, otp=later(makes)).get("/posts").status_code == 200
