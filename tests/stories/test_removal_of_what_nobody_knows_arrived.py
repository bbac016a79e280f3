"""A removal is decided while nobody knows whether the post is on Mastodon: it waits until the look has found it."""

import pytest

from app.workers import reconcile, takedowns
from tests.stories.platforms import (
    MAKES_A_POST,
    MASTODON,
    copies,
    on_mastodon,
    publish,
    scheduled,
    states,
    the_first_look_is_due,
)

pytestmark = pytest.mark.xdist_group("peers")
QUIET_S = 600
"""For how long after the last call a late publication could still come, and `removed` is not yet believed."""


@pytest.fixture
def unclear(people, proxies, connected, publisher):
    """A post that Mastodon took and whose answer was lost."""
    story, proxy = scheduled(people, MASTODON), proxies["mastodon"]
    proxy.picks = lambda request: request.startswith(MAKES_A_POST["mastodon"])
    proxy.fault = "cut"
    with publisher():
        publish()
    proxy.fault = None
    assert on_mastodon(people, story.post)["state"] == "unclear"
    return story


def removals(desk, case):
    """What became of the removal, event by event."""
    rows = desk.people("mb").get(f"/posts/{case['post_id']}/timeline", limit=100).json()["items"]
    told = [row["action"] for row in rows]
    return told[told.index("takedown.execute") :]


def test_what_was_decided_while_it_was_unclear_is_removed_once_it_is_found(
    desk, people, peers, publisher, real_scene, unclear
):
    # Given a case, opened and agreed on while only Mastodon knows that it took the post
    row = on_mastodon(people, unclear.post)
    assert copies(peers, "mastodon", unclear.text) == 1
    case = desk.case(delivery=row)
    assert desk.ask("mb.lead", case, "respond", answer="agree").status_code == 200
    # When a second person decides
    decided = desk.ask("desk2", case, "execute")
    assert (decided.status_code, decided.json()["state"]) == (202, "executing")
    with publisher():
        takedowns.sweep()
    # Then nothing is removed: nobody knows yet what there is to remove
    assert on_mastodon(people, unclear.post)["state"] == "unclear"
    assert copies(peers, "mastodon", unclear.text) == 1
    # When the look finds it
    the_first_look_is_due()
    with publisher():
        reconcile.sweep()
    assert on_mastodon(people, unclear.post)["state"] == "sent"
    assert desk.read(case)["state"] == "executing"
    with publisher():
        takedowns.sweep()
    # Then it is gone from Mastodon, and believed to be once a late publication could no longer bring it back
    assert copies(peers, "mastodon", unclear.text) == 0
    assert on_mastodon(people, unclear.post)["state"] == "removing"
    real_scene.shift(row["id"], -QUIET_S - 1)
    with publisher():
        takedowns.sweep()
        takedowns.sweep()
        reconcile.sweep()
    assert copies(peers, "mastodon", unclear.text) == 0
    assert states(people, unclear.post) == {"Landesportal": "sent", MASTODON: "removed"}
    # And the case has ended by it, once, with the evidence of each call and look
    done = desk.read(case, by="mb.lead")
    assert (done["state"], done["decision"]["by_same_person"], done["end"]["by"]) == ("executed", False, None)
    [evidence] = done["deliveries"]
    assert [(row["kind"], row["outcome"]) for row in evidence["attempts"]] == [
        ("publish", "unknown"),
        ("probe", "found"),
        ("remove", "absent"),
        ("remove", "absent"),
    ]
    assert removals(desk, case) == [
        "takedown.execute",
        "delivery.take_down",
        "delivery.found",
        "delivery.removing",
        "delivery.remove",
        "delivery.remove",
        "delivery.removed",
        "takedown.end",
    ]
    # And the ministry reads each of it once
    desk.put_notices_through()
    told = [row["kind"] for row in people("mb").get("/notices", limit=100).json()["items"]]
    about = sorted(kind for kind in told if kind.startswith("takedown") or kind == "post.removed")
    assert about == ["post.removed", "takedown.executed", "takedown.notice"]
