"""Packages over the API, and the press database that fires them (R056, R057)."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest

from app import clock
from app.webhooks import sign
from tests.api.parts import assert_problem, fetch, only
from tests.factories import API, soon

NUMBER = "PM 321/2026"
DAY_S = 86_400


@pytest.fixture
def press(people):
    """A press database with its secret."""
    made = people("admin").post("/press-connections", {"name": "Pressedatenbank"})
    assert made.status_code == 201, made.text
    assert made.headers["Cache-Control"] == "no-store"
    return made.json()


@pytest.fixture
def say(client, press):
    """Let the press database say that a press release is published."""

    def say(*, secret=press["secret"], connection=press["id"], age_s=0, number=NUMBER, event=None):
        body = json.dumps({"type": "press_release.published", "press_release": number}).encode()
        signed = sign([secret], event or str(uuid4()), clock.now() - timedelta(seconds=age_s), body)
        return client.post(f"{API}/press-connections/{connection}/events", content=body, headers=signed)

    return say


@pytest.fixture
def pack(people):
    """Make a package of MB."""

    def pack(*posts, **fields):
        mb = people("mb")
        home = next(
            row["id"] for row in mb.get("/organisations").json()["items"] if row["abbreviation"] == "MB"
        )
        body = {
            "title": "Digitalpakt",
            "press_release": NUMBER,
            "rest": "what_can",
            "organisation_id": home,
            "deliveries": [only(post)["id"] for post in posts],
        }
        return mb.post("/packages", body | fields)

    return pack


def test_the_press_database_fires_once_however_often_it_says_so_and_always_gets_the_same_answer(
    people, pack, say
):
    package = pack(people("mb").submit(people("mb").write())).json()
    answers = [say(event="evt-1"), say(event="evt-1"), say(), say(number="PM 999/2026")]
    assert {(row.status_code, row.content) for row in answers} == {(204, b"")}
    fired = people("mb").get(f"/packages/{package['id']}").json()
    assert (fired["is_fired"], fired["fired_by"]) == (True, "press")
    told = "select count(*) from event where action = 'package.fire'"
    assert fetch(told)[0][0] == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"secret": "whsec_bnVyIGVpbiBCZWlzcGllbCwgMzIgWmVpY2hlbiBsYW5n"},
        {"connection": "01a20000-0000-7000-8000-000000000000"},
        {"age_s": 301},
        {"age_s": -330},
    ],
)
def test_what_is_not_signed_or_was_kept_is_refused_and_nobody_says_why(people, pack, say, wrong):
    package = pack(people("mb").submit(people("mb").write())).json()
    answer = say(**wrong)
    assert_problem(answer, 401, "not-signed-in")
    assert answer.content == say(secret="whsec_AAAA").content
    assert not people("mb").get(f"/packages/{package['id']}").json()["is_fired"]


@pytest.mark.parametrize("missing", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_half_signed_event_is_refused(client, press, missing):
    body = b'{"type": "press_release.published", "press_release": "PM 321/2026"}'
    signed = sign([press["secret"]], "evt-1", clock.now(), body)
    del signed[missing]
    answer = client.post(f"{API}/press-connections/{press['id']}/events", content=body, headers=signed)
    assert_problem(answer, 401, "not-signed-in")


def test_a_new_secret_of_a_press_database_replaces_the_old_one_at_once(people, press, say):
    renewed = people("admin").post(f"/press-connections/{press['id']}/secret")
    assert renewed.status_code == 200, renewed.text
    assert renewed.headers["Cache-Control"] == "no-store"
    assert_problem(say(), 401, "not-signed-in")
    assert say(secret=renewed.json()["secret"]).status_code == 204


def test_a_press_database_that_is_disconnected_is_not_believed_and_its_secret_is_shown_no_more(
    people, press, say
):
    listed = people("admin").get("/press-connections")
    assert press["secret"] not in listed.text
    assert [row["id"] for row in listed.json()] == [press["id"]]
    assert people("admin").delete(f"/press-connections/{press['id']}").status_code == 204
    assert_problem(say(), 401, "not-signed-in")


def test_a_package_shows_a_light_and_its_reason_for_every_member(people, pack):
    mb, lead = people("mb"), people("mb.lead")
    post = mb.submit(mb.write(channels=("Konsole MB",), at=soon(60)))
    package = pack(post, fires_at=soon(DAY_S)).json()
    [member] = package["members"]
    assert (member["light"], member["message"]) == ("red", "Noch nicht freigegeben.")
    lead.approve(post)
    [member] = mb.get(f"/packages/{package['id']}").json()["members"]
    assert (member["light"], member["message"]) == ("red", "Das Zeitfenster endet vor dem Auslösen.")
    tag = mb.get(f"/packages/{package['id']}").headers["ETag"]
    change = {"title": "Digitalpakt", "press_release": NUMBER, "rest": "all", "fires_at": soon(600)}
    changed = mb.put(
        f"/packages/{package['id']}", change | {"deliveries": [member["delivery_id"]]}, if_match=tag
    )
    assert changed.json()["members"][0]["light"] == "green"
    stale = mb.put(
        f"/packages/{package['id']}", change | {"deliveries": [member["delivery_id"]]}, if_match=tag
    )
    assert_problem(stale, 412)


def test_a_preflight_asks_for_a_look_at_the_accounts_and_says_so(people, pack):
    mb = people("mb")
    package = pack(mb.submit(mb.write())).json()
    answer = mb.post(f"/packages/{package['id']}/preflight")
    assert answer.status_code == 200, answer.text
    assert fetch("select count(*) from event where action = 'package.preflight'")[0][0] == 1


def test_firing_again_changes_nothing_and_a_fired_package_is_not_changed(people, pack):
    mb = people("mb")
    package = pack(mb.submit(mb.write())).json()
    first = mb.post(f"/packages/{package['id']}/fire").json()
    assert mb.post(f"/packages/{package['id']}/fire").json()["fires_at"] == first["fires_at"]
    cancelled = mb.post(f"/packages/{package['id']}/cancel", {"reason": "Der Termin entfällt."})
    assert cancelled.json()["cancelled_at"]
    assert_problem(mb.post(f"/packages/{package['id']}/fire"), 409, "package-cancelled")


def test_of_two_who_change_the_same_package_at_once_one_is_told_of_the_other(people, pack):
    mb = people("mb")
    package = pack(mb.submit(mb.write())).json()
    way = f"/packages/{package['id']}"
    body = {key: package[key] for key in ("title", "press_release", "rest")}
    body["deliveries"] = [row["delivery_id"] for row in package["members"]]
    for turn in range(5):
        tag = mb.get(way).headers["ETag"]
        bodies = [body | {"title": f"Digitalpakt {turn} {hand}"} for hand in range(2)]
        with ThreadPoolExecutor(2) as hands:
            answers = hands.map(partial(mb.put, way, if_match=tag), bodies)
            told = sorted(answer.status_code for answer in answers)
        assert told == [200, 412]


def test_who_saw_other_members_does_not_take_out_what_came_meanwhile(people, pack):
    mb = people("mb")
    package = pack(mb.submit(mb.write())).json()
    way = f"/packages/{package['id']}"
    tag, first = mb.get(way).headers["ETag"], [row["delivery_id"] for row in package["members"]]
    body = {key: package[key] for key in ("title", "press_release", "rest")}
    more = [*first, only(mb.submit(mb.write()))["id"]]
    assert mb.put(way, body | {"deliveries": more}, if_match=tag).status_code == 200
    assert_problem(mb.put(way, body | {"deliveries": first}, if_match=tag), 412, "stale")
    assert len(mb.get(way).json()["members"]) == 2


@pytest.mark.req("AZ-08")
def test_a_stranger_takes_nobody_elses_delivery_into_a_package(people, pack):
    foreign = people("mw").submit(people("mw").write("MW"))
    answer = pack(foreign)
    assert_problem(answer, 422, "package-member-unknown")


@pytest.mark.req("AZ-08")
def test_people_outside_find_no_package_without_a_theme(people, pack):
    package = pack(people("mb").submit(people("mb").write())).json()
    assert_problem(people("mw").get(f"/packages/{package['id']}"), 404, "not-found")
    assert people("mw").get("/packages").json()["items"] == []
    assert people("desk1").get(f"/packages/{package['id']}").status_code == 200
