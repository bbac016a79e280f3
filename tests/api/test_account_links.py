"""Invitations and forgotten passwords: a link by mail, once, for a short time, telling nothing to anybody else."""

import re
import threading

import pytest

from app.workers import notifications
from tests.api.parts import fetch, limited, run
from tests.conftest import PASSWORD
from tests.factories import API
from tests.workers.post_office import Outbox

NEW = "vier-worte-ohne-zusammenhang"
MB = "mb@redaktion.example"


@pytest.fixture
def outbox(client):
    return Outbox(fetch)


def sent_token(outbox):
    """The token of the last mail that carries a link."""
    notifications.sweep()
    plain = outbox.mails()[-1].get_body(("plain",)).get_content()
    (token,) = re.findall(r"/account/link/(\S+)", plain)
    return token


def forget(client, email=MB):
    return client.post(f"{API}/auth/forgotten", json={"email": email})


def use(client, token, password=NEW):
    return client.post(f"{API}/auth/link", json={"token": token, "password": password})


def sign_in(client, password, email=MB):
    return client.post(f"{API}/auth/token", json={"email": email, "password": password}).status_code


@pytest.mark.req("AU-04")
def test_who_is_invited_chooses_a_password_and_is_told_so(client, people, outbox):
    made = people("admin").post("/users", {"email": "neu@redaktion.example", "name": "Noa Demo"}).json()
    assert people("admin").post(f"/users/{made['id']}/invite").status_code == 204
    token = sent_token(outbox)
    assert outbox.mails()[-1]["Subject"] == "Einladung in das Redaktionssystem"
    assert use(client, token).status_code == 204
    assert sign_in(client, NEW, "neu@redaktion.example") == 200
    assert sign_in(client, made["initial_password"], "neu@redaktion.example") == 401
    notifications.sweep()
    assert outbox.mails()[-1]["Subject"] == "Ihr Passwort wurde geändert"
    actions = [row.action for row in fetch("select action from event where object_id = :id", id=made["id"])]
    assert {"user.add", "user.invite", "user.password_set"} <= set(actions)


@pytest.mark.req("AU-10")
def test_nobody_learns_by_asking_whether_an_address_has_an_account(client, outbox):
    known, unknown = forget(client), forget(client, "niemand@redaktion.example")
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content) == (202, b"")
    rows = fetch("select kind, user_id, token_sha256 from account_link order by id")
    assert rows[0] == rows[1]
    notifications.sweep()
    assert [row.email for row in outbox.letters()] == [MB]
    assert fetch("select count(*) from account_link where email is not null")[0][0] == 0


@pytest.mark.req("AU-10")
def test_asking_and_trying_are_throttled(client):
    with limited(sign_ins_per_account=2):
        assert [forget(client).status_code for _ in range(3)] == [202, 202, 429]
        assert [use(client, "x" * 43).status_code for _ in range(3)] == [422, 422, 429]


def test_a_new_password_ends_every_sign_in(client, people, outbox):
    mb = people("mb")
    forget(client)
    assert use(client, sent_token(outbox)).status_code == 204
    assert mb.get("/me").status_code == 401
    assert (sign_in(client, PASSWORD), sign_in(client, NEW)) == (401, 200)


def test_a_link_works_once_also_at_the_same_moment(client, outbox):
    forget(client)
    token = sent_token(outbox)
    answers = []
    threads = [
        threading.Thread(target=lambda n=n: answers.append(use(client, token, f"{NEW}-{n}").status_code))
        for n in range(5)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [204, 422, 422, 422, 422]
    assert use(client, token).json()["issues"][0]["key"] == "link-good-for-nothing"


def test_a_poor_password_does_not_use_the_link_up(client, outbox):
    forget(client)
    token = sent_token(outbox)
    assert use(client, token, "passwort1234").status_code == 422
    assert use(client, token).status_code == 204


def test_a_link_ends_after_its_hour_and_when_a_newer_one_is_sent(client, outbox):
    forget(client)
    first = sent_token(outbox)
    forget(client)
    second = sent_token(outbox)
    assert use(client, first).status_code == 422
    run("update account_link set expires_at = now() - interval '1 second' where used_at is null")
    assert use(client, second).status_code == 422


def test_who_is_locked_gets_no_link_and_can_use_none(client, outbox):
    forget(client)
    token = sent_token(outbox)
    run('update "user" set locked_at = now() where email = :email', email=MB)
    assert use(client, token).status_code == 422
    forget(client)
    notifications.sweep()
    assert len(outbox.letters()) == 1


@pytest.mark.req("TK-01")
def test_the_database_holds_no_link_that_works(client, outbox):
    forget(client)
    token = sent_token(outbox)
    for table in ("account_link", "notification", "letter", "event"):
        rows = fetch(f"select row_to_json(t)::text as line from {table} t")  # noqa: S608 - our own names
        assert not any(token in row.line for row in rows), table


def test_an_admin_invites_nobody_of_their_own_person_and_no_program(people):
    admin = people("admin")
    own = admin.get("/me").json()["id"]
    assert admin.post(f"/users/{own}/invite").status_code == 403
    service = admin.post(
        "/services", {"name": "Fachverfahren", "owner_id": people("mb").get("/me").json()["id"]}
    )
    assert admin.post(f"/users/{service.json()['id']}/invite").status_code == 409
    assert people("mb").post(f"/users/{own}/invite").status_code == 403


def test_who_loses_a_second_factor_is_told(people, outbox, client):
    user_id = people("mb").get("/me").json()["id"]
    run(
        "insert into second_factor (user_id, sealed_secret, confirmed_at, last_step) values (:id, '', now(), 0)",
        id=user_id,
    )
    assert people("admin").delete(f"/users/{user_id}/totp").status_code == 204
    notifications.sweep()
    assert outbox.mails()[-1]["Subject"] == "Ihr zweiter Faktor wurde zurückgesetzt"


def test_the_page_behind_a_link_changes_nothing_until_it_is_sent(client, outbox):
    forget(client)
    token = sent_token(outbox)
    page = client.get(f"/account/link/{token}")
    assert page.status_code == 200
    assert "form-action 'self'" in page.headers["Content-Security-Policy"]
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert client.get("/account/link/nichts").text == page.text
    poor = client.post(f"/account/link/{token}", data={"password": "kurz"})
    assert poor.status_code == 422
    assert 'role="alert"' in poor.text
    done = client.post(f"/account/link/{token}", data={"password": NEW})
    assert "Passwort gespeichert" in done.text
    assert client.post(f"/account/link/{token}", data={"password": NEW}).status_code == 422


def test_the_page_for_a_forgotten_password_says_the_same_to_everybody(client, outbox):
    assert "/account/forgotten" in client.get("/sign-in").text
    answers = [
        client.post("/account/forgotten", data={"email": email})
        for email in (MB, "niemand@redaktion.example")
    ]
    assert answers[0].status_code == 200
    assert answers[0].text == answers[1].text
    assert use(client, sent_token(outbox)).status_code == 204
