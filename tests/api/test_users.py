"""Accounts in the hands of admins: made with an initial password, locked at once, never one's own (SECURITY AZ-06)."""

import pytest

from tests.api.parts import assert_problem, count_rows_with, fetch, fingerprint
from tests.api.test_auth import ask as sign_in_with
from tests.conftest import PASSWORD
from tests.factories import API, Person, Program, soon

NOBODY = "01890000-0000-7000-8000-000000000000"
OWN = "ein-eigenes-langes-wort"


@pytest.fixture
def admin(everyone):
    return everyone("admin")


def make(admin, name="Nora Neu", email=None, **fields):
    email = email or f"{name.split()[0].lower()}@redaktion.example"
    answer = admin.post("/users", {"name": name, "email": email} | fields)
    assert answer.status_code == 201, answer.text
    return answer.json()


def enter(client, email, password=PASSWORD, otp=None):
    """Sign in: whoever speaks from now on."""
    answer = sign_in_with(client, email=email, password=password, otp=otp)
    assert answer.status_code == 200, answer.text
    return Program(client, answer.json()["access_token"])


def user_of(admin, email):
    (row,) = admin.get("/users", q=email).json()["items"]
    return row


def choose(person, current, password):
    return person.post("/auth/password", {"current": current, "password": password})


def events(user_id):
    return [
        row.action for row in fetch("select action from event where object_id = :id order by id", id=user_id)
    ]


def test_an_account_begins_with_a_password_that_only_lets_one_choose_another(admin, visitor):
    answer = admin.post("/users", {"name": "Ina Anfang", "email": " Ina@Redaktion.example"})
    made = answer.json()
    assert (answer.status_code, answer.headers["cache-control"]) == (201, "no-store")
    assert (made["email"], made["password_is_initial"], made["memberships"]) == (
        "ina@redaktion.example",
        True,
        [],
    )
    assert answer.headers["location"] == f"{API}/users/{made['id']}"
    assert count_rows_with(made["initial_password"]) == 0
    assert "initial_password" not in admin.get(f"/users/{made['id']}").json()
    ina = enter(visitor, "ina@redaktion.example", made["initial_password"])
    for path in ("/posts", "/channels", "/tokens", "/stops"):
        assert_problem(ina.get(path), 403, "password-change-required")
    assert ina.get("/me").json()["name"] == "Ina Anfang"
    assert choose(ina, made["initial_password"], OWN).status_code == 204
    assert ina.get("/posts").status_code == 200
    assert_problem(
        sign_in_with(visitor, email="ina@redaktion.example", password=made["initial_password"]), 401
    )
    assert enter(visitor, "ina@redaktion.example", OWN).get("/posts").status_code == 200
    assert events(made["id"]) == ["user.add", "user.sign_in", "user.password_change", "user.sign_in"]


@pytest.mark.parametrize(
    ("fields", "field", "key"),
    [
        ({"email": "mb@redaktion.example"}, "email", "email-taken"),
        ({"email": "niemand"}, "email", "email-invalid"),
        ({"name": " "}, "name", "text.empty"),
        ({"same_person_as": NOBODY}, "same_person_as", "user-unknown"),
        ({"password": OWN}, "password", "unknown-field"),
        ({"person_id": NOBODY}, "person_id", "unknown-field"),
        ({"is_demo": True}, "is_demo", "unknown-field"),
    ],
)
def test_an_account_that_cannot_be_is_refused(admin, fields, field, key):
    content = {"name": "Nie", "email": "nie@redaktion.example"} | fields
    told = assert_problem(admin.post("/users", content), 422, key)
    assert [issue["field"] for issue in told["issues"]] == [field]


@pytest.mark.req("AU-04")
@pytest.mark.parametrize(
    "password",
    [
        "123456789012",
        "passwort1234",
        "Passwort2026!",
        "P@ssw0rt2026!",
        "qwertzuiop123",
        "password1234",
        "iloveyou1234",
        "willkommen123",
        "hallohallo123",
        "aaaaaaaaaaaa",
        "abcdefghijkl",
        "sommer2026!!!",
        "geheimgeheim1",
        "1q2w3e4r5t6y",
        "letmein12345",
        "admin1234567",
        "qwerty123456",
        "changeme1234",
        "magdeburg2026",
        "redaktion123!",
        "robindemo1234",
        "111111111111",
    ],
)
def test_common_passwords_are_refused(everyone, password):
    told = assert_problem(choose(everyone("mf"), PASSWORD, password), 422, "password-common")
    assert told["issues"][0]["field"] == "password"
    assert password not in str(told)


@pytest.mark.req("AU-04")
def test_any_long_password_is_good_whatever_it_is_made_of(admin, visitor):
    made = make(admin, "Paula Passwort")
    paula, current = enter(visitor, made["email"], made["initial_password"]), made["initial_password"]
    for password in (
        "nur kleine buchstaben",
        "übermütige Ähren äugen",
        "7391 0264 8815 6027",
        "kv!" + "Wort für Wort " * 8,
    ):
        assert choose(paula, current, password).status_code == 204
        current = password
    for password, key in (
        ("zu kurz", "password-length"),
        ("x" * 129, "password-length"),
        (current, "password-unchanged"),
    ):
        assert_problem(choose(paula, current, password), 422, key)
    told = assert_problem(choose(paula, "geraten", OWN), 422, "password-wrong")
    assert told["issues"][0]["field"] == "current"


def test_a_new_password_ends_all_other_sign_ins(admin, visitor):
    made = make(admin, "Otto Ordentlich")
    first, second = (enter(visitor, made["email"], made["initial_password"]) for _ in range(2))
    assert choose(first, made["initial_password"], OWN).status_code == 204
    assert first.get("/posts").status_code == 200
    assert_problem(second.get("/me"), 401, "not-signed-in")


@pytest.mark.req("AU-08")
def test_a_lock_ends_sign_ins_and_tokens_with_the_next_request_and_unlocking_revives_none(admin, visitor):
    mj = Person(visitor, "mj")
    token = {"name": "T", "scopes": ["posts:read"], "expires_at": soon(86400)}
    program = Program(visitor, mj.post("/tokens", token).json()["token"])
    user = user_of(admin, "mj@redaktion.example")
    service = admin.post("/services", {"name": "Dienst", "owner_id": user["id"]}).json()
    role = {"user_id": service["id"], "organisation": "MJ", "role": "service"}
    assert admin.post("/memberships", role).status_code == 201
    of_service = Program(visitor, mj.post("/tokens", token | {"service_id": service["id"]}).json()["token"])
    assert [who.get("/posts").status_code for who in (mj, program, of_service)] == [200] * 3
    locked = admin.post(f"/users/{user['id']}/lock", {"reason": "Ausgeschieden"})
    assert locked.json()["locked_at"]
    for who in (mj, program, of_service):
        assert_problem(who.get("/posts"), 401, "not-signed-in")
    assert_problem(sign_in_with(visitor, email="mj@redaktion.example"), 401, "sign-in-refused")
    assert_problem(admin.post(f"/users/{user['id']}/lock", {"reason": "x"}), 409, "wrong-state")
    assert admin.post(f"/users/{user['id']}/unlock", {"reason": "Zurück"}).json()["locked_at"] is None
    assert_problem(admin.post(f"/users/{user['id']}/unlock", {"reason": "x"}), 409, "wrong-state")
    for who in (mj, program, of_service):
        assert_problem(who.get("/posts"), 401, "not-signed-in")
    assert Person(visitor, "mj").get("/posts").status_code == 200
    assert [action for action in events(user["id"]) if "lock" in action] == ["user.lock", "user.unlock"]


def test_a_forgotten_password_is_replaced_by_an_initial_one(admin, visitor):
    mi = Person(visitor, "mi")
    user = user_of(admin, "mi@redaktion.example")
    answer = admin.post(f"/users/{user['id']}/reset-password")
    assert answer.headers["cache-control"] == "no-store"
    made = answer.json()
    assert made["password_is_initial"]
    assert count_rows_with(made["initial_password"]) == 0
    assert_problem(mi.get("/posts"), 401, "not-signed-in")
    assert_problem(sign_in_with(visitor, email="mi@redaktion.example"), 401)
    back = enter(visitor, "mi@redaktion.example", made["initial_password"])
    assert_problem(back.get("/posts"), 403, "password-change-required")
    assert choose(back, made["initial_password"], PASSWORD).status_code == 204
    assert "user.password_reset" in events(user["id"])


@pytest.mark.req("LI-05")
def test_name_and_address_change_for_whoever_saw_the_account(admin, visitor):
    made = make(admin, "Alt Name", "alt@redaktion.example")
    path = f"/users/{made['id']}"
    assert_problem(admin.client.patch(API + path, json={"name": "Neu"}, headers=admin.headers), 428)
    seen = admin.get(path).headers["ETag"]
    changed = admin.patch(path, {"name": "Neu Name", "email": "Neu@Redaktion.example"})
    assert (changed.json()["name"], changed.json()["email"]) == ("Neu Name", "neu@redaktion.example")
    assert changed.headers["ETag"] == admin.get(path).headers["ETag"] != seen
    assert_problem(admin.patch(path, {"name": "Ganz neu"}, if_match=seen), 412, "stale")
    assert_problem(admin.patch(path, {"email": "mb@redaktion.example"}), 422, "email-taken")
    assert admin.patch(path, {"email": "neu@redaktion.example"}).status_code == 200
    assert enter(visitor, "neu@redaktion.example", made["initial_password"])
    (event,) = fetch(
        "select body from event where object_id = :id and action = 'user.change' order by id limit 1",
        id=made["id"],
    )
    assert event.body == {"changed": ["email", "name"]}
    assert events(made["id"])[:2] == ["user.add", "user.change"]


@pytest.mark.req("AZ-06")
def test_nobody_manages_the_accounts_of_their_own_person(admin):
    me = admin.get("/me").json()["id"]
    second = make(admin, "Zweit Konto", same_person_as=me)
    before = fingerprint()
    for user_id in (me, second["id"]):
        role = {"user_id": user_id, "organisation": "StK", "role": "central_editor"}
        for answer in (
            admin.post("/memberships", role),
            admin.post(f"/users/{user_id}/lock", {"reason": "x"}),
            admin.post(f"/users/{user_id}/unlock", {"reason": "x"}),
            admin.post(f"/users/{user_id}/reset-password"),
            admin.patch(f"/users/{user_id}", {"name": "Ich"}),
        ):
            assert_problem(answer, 403, "own-account")
    assert fingerprint() == before


@pytest.mark.req("AZ-06")
def test_only_admins_see_and_manage_accounts(everyone, admin):
    user_id = user_of(admin, "mw@redaktion.example")["id"]
    others = [everyone(name) for name in ("mb", "mb.lead", "desk1", "kanal", "revision")]
    before = fingerprint()
    for person in others:
        for known in (user_id, NOBODY):
            for answer in (
                person.get("/users"),
                person.get(f"/users/{known}"),
                person.post("/users", {"name": "Neu", "email": "x@redaktion.example"}),
                person.post("/services", {"name": "Neu", "owner_id": known}),
                person.patch(f"/users/{known}", {"name": "Neu"}, if_match="*"),
                person.post(f"/users/{known}/lock", {"reason": "x"}),
                person.post(f"/users/{known}/unlock", {"reason": "x"}),
                person.post(f"/users/{known}/reset-password"),
            ):
                assert_problem(answer, 403, "not-allowed")
    assert fingerprint() == before
    assert_problem(admin.get(f"/users/{NOBODY}"), 404, "not-found")
    assert_problem(admin.post(f"/users/{NOBODY}/lock", {"reason": "x"}), 404, "not-found")


def test_accounts_are_found_page_by_page(admin):
    made = [
        make(admin, f"Seite Zahl{number}", f"seite{number}@redaktion.example")["id"] for number in range(3)
    ]
    page = admin.get("/users", q="SEITE", limit=2).json()
    rest = admin.get("/users", q="SEITE", limit=2, after=page["next"]).json()
    assert [row["id"] for row in page["items"] + rest["items"]] == made[::-1]
    assert rest["next"] is None
    assert admin.get("/users", q="%").json()["items"] == []
    (lead,) = admin.get("/users", q="mb.lead@").json()["items"]
    assert [(row["role"], row["organisation"]) for row in lead["memberships"]] == [("ministry_lead", "MB")]


def test_a_service_belongs_to_a_person_and_never_signs_in(admin, visitor):
    owner = user_of(admin, "mb@redaktion.example")
    service = admin.post("/services", {"name": "Schulportal", "owner_id": owner["id"]}).json()
    assert (service["email"], service["owner_id"], service["person_id"]) == (
        None,
        owner["id"],
        owner["person_id"],
    )
    assert_problem(
        admin.post("/services", {"name": "Enkel", "owner_id": service["id"]}), 422, "owner-is-service"
    )
    assert_problem(admin.post(f"/users/{service['id']}/reset-password"), 409, "wrong-state")
    assert_problem(admin.patch(f"/users/{service['id']}", {"email": "x@redaktion.example"}), 422)
    for email in ("", "None", "null"):
        assert_problem(sign_in_with(visitor, email=email, password=""), 401, "sign-in-refused")
