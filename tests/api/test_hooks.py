"""Who may have a program told of things, and what of a hook is ever seen again."""

from uuid import uuid4

import pytest

from tests.api.parts import assert_problem, count_rows_with, fetch

GROUPS = ["decisions", "takedowns"]


def body(**changes):
    return {
        "organisation": "MB",
        "name": f"Leitstand {uuid4()}",
        "url": "https://leitstand.example/haken",
        "groups": GROUPS,
    } | changes


@pytest.fixture
def hook(everyone):
    answer = everyone("mb.lead").post("/hooks", body())
    assert answer.status_code == 201, answer.text
    yield answer.json()
    everyone("mb.lead").delete(f"/hooks/{answer.json()['id']}")


def events(hook):
    return [
        row.action
        for row in fetch("select action from event where object_id = :id order by id", id=hook["id"])
    ]


@pytest.mark.req("CC-05")
def test_the_secret_is_shown_once_and_never_again(everyone, hook):
    lead = everyone("mb.lead")
    assert hook["secret"].startswith("whsec_")
    assert hook["state"] == "active"
    for path in ("/hooks", f"/hooks/{hook['id']}"):
        assert "secret" not in lead.get(path).json()
        assert hook["secret"] not in lead.get(path).text
    assert count_rows_with(hook["secret"]) == 0
    renewed = lead.post(f"/hooks/{hook['id']}/secret")
    assert renewed.headers["Cache-Control"] == "no-store"
    assert renewed.json()["secret"] not in {hook["secret"], None}


@pytest.mark.req("CC-03")
def test_no_more_than_four_secrets_lie_in_the_database(everyone, hook):
    for _ in range(5):
        everyone("mb.lead").post(f"/hooks/{hook['id']}/secret")
    assert len(fetch("select id from credential where hook_id = :id", id=hook["id"])) == 4


def test_whoever_does_not_manage_it_does_not_know_of_it(everyone, hook):
    for name in ("mb", "mw.lead", "desk1", "kanal"):
        assert_problem(everyone(name).get(f"/hooks/{hook['id']}"), 404, "not-found")
        assert hook["id"] not in everyone(name).get("/hooks").text
    for name in ("mb", "mw.lead", "desk1"):
        assert_problem(everyone(name).post("/hooks", body()), 403, "not-allowed")
    assert hook["id"] in everyone("admin").get("/hooks").text


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"url": "http://leitstand.example/haken"}, "endpoint-without-tls"),
        ({"url": "https://ich@leitstand.example/haken"}, "endpoint.decorated"),
        ({"groups": ["account"]}, "hook-group"),
        ({"organisation": "XYZ"}, "organisation-unknown"),
    ],
)
def test_what_cannot_be_a_hook_is_said(everyone, change, key):
    answer = everyone("mb.lead").post("/hooks", body(**change))
    assert answer.status_code == 422
    assert key in answer.text


def test_what_changes_is_kept_and_written_down(everyone, hook):
    lead, path = everyone("mb.lead"), f"/hooks/{hook['id']}"
    changed = lead.patch(path, {"name": "Lagezentrum", "groups": ["deliveries"], "paused": True})
    assert (changed.json()["name"], changed.json()["groups"]) == ("Lagezentrum", ["deliveries"])
    assert changed.json()["state"] == "paused"
    assert_problem(lead.post(f"{path}/test"), 409, "hook-rests")
    assert_problem(lead.patch(path, {"name": "Neu"}, if_match='"alt"'), 412, "stale")
    assert lead.patch(path, {"paused": False}).json()["state"] == "active"
    assert lead.post(f"{path}/test").status_code == 202
    lead.post(f"{path}/secret")
    assert lead.delete(path).status_code == 204
    assert_problem(lead.get(path), 404)
    assert events(hook) == [
        "hook.create",
        "hook.change",
        "hook.change",
        "hook.try",
        "hook.renew_secret",
        "hook.delete",
    ]
    assert fetch("select 1 from credential where hook_id = :id", id=hook["id"]) == []


def test_an_organisation_has_twenty_hooks_at_the_most(everyone):
    admin, made = everyone("admin"), []
    while (answer := admin.post("/hooks", body(organisation="MF"))).status_code == 201:
        made.append(answer.json()["id"])
    assert "hook-too-many" in answer.text
    assert len(made) == 20
    for hook_id in made:
        admin.delete(f"/hooks/{hook_id}")
