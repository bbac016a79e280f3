"""The desk's second verb, by API alone: sent back and handed in again, rejected for party politics, two at one post."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tests.api.parts import fetch, only
from tests.factories import soon


def timeline(person, post):
    return [row["action"] for row in person.get(f"/posts/{post['id']}/timeline").json()["items"]]


def told_of(post, name):
    """What somebody is told of a post, in order."""
    query = """
        select n.kind from notification n join "user" u on u.id = n.user_id
        where n.object_id = :id and u.email = :email order by n.created_at, n.id
    """
    return [kind for (kind,) in fetch(query, id=post["id"], email=f"{name}@redaktion.example")]


def test_returned_and_resubmitted_with_a_diff(office, people):
    """Frau K. proposes 12:35, Herr S. asks for a change beside the sentence, and sees the words that changed."""
    mb, desk = people("mb"), people("desk1")
    post = mb.submit(mb.write(text="34 Mio. Euro für Tablets. Mehr dazu auf dem Landesportal."))
    assert desk.get("/queue").json()["items"][0]["id"] == post["id"]
    desk.post(f"/posts/{post['id']}/claim")
    quote = "34 Mio. Euro"
    remark = {
        "text": "Bitte die Zahl belegen.",
        "passage": {"revision": 1, "begins": 0, "ends": len(quote), "quote": quote},
        "mentions": {"organisations": ["MB"]},
    }
    comment = desk.post(f"/posts/{post['id']}/comments", remark).json()
    decision = {"ground": "factual", "reason": "Die Zahl ist nicht belegt."}
    back = desk.post(f"/posts/{post['id']}/request-changes", decision).json()
    assert back["claim"] is None

    assert told_of(post, "mb") == ["post.commented", "post.changes_requested"]
    seen = mb.read(post)
    assert (seen["state"], seen["decision"]["reason"]) == ("changes_requested", decision["reason"])
    assert seen["decision"]["ground_label"] == "Angaben unrichtig, unklar oder nicht belegt"
    mb.patch(
        f"/posts/{post['id']}",
        {"text": "Rund 34 Mio. Euro für Tablets bis 2030. Mehr dazu auf dem Landesportal."},
    )
    (row,) = mb.get(f"/posts/{post['id']}/comments").json()["items"]
    assert row["passage"]["now"] == {"begins": 5, "ends": 5 + len(quote)}
    mb.post(f"/comments/{comment['id']}/resolve")
    again = mb.submit(post)

    diff = desk.get(f"/posts/{post['id']}/diff", **{"from": 1, "to": 2}).json()
    assert [row for row in diff["channels"][0]["text"] if row["change"] != "equal"] == [
        {"change": "insert", "text": "Rund "},
        {"change": "insert", "text": " bis 2030"},
    ]
    desk.read(again)
    item = {"post_id": post["id"], "revision_sha256": again["revision"]["sha256"]}
    (outcome,) = desk.post("/approvals/bulk", {"items": [item]}).json()["items"]
    assert outcome["approved"]
    assert mb.read(post)["state"] == "scheduled"
    assert told_of(post, "mb")[-1] == "post.approved"
    assert timeline(mb, post) == [
        "post.create",
        "post.submit",
        "post.claim",
        "post.comment",
        "post.request_changes",
        "post.edit",
        "post.resolve_comment",
        "post.submit",
        "delivery.approve",
        "post.approve",
    ]


def test_a_party_political_post_is_rejected_and_its_ministry_told_why_and_what_it_may_do(
    office, people, client
):
    mb, lead, desk = people("mb"), people("mb.lead"), people("desk1")
    text = "Wählen Sie am Sonntag die Musterpartei."
    post = lead.submit(mb.write(text=text, at=soon(60)))
    why = {"ground": "party_political", "reason": "Der Beitrag ruft zur Wahl einer Partei auf."}
    gone = desk.post(f"/posts/{post['id']}/reject", why).json()
    assert gone["state"] == "rejected"

    for name, person in (("mb", mb), ("mb.lead", lead)):
        assert told_of(post, name) == ["post.rejected"]
        decision = person.read(post)["decision"]
        assert (decision["ground"], decision["reason"]) == (why["ground"], why["reason"])
        assert "neuer Beitrag zum selben Thema ohne die beanstandete Aussage" in decision["next_step"]
    house = "select context ->> 'ground', context ->> 'reason' from notification where object_id = :id and organisation_id is not null and kind = 'post.rejected'"
    assert fetch(house, id=post["id"]) == [(why["ground"], why["reason"])]
    (ground,) = [row for row in mb.get("/grounds").json()["items"] if row["ground"] == why["ground"]]
    assert ground["sentences"][0]["page"] == 7

    revisions = mb.get(f"/posts/{post['id']}/revisions").json()["items"]
    assert revisions[0]["text"] == text, "the text stays in the record"
    assert client.get(f"/portal/posts/{only(post)['id']}").status_code == 404
    assert desk.get("/queue").json()["items"] == []
    answer = {"text": "Wir sehen darin keinen Aufruf.", "mentions": {"organisations": ["StK"]}}
    assert mb.post(f"/posts/{post['id']}/comments", answer).status_code == 201
    assert told_of(post, "desk1") == ["post.commented"]


def test_two_central_editors_at_the_same_post_at_the_same_moment(office, people):
    mb, desk1, desk2 = people("mb"), people("desk1"), people("desk2")
    post = mb.submit(mb.write())
    path = f"/posts/{post['id']}"
    first, second = at_once(lambda: desk1.post(f"{path}/claim"), lambda: desk2.post(f"{path}/claim"))
    (won,) = (answer for answer in (first, second) if answer.status_code == 200)
    (lost,) = (answer for answer in (first, second) if answer.status_code == 409)
    assert lost.json()["key"] == "claimed-by-other"
    assert lost.json()["context"]["by"] == won.json()["claim"]["by"]

    approval = {"revision_sha256": post["revision"]["sha256"]}
    rejection = {"ground": "duplicate", "reason": "Gestern schon erschienen."}
    approved, rejected = at_once(
        lambda: desk1.post(f"{path}/approve", approval), lambda: desk2.post(f"{path}/reject", rejection)
    )
    after = mb.read(post)
    if rejected.status_code == 200:
        assert after["state"] == "rejected"
        assert only(after)["state"] in {"proposed", "held"}
    else:
        assert (approved.status_code, rejected.status_code, after["state"]) == (200, 409, "scheduled")
    actions = timeline(mb, post)
    assert actions.count("post.claim") == 1
    assert actions.count("post.approve") + actions.count("post.reject") == [
        approved.status_code,
        rejected.status_code,
    ].count(200)


def at_once(*calls):
    """Make the calls at the same moment and return what came of each."""
    start = Barrier(len(calls))

    def make(call):
        start.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(make, calls))
