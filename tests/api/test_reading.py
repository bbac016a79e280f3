"""An auditor's look at a foreign draft leaves a trace, whatever shows it, and writes no more than that (SECURITY section 2)."""

from datetime import timedelta

import pytest

from app.actions import reading
from tests.api.parts import approve, deliver_due, fetch, only, run
from tests.factories import soon

WAYS = {
    "post": lambda who, post: who.get(f"/posts/{post['id']}"),
    "list": lambda who, post: who.get("/posts", limit=1, organisation=post["organisation"]),
    "revisions": lambda who, post: who.get(f"/posts/{post['id']}/revisions"),
    "timeline": lambda who, post: who.get(f"/posts/{post['id']}/timeline"),
    "diff": lambda who, post: who.get(f"/posts/{post['id']}/diff", **{"from": 1, "to": 1}),
    "comments": lambda who, post: who.get(f"/posts/{post['id']}/comments"),
    "record": lambda who, post: who.get(f"/posts/{post['id']}/record"),
    "check": lambda who, post: who.post(f"/posts/{post['id']}/check"),
    "delivery": lambda who, post: who.get(f"/deliveries/{only(post)['id']}"),
    "deliveries": lambda who, post: who.get("/deliveries", limit=100, **{"from": only(post)["proposed_at"]}),
}


def readings(post):
    query = """select e.body ->> 'revision_id' as revision_id, u.email, e.post_id from event e
        join "user" u on u.id = e.actor_id where e.object_id = :id and e.action = :action order by e.id"""
    return fetch(query, id=post["id"], action="post.read")


@pytest.fixture
def draft(everyone):
    return everyone("mb").write(at=soon(90_000_000))


@pytest.mark.req("AC-01")
@pytest.mark.parametrize("way", WAYS)
def test_whatever_shows_a_foreign_draft_to_an_auditor_leaves_one_event(everyone, draft, way):
    revision = everyone("revision")
    for _ in range(3):
        answer = WAYS[way](revision, draft)
        assert answer.status_code == 200
        assert draft["id"] in answer.text or way in {"revisions", "diff", "comments", "check"}
    (noted,) = readings(draft)
    assert (noted.email, noted.post_id) == ("revision@redaktion.example", None)
    told = everyone("mb").get(f"/posts/{draft['id']}/timeline").json()["items"]
    assert [row["action"] for row in told] == ["post.create"]


@pytest.mark.req("AC-01")
def test_a_new_revision_is_a_new_reading(everyone, draft):
    revision, mb = everyone("revision"), everyone("mb")
    revision.read(draft)
    mb.patch(f"/posts/{draft['id']}", {"text": "Ganz neu."})
    assert revision.read(draft)["text"] == "Ganz neu."
    first, second = readings(draft)
    assert first.revision_id != second.revision_id


@pytest.mark.req("AC-01")
def test_after_an_hour_it_is_a_new_reading(everyone, draft, monkeypatch):
    revision = everyone("revision")
    revision.read(draft)
    monkeypatch.setattr(reading, "AGAIN_AFTER", timedelta(0))
    revision.read(draft)
    assert len(readings(draft)) == 2


def test_a_list_leaves_an_event_for_each_draft_in_it(everyone):
    posts = [everyone("mw").write("MW") for _ in range(3)]
    listed = everyone("revision").get("/posts", organisation="MW", limit=2).json()["items"]
    assert [row["id"] for row in listed] == [posts[2]["id"], posts[1]["id"]]
    assert [len(readings(post)) for post in posts] == [0, 1, 1]


def test_only_what_nothing_but_the_auditors_role_shows_is_written_down(everyone, draft):
    for name in ("mb", "mb.lead"):
        everyone(name).read(draft)
    post = everyone("mb").submit(everyone("mb").write(at=soon(-1)))
    everyone("desk1").read(post)
    approve(everyone("desk1"), post)
    deliver_due()
    everyone("revision").read(post)
    assert readings(draft) == readings(post) == []


@pytest.mark.req("AC-01")
def test_an_auditor_of_one_house_who_edits_in_another_is_noted_where_they_audit(everyone, draft):
    grant = """insert into membership (id, user_id, organisation_id, role, can_approve) select gen_random_uuid(), u.id,
        o.id, 'ministry_editor', false from "user" u, organisation o where u.email = :email and o.abbreviation = 'MW'"""
    run(grant, email="revision@redaktion.example")
    revision, own = everyone("revision"), everyone("mw").write("MW")
    revision.read(own)
    revision.read(draft)
    assert (len(readings(own)), len(readings(draft))) == (0, 1)
    run(
        "delete from membership m using \"user\" u where u.id = m.user_id and u.email like 'revision@%' and role <> 'auditor'"
    )
