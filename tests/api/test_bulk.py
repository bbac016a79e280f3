"""Approving several posts in one go: only what one opened, each for itself, nothing promised that did not happen."""

import pytest

from tests.api.parts import assert_problem, decide, fetch, only
from tests.api.test_concurrency import at_once
from tests.factories import a_key


def row(post):
    return {"post_id": post["id"], "revision_sha256": post["revision"]["sha256"]}


def bulk(person, *posts, **more):
    return person.post("/approvals/bulk", {"items": [row(post) for post in posts]}, **more)


def outcomes(answer):
    assert answer.status_code == 200, answer.text
    return {
        item["post_id"]: "approved"
        if item["approved"]
        else (item["problem"]["status"], item["problem"]["key"])
        for item in answer.json()["items"]
    }


def submitted(mb, number=1, **fields):
    return [mb.submit(mb.write(**fields)) for _ in range(number)]


@pytest.mark.req("AZ-05")
def test_twenty_opened_posts_are_approved_with_one_event_each(everyone):
    mb, desk = everyone("mb"), everyone("desk1")
    posts = [desk.read(post) for post in submitted(mb, 20)]
    assert outcomes(bulk(desk, *posts)) == {post["id"]: "approved" for post in posts}
    query = "select count(*) from event where action = 'post.approve' and post_id = any(cast(:ids as uuid[]))"
    assert fetch(query, ids=[post["id"] for post in posts]) == [(20,)]
    assert {mb.read(post)["state"] for post in posts} == {"scheduled"}


@pytest.mark.req("AZ-05")
def test_twenty_one_are_refused_before_anything_happens(everyone):
    mb, desk = everyone("mb"), everyone("desk1")
    (post,) = submitted(mb)
    desk.read(post)
    body = {"items": [row(post)] + [{"post_id": a_key(), "revision_sha256": "0"} for _ in range(20)]}
    assert_problem(desk.post("/approvals/bulk", body), 422, "too-long")
    assert_problem(desk.post("/approvals/bulk", {"items": []}), 422, "too-short")
    assert_problem(bulk(desk, post, post), 422, "post-doubled")
    assert mb.read(post)["state"] == "submitted"


@pytest.mark.req("AZ-05")
def test_what_was_not_opened_is_not_approved_and_what_was_goes_through(everyone):
    mb, desk1, desk2 = everyone("mb"), everyone("desk1"), everyone("desk2")
    opened, unopened, by_other = submitted(mb, 3)
    desk1.read(opened)
    desk2.read(by_other)
    desk1.get("/queue")
    assert outcomes(bulk(desk1, opened, unopened, by_other)) == {
        opened["id"]: "approved",
        unopened["id"]: (409, "not-opened"),
        by_other["id"]: (409, "not-opened"),
    }
    assert [mb.read(post)["state"] for post in (opened, unopened)] == ["scheduled", "submitted"]


@pytest.mark.req("AZ-05")
def test_a_new_revision_has_to_be_opened_anew_even_with_the_same_hash(everyone):
    mb, desk = everyone("mb"), everyone("desk1")
    (post,) = submitted(mb)
    desk.read(post)
    renamed = mb.patch(f"/posts/{post['id']}", {"title": "Ein anderer Titel"}).json()
    assert renamed["revision"]["sha256"] == post["revision"]["sha256"]
    assert outcomes(bulk(desk, renamed)) == {post["id"]: (409, "not-opened")}
    assert outcomes(bulk(desk, desk.read(renamed))) == {post["id"]: "approved"}


def test_all_guards_of_a_single_approval_hold_for_each(everyone):
    mb, desk, lead = everyone("mb"), everyone("desk1"), everyone("mb.lead")
    good, changed, done = submitted(mb, 3)
    (own,) = submitted(mb, channels=["Konsole MB"])
    mine = desk.submit(desk.write("StK"))
    draft = mb.write()
    for post in (good, changed, own, mine):
        desk.read(post)
    done = desk.approve(desk.read(done))
    mb.patch(f"/posts/{changed['id']}", {"text": "Neu."})
    desk.read(changed)
    assert outcomes(bulk(desk, good, changed, own, mine, done, draft)) == {
        good["id"]: "approved",
        changed["id"]: (409, "revision-changed"),
        own["id"]: (409, "not-opened"),
        mine["id"]: (409, "four-eyes"),
        done["id"]: (409, "wrong-state"),
        draft["id"]: (404, "not-found"),
    }
    lead.read(own)
    assert outcomes(bulk(lead, own)) == {own["id"]: "approved"}
    assert decide(mb, "claim", good).status_code == 403


def test_the_same_request_again_has_no_second_effect(everyone):
    mb, desk = everyone("mb"), everyone("desk1")
    (post,) = submitted(mb)
    desk.read(post)
    key = a_key()
    first, second = bulk(desk, post, key=key), bulk(desk, post, key=key)
    assert first.json() == second.json()
    assert fetch("select count(*) from approval where variant_id = :id", id=only(post)["id"]) == [(1,)]


def test_two_people_at_once_approve_each_post_once(everyone):
    mb, desk1, desk2 = everyone("mb"), everyone("desk1"), everyone("desk2")
    posts = submitted(mb, 5)
    for post in posts:
        desk1.read(post)
        desk2.read(post)
    first, second = map(outcomes, at_once(lambda: bulk(desk1, *posts), lambda: bulk(desk2, *posts[::-1])))
    for post in posts:
        assert sorted([first[post["id"]], second[post["id"]]], key=str) == [(409, "wrong-state"), "approved"]
        assert fetch("select count(*) from approval where variant_id = :id", id=only(post)["id"]) == [(1,)]
