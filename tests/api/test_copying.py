"""Copies name where they come from; a correction is a new post beside the one that is out."""

import pytest

from tests.api.parts import assert_problem, deliver_due, fetch, only, run
from tests.factories import soon


@pytest.fixture
def published(people):
    mb = people("mb")
    image = mb.media(alt="Ein Schulhof")
    post = mb.submit(mb.write(at=soon(-5), media=[{"id": image["id"]}], joint_with=["MW"]))
    people("desk1").approve(post)
    deliver_due()
    return mb.read(post)


def test_a_correction_is_a_draft_with_the_same_content_that_names_its_origin(people, published):
    mb = people("mb")
    answer = mb.post(f"/posts/{published['id']}/copy", {"corrects": True})
    assert answer.status_code == 201
    copy = answer.json()
    assert answer.headers["Location"] == f"/api/v1/posts/{copy['id']}"
    for field in ("title", "text", "media", "joint_with", "organisation"):
        assert copy[field] == published[field], field
    assert (copy["state"], copy["origin_id"], copy["corrects"]) == ("draft", published["id"], True)
    assert only(copy)["state"] == "proposed"
    assert fetch("select body from event where action = 'post.copy'") == [
        ({"corrects": True, "origin_id": published["id"]},)
    ]
    [told] = mb.get(f"/posts/{copy['id']}/timeline").json()["items"]
    assert told["action"] == "post.copy"
    assert mb.read(published)["corrections"] == [], "a draft corrects nothing yet"
    mb.submit(copy)
    assert mb.read(published)["corrections"] == [copy["id"]]


def test_a_copy_is_proposed_for_when_somebody_says_or_in_an_hour(people, published):
    mb = people("mb")
    at = "2037-03-01T10:00:00+01:00"
    named = mb.post(f"/posts/{published['id']}/copy", {"proposed_at": at}).json()
    assert (only(named)["proposed_at"], named["corrects"]) == ("2037-03-01T09:00:00Z", False)
    assert mb.post(f"/posts/{published['id']}/copy").status_code == 201


def test_a_channel_that_is_closed_since_is_left_out(people, published):
    run("update channel set state = 'discontinued', until = '2026-11' where label = 'Landesportal'")
    copy = people("mb").post(f"/posts/{published['id']}/copy").json()
    assert copy["deliveries"] == []


def test_only_what_is_published_can_be_corrected_and_only_by_its_own(people, published):
    mb = people("mb")
    draft = mb.write()
    assert_problem(mb.post(f"/posts/{draft['id']}/copy", {"corrects": True}), 409, "nothing-to-correct")
    assert mb.post(f"/posts/{draft['id']}/copy").status_code == 201
    assert_problem(people("desk1").post(f"/posts/{published['id']}/copy"), 403)
    assert_problem(people("mw").post(f"/posts/{published['id']}/copy"), 404)
    assert_problem(people("revision").post(f"/posts/{published['id']}/copy"), 403)
