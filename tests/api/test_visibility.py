"""Who sees whose posts: a foreign draft is as if it were not there, whatever one asks for (SECURITY AZ-02)."""

import pytest

from tests.api.parts import assert_problem, deliver_due, only
from tests.factories import API, a_key, soon

UNKNOWN = "01890000-0000-7000-8000-000000000000"
STRANGERS = ("mw", "mw.lead", "kanal", "admin")
FIELDS = {"note_to_desk": "Nur für die Zentralredaktion", "text": "Öffentlich. Ein seltenes Wort: Zwetschge."}


def ways(post):
    """Every route that names the post or its delivery: method, path, body."""
    sha256, delivery = post["revision"]["sha256"], only(post)["id"]
    return [
        ("GET", f"/posts/{post['id']}", None),
        ("PATCH", f"/posts/{post['id']}", {"title": "x"}),
        ("GET", f"/posts/{post['id']}/revisions", None),
        ("GET", f"/posts/{post['id']}/timeline", None),
        ("PUT", f"/posts/{post['id']}/theme", {"theme_id": None}),
        ("POST", f"/posts/{post['id']}/check", None),
        ("GET", f"/posts/{post['id']}/checks", None),
        ("POST", f"/posts/{post['id']}/submit", {}),
        ("POST", f"/posts/{post['id']}/withdraw", {}),
        ("POST", f"/posts/{post['id']}/approve", {"revision_sha256": sha256}),
        ("POST", f"/posts/{post['id']}/request-changes", {"ground": "factual", "reason": "x"}),
        ("POST", f"/posts/{post['id']}/reject", {"ground": "other", "reason": "x"}),
        ("POST", f"/posts/{post['id']}/claim", None),
        ("POST", f"/posts/{post['id']}/unclaim", None),
        ("GET", f"/posts/{post['id']}/diff?from=1&to=1", None),
        ("GET", f"/posts/{post['id']}/record", None),
        ("POST", f"/posts/{post['id']}/copy", {}),
        ("GET", f"/posts/{post['id']}/comments", None),
        ("POST", f"/posts/{post['id']}/comments", {"text": "x"}),
        ("GET", f"/posts/{post['id']}/readers", None),
        ("GET", f"/deliveries/{delivery}", None),
        ("GET", f"/deliveries/{delivery}/images/{sha256}", None),
        ("POST", f"/deliveries/{delivery}/resolve", {"outcome": "there", "reason": "x"}),
        ("POST", f"/deliveries/{delivery}/post-by-hand", {}),
        ("POST", f"/deliveries/{delivery}/confirm-removal", {"reason": "x"}),
        ("POST", f"/deliveries/{delivery}/reschedule", {"due_at": soon()}),
        ("POST", f"/deliveries/{delivery}/cancel", {}),
        ("POST", f"/deliveries/{delivery}/hold", {"reason": "x"}),
        ("POST", f"/deliveries/{delivery}/release", {"revision_sha256": sha256, "due_at": soon()}),
        ("POST", f"/deliveries/{delivery}/approve-again", {"revision_sha256": sha256}),
        ("POST", f"/deliveries/{delivery}/take-down", {"reason": "x"}),
    ]


def ask(person, method, path, body, *, if_match="*"):
    headers = person.headers | {"Idempotency-Key": a_key()} | ({"If-Match": if_match} if if_match else {})
    return person.client.request(method, API + path, json=body, headers=headers)


def listed(person, name, post):
    wanted = only(post)["id"] if name == "deliveries" else post["id"]
    return wanted in [row["id"] for row in person.get(f"/{name}", limit=100).json()["items"]]


def draft(everyone):
    return everyone("mb").write(**FIELDS)


def submitted(everyone):
    return everyone("mb").submit(draft(everyone))


def published(everyone):
    post = everyone("mb").submit(everyone("mb").write(at=soon(-1), **FIELDS))
    everyone("desk1").approve(post)
    deliver_due()
    return everyone("mb").read(post)


def test_the_list_of_ways_names_every_route_with_an_id(visitor):
    from app.main import create_app

    paths = create_app().openapi()["paths"]
    found = {
        (method.upper(), path.removeprefix(API))
        for path in paths
        for method in paths[path]
        if "{post_id}" in path or ("{delivery_id}" in path and path.startswith(API))
    }
    post = {"id": "{post_id}", "revision": {"sha256": "{sha256}"}, "deliveries": [{"id": "{delivery_id}"}]}
    assert {(method, path.partition("?")[0]) for method, path, _ in ways(post)} == found


@pytest.mark.parametrize("name", STRANGERS)
@pytest.mark.parametrize("make", [draft, submitted])
@pytest.mark.req("AZ-02")
def test_a_foreign_post_is_as_if_it_were_not_there(everyone, name, make):
    stranger, post = everyone(name), make(everyone)
    unknown = {"id": UNKNOWN, "revision": post["revision"], "deliveries": [{"id": UNKNOWN}]}
    for foreign, nothing in zip(ways(post), ways(unknown), strict=True):
        told = assert_problem(ask(stranger, *foreign), 404, "not-found")
        assert told == assert_problem(ask(stranger, *nothing), 404, "not-found"), foreign
        assert told == assert_problem(ask(stranger, *foreign, if_match=None), 404, "not-found"), foreign
    for listing in ("posts", "queue", "deliveries"):
        assert not listed(stranger, listing, post)
    assert everyone("mb").read(post)["updated_at"] == post["updated_at"]
    assert stranger.get("/posts", q="Zwetschge", organisation="MB", state=post["state"]).json()["items"] == []


def test_the_desk_sees_others_posts_from_submission_on(everyone):
    desk, mb = everyone("desk1"), everyone("mb")
    post = draft(everyone)
    for way in ways(post):
        assert_problem(ask(desk, *way), 404, "not-found")
    assert not listed(desk, "posts", post)
    mb.submit(post)
    assert desk.read(post)["note_to_desk"] == FIELDS["note_to_desk"]
    assert all(listed(desk, name, post) for name in ("posts", "queue", "deliveries"))
    desk.post(f"/posts/{post['id']}/request-changes", {"ground": "factual", "reason": "x"})
    assert desk.read(post)["state"] == "changes_requested"
    for way in ("revisions", "timeline"):
        assert desk.get(f"/posts/{post['id']}/{way}").status_code == 200


def test_the_own_ministry_and_the_lead_see_drafts(everyone):
    post = draft(everyone)
    assert everyone("mb.lead").read(post)["note_to_desk"] == FIELDS["note_to_desk"]
    assert listed(everyone("mb.lead"), "posts", post)
    below = everyone("mb").write("LzpB")
    assert everyone("mb.lead").read(below)["organisation"] == "LzpB"


def test_the_auditor_reads_everything_and_does_nothing(everyone):
    auditor, post = everyone("revision"), draft(everyone)
    assert auditor.read(post)["note_to_desk"] == FIELDS["note_to_desk"]
    assert listed(auditor, "posts", post)
    assert listed(auditor, "deliveries", post)
    for method, path, body in ways(post):
        expected = {200} if method == "GET" or path.endswith("/check") else {403, 409}
        if path.endswith("/readers"):
            expected = {403}  # whom a comment may mention is for those who write one
        if "/images/" in path:
            expected = {404}  # the post has none
        assert ask(auditor, method, path, body).status_code in expected, path
    assert not any(row["allowed"] for row in auditor.read(post)["actions"])


@pytest.mark.parametrize("name", STRANGERS)
def test_a_published_post_is_seen_without_what_is_internal(everyone, name):
    stranger, post = everyone(name), published(everyone)
    seen = stranger.read(post)
    assert (seen["text"], seen["state"]) == (FIELDS["text"], "published")
    assert only(seen)["text_as_sent"] == FIELDS["text"] + " (MB)"
    assert (seen["note_to_desk"], seen["justifications"], seen["neutrality_declared"]) == (None, [], None)
    assert (seen["actions"], seen["claim"]) == ([], None)
    for listing in ("posts", "deliveries"):
        assert listed(stranger, listing, post)
    assert stranger.get(f"/deliveries/{only(post)['id']}").status_code == 200
    for method, path, body in ways(post):
        if method == "GET" and path.count("/") == 2:
            continue
        assert_problem(ask(stranger, method, path, body), 404, "not-found")


def test_of_a_published_post_others_see_only_the_deliveries_that_are_out(everyone):
    mb, mw = everyone("mb"), everyone("mw")
    post = mb.submit(mb.write(channels=["Landesportal", "Konsole MB"]))
    everyone("desk1").approve(post, due_at=soon(-1))
    deliver_due()
    seen = mw.read(post)
    assert [row["channel"] for row in seen["deliveries"]] == ["Landesportal"]
    assert seen["progress"] == {"sent": 1, "open": 0, "cancelled": 0}
    inside = next(row["id"] for row in mb.read(post)["deliveries"] if row["channel"] == "Konsole MB")
    assert_problem(mw.get(f"/deliveries/{inside}"), 404, "not-found")
    assert inside not in [row["id"] for row in mw.get("/deliveries", limit=100).json()["items"]]


def test_nobody_finds_a_published_post_by_its_internal_title(everyone):
    published(everyone)
    post = everyone("mb").submit(everyone("mb").write(at=soon(-1), title="Kodewort Drosselgasse"))
    everyone("desk1").approve(post)
    deliver_due()
    assert everyone("mw").get("/posts", q="Drosselgasse").json()["items"] == []
    assert len(everyone("desk1").get("/posts", q="Drosselgasse").json()["items"]) == 1
