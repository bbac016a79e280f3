"""What was last read: a strong ETag on every answer with one post or delivery, required to change, honoured by verbs."""

import pytest

from tests.api.parts import assert_problem, deliver_due, only, run
from tests.factories import API, soon


def etag(person, path):
    value = person.get(path).headers["ETag"]
    assert value.startswith('"')
    assert value.endswith('"')
    return value


def test_the_etag_stays_while_nothing_happens(everyone):
    mb = everyone("mb")
    post = mb.write()
    for path in (f"/posts/{post['id']}", f"/deliveries/{only(post)['id']}"):
        assert etag(mb, path) == etag(mb, path) == etag(everyone("mb.lead"), path)
    mb.post(f"/posts/{post['id']}/check")
    assert etag(mb, f"/posts/{post['id']}") == etag(mb, f"/posts/{post['id']}")


def test_the_etag_changes_with_content_and_state(everyone):
    mb, desk, lead = everyone("mb"), everyone("desk1"), everyone("mb.lead")
    created = mb.post(
        "/posts",
        {
            "organisation": "MB",
            "title": "T",
            "text": "T",
            "deliveries": [{"channel_id": mb.channel("Landesportal"), "proposed_at": soon()}],
        },
    )
    post = created.json()
    path, delivery = f"/posts/{post['id']}", f"/deliveries/{only(post)['id']}"
    seen = [created.headers["ETag"]]
    assert seen == [etag(mb, path)]

    def step(answer, *, delivery_moves=True):
        assert answer.status_code == 200, answer.text
        assert answer.headers["ETag"] == etag(mb, path if "/posts/" in str(answer.url) else delivery)
        assert etag(mb, path) not in seen
        seen.append(etag(mb, path))
        moved.append(etag(mb, delivery))
        assert (moved[-1] != moved[-2]) is delivery_moves

    moved = [etag(mb, delivery)]
    step(mb.patch(path, {"title": "Neu"}), delivery_moves=False)
    step(mb.patch(path, {"note_to_desk": "Neu"}), delivery_moves=False)
    step(mb.patch(path, {"text": "Neu"}))
    rows = [{"channel_id": mb.channel("Landesportal"), "proposed_at": "2031-01-01T00:00:00Z"}]
    step(mb.patch(path, {"deliveries": rows}))
    step(mb.post(f"{path}/submit"), delivery_moves=False)
    step(desk.post(f"{path}/claim"), delivery_moves=False)
    step(desk.post(f"{path}/unclaim"), delivery_moves=False)
    step(desk.post(f"{path}/request-changes", {"ground": "factual", "reason": "x"}), delivery_moves=False)
    step(mb.post(f"{path}/submit"), delivery_moves=False)
    step(desk.post(f"{path}/approve", {"revision_sha256": mb.read(post)["revision"]["sha256"]}))
    step(desk.post(f"{delivery}/reschedule", {"due_at": "2031-01-02T00:00:00Z"}))
    step(lead.post(f"{delivery}/hold", {"reason": "x"}))
    body = {"revision_sha256": mb.read(post)["revision"]["sha256"], "due_at": soon(-1)}
    step(desk.post(f"{delivery}/release", body))
    deliver_due()
    assert etag(mb, path) not in seen
    seen.append(etag(mb, path))
    moved.append(etag(mb, delivery))
    assert moved[-1] != moved[-2]
    step(lead.post(f"{delivery}/take-down", {"reason": "x"}))


POST_VERBS = {
    "submit": {},
    "withdraw": {},
    "approve": {"revision_sha256": ""},
    "request-changes": {"ground": "factual", "reason": "x"},
    "reject": {"ground": "other", "reason": "x"},
    "claim": None,
    "unclaim": None,
}
DELIVERY_VERBS = {
    "reschedule": {"due_at": "2031-01-01T00:00:00Z"},
    "cancel": {},
    "hold": {"reason": "x"},
    "release": {"revision_sha256": "", "due_at": "2031-01-01T00:00:00Z"},
    "take-down": {"reason": "x"},
}


@pytest.mark.parametrize("verb", [*POST_VERBS, *DELIVERY_VERBS])
@pytest.mark.req("LI-05")
def test_verbs_honour_what_was_last_read(everyone, verb):
    mb, desk, lead = everyone("mb"), everyone("desk1"), everyone("mb.lead")
    post = mb.write() if verb == "submit" else mb.submit(mb.write(at=soon(-1)))
    if verb in DELIVERY_VERBS:
        desk.approve(post, due_at=soon(-1) if verb == "take-down" else soon())
    if verb == "take-down":
        deliver_due()
    if verb == "release":
        desk.post(f"/deliveries/{only(post)['id']}/hold", {"reason": "x"})
    person = mb if verb in {"submit", "withdraw"} else lead if verb == "take-down" else desk
    path = f"/deliveries/{only(post)['id']}" if verb in DELIVERY_VERBS else f"/posts/{post['id']}"
    body = (POST_VERBS | DELIVERY_VERBS)[verb]
    if body and "revision_sha256" in body:
        body = body | {"revision_sha256": post["revision"]["sha256"]}
    if verb == "unclaim":
        desk.post(f"{path}/claim")
    before = person.get(path)
    told = assert_problem(person.post(f"{path}/{verb}", body, if_match='"alt"'), 412, "stale")
    assert told["context"]["etag"] == before.headers["ETag"]
    assert person.get(path).json() == before.json()
    assert person.post(f"{path}/{verb}", body, if_match=before.headers["ETag"]).status_code == 200


def test_a_verb_on_what_changed_in_the_meantime_is_stale(everyone):
    mb, desk = everyone("mb"), everyone("desk1")
    post = mb.submit(mb.write())
    read = desk.get(f"/posts/{post['id']}").headers["ETag"]
    mb.patch(f"/posts/{post['id']}", {"title": "Neu"})
    answer = desk.post(f"/posts/{post['id']}/reject", {"ground": "other", "reason": "x"}, if_match=read)
    assert_problem(answer, 412, "stale")
    assert mb.read(post)["state"] == "submitted"


def test_what_is_not_ones_own_stays_unseen_with_and_without_the_header(everyone):
    post = everyone("mb").write()
    for if_match in (None, '"alt"', "*"):
        answer = everyone("mw").post(f"/posts/{post['id']}/submit", {}, if_match=if_match)
        assert_problem(answer, 404, "not-found")
    mw = everyone("mw")
    assert_problem(
        mw.client.patch(f"{API}/posts/{post['id']}", json={}, headers=mw.headers), 404, "not-found"
    )


def test_what_the_clock_changed_is_seen_too(everyone):
    mb, desk = everyone("mb"), everyone("desk1")
    post = desk.approve(mb.submit(mb.write()))
    read = etag(mb, f"/posts/{post['id']}")
    run(
        "update delivery set due_at = due_at - interval '3 hours', window_s = 60 where post_id = :id",
        id=post["id"],
    )
    deliver_due()
    assert only(mb.read(post))["hold_reason"] == "missed_window"
    assert_problem(mb.patch(f"/posts/{post['id']}", {"title": "Neu"}, if_match=read), 412, "stale")
