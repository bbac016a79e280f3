"""For a ministry without a channel the central desk writes and submits: marked as such, and never with two eyes only."""

import pytest

from tests.api.parts import abilities, approve, assert_problem, decide, deliver_due, fetch, only
from tests.factories import soon


@pytest.fixture
def written(everyone):
    """A draft that the desk wrote for the Ministry of Finance."""
    return everyone("desk1").write("MF", at=soon(-1))


def timeline(person, post):
    rows = person.get(f"/posts/{post['id']}/timeline").json()["items"]
    return [(row["action"], row["on_behalf"]) for row in rows]


def test_the_desk_speaks_for_a_ministry_without_channel_and_everybody_sees_that_it_did(everyone, written):
    desk, other, mf = everyone("desk1"), everyone("desk2"), everyone("mf")
    assert (written["organisation"], written["on_behalf"]) == ("MF", True)
    assert only(written)["text_as_sent"].endswith("(MF)")
    assert mf.read(written)["on_behalf"], "the ministry sees what is said in its name"
    post = desk.submit(written)
    approve(other, post)
    deliver_due()
    assert only(mf.read(post))["state"] == "sent"
    told = timeline(mf, post)
    assert told[:2] == [("post.create", True), ("post.submit", True)]
    assert not any(marked for action, marked in told[2:])
    (event,) = fetch(
        "select body from event where post_id = :id and action = 'post.submit'", id=written["id"]
    )
    assert event.body == {"on_behalf": True}
    assert everyone("mw").read(post)["on_behalf"]


@pytest.mark.req("FE-01")
def test_who_submitted_on_behalf_never_approves_it(everyone, written):
    desk, other, mf = everyone("desk1"), everyone("desk2"), everyone("mf")
    post = desk.submit(written)
    assert not abilities(desk.read(post))["approve"]
    assert_problem(approve(desk, post), 409, "four-eyes")
    post = mf.patch(f"/posts/{post['id']}", {"text": "Der Haushalt steht."}).json()
    assert_problem(approve(desk, post), 409, "four-eyes")
    post = other.patch(f"/posts/{post['id']}", {"text": "Der Haushalt steht fest."}).json()
    for person in (desk, other):
        assert_problem(approve(person, post), 409, "four-eyes")
    post = mf.patch(f"/posts/{post['id']}", {"text": "Der Haushalt ist da."}).json()
    assert approve(other, post).status_code == 200


@pytest.mark.req("FE-01")
def test_nobody_at_the_desk_submits_what_another_wrote_on_behalf(everyone, written):
    other = everyone("desk2")
    assert other.read(written)["on_behalf"]
    assert not abilities(other.read(written))["submit"]
    assert_problem(decide(other, "submit", written, neutrality_declared=True), 403, "on-behalf-author")
    changed = other.patch(f"/posts/{written['id']}", {"text": "Der Haushalt steht."}).json()
    assert_problem(decide(other, "submit", changed, neutrality_declared=True), 403, "on-behalf-author")
    assert ("post.edit", True) in timeline(other, written)
    assert everyone("mf").submit(changed)["state"] == "submitted", "the ministry may hand in what is its own"
    assert timeline(other, written)[-1] == ("post.submit", False)


def test_what_the_ministry_writes_itself_is_not_marked_and_not_the_desks(everyone):
    own = everyone("mf").write("MF")
    assert not own["on_behalf"]
    assert_problem(everyone("desk1").get(f"/posts/{own['id']}"), 404, "not-found")
    assert timeline(everyone("mf"), own) == [("post.create", False)]


@pytest.mark.parametrize("name", ["mb", "mb.lead", "kanal", "revision", "admin"])
def test_nobody_but_the_desk_speaks_for_others_and_the_desk_for_nobody_with_a_channel(everyone, name):
    body = {"organisation": "MF", "title": "T", "text": "T", "deliveries": []}
    assert_problem(everyone(name).post("/posts", body), 403, "not-allowed")
    assert_problem(everyone("desk1").post("/posts", body | {"organisation": "MB"}), 403, "not-allowed")
