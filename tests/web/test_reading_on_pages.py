"""An auditor's look at a foreign draft leaves a trace on pages, too: once, whatever shows it (SECURITY section 2)."""

import pytest

from tests.api.parts import fetch
from tests.factories import soon

WAYS = {
    "Mein Tag": "/",
    "the list": "/posts",
    "the page": "/posts/{post}",
    "what changed": "/posts/{post}/changes",
    "the deliveries": "/deliveries",
    "a delivery": "/deliveries/{delivery}",
}


@pytest.fixture
def draft(people):
    mb = people("mb")
    post = mb.write(at=soon(86_400))
    mb.patch(f"/posts/{post['id']}", {"text": "Noch nicht freigegeben."})
    return post


def readings(post):
    query = """select u.email from event e join "user" u on u.id = e.actor_id
        where e.object_id = :id and e.action = :action"""
    return [row.email for row in fetch(query, id=post["id"], action="post.read")]


@pytest.mark.req("AC-01")
@pytest.mark.parametrize("way", WAYS)
def test_whatever_page_shows_a_foreign_draft_to_an_auditor_leaves_one_event(visitor, draft, way):
    path = WAYS[way].format(post=draft["id"], delivery=draft["deliveries"][0]["id"])
    mb = visitor("mb").look(path)
    assert mb.status == 200
    assert readings(draft) == [], "whose draft it is reads it untold"
    revision = visitor("revision")
    for _ in range(2):
        assert revision.look(path).status == 200
    assert readings(draft) == ["revision@redaktion.example"]


@pytest.mark.req("AC-01")
def test_what_was_stopped_and_lies_open_on_the_page_of_stops_is_noted_too(visitor, people):
    post = people("desk1").approve(people("mb").submit(people("mb").write()))
    people("desk1").post("/stops", {"scope": "all", "reason": "Übung", "hold_all": True})
    assert "Neue Tablets" in visitor("revision").look("/stops").text
    assert readings(post) == ["revision@redaktion.example"]
