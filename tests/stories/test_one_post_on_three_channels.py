"""Portal, Mastodon and Bluesky at once, on servers other people wrote: answers get lost, a token dies, a server rests."""

import pytest
from sqlalchemy import text

from app import db
from app.workers import preflight, reconcile
from tests.stories.platforms import (
    MAKES_A_POST,
    MASTODON,
    PLATFORMS,
    copies,
    on_mastodon,
    publish,
    scheduled,
    states,
    the_first_look_is_due,
)

pytestmark = pytest.mark.xdist_group("peers")
REST = b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 600\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


def deliver_and_reconcile(scene):
    """As often as it takes until everything had its turn, however far apart a channel wants its posts."""
    for _ in range(4):
        scene.force("update channel set next_free_at = null")
        scene.force("update delivery set woken_at = null")
        publish()
        reconcile.sweep()


def somebody_decides(people, post):
    """The desk says too early that it is not there, and then that it is; a worker looks once more."""
    row = on_mastodon(people, post)
    absent = {"outcome": "not_there", "reason": "Ich habe ihn nicht gesehen."}
    too_early = people("desk1").post(f"/deliveries/{row['id']}/resolve", absent)
    assert (too_early.status_code, too_early.json()["key"]) == (409, "probes-missing")
    there = {"outcome": "there", "reason": "Er steht dort.", "remote_url": "https://mastodon.example/@land/1"}
    kept = people("desk1").post(f"/deliveries/{row['id']}/resolve", there)
    assert (kept.status_code, kept.json()["state"]) == (202, "unclear")


@pytest.mark.parametrize("found_out", [the_first_look_is_due, somebody_decides])
def test_an_answer_cut_after_the_peer_took_the_post_leaves_one_post_on_each(
    people, peers, proxies, connected, publisher, found_out
):
    story = scheduled(people, *PLATFORMS.values())
    for platform, proxy in proxies.items():
        proxy.picks = lambda request, start=MAKES_A_POST[platform]: request.startswith(start)
        proxy.fault = "cut"
    with publisher():
        publish()
    assert states(people, story.post) == {
        "Landesportal": "sent",
        "Bluesky des Landes": "sent",  # looked up under our own key before anything else
        MASTODON: "unclear",
    }
    with publisher():
        reconcile.sweep()
    assert states(people, story.post)[MASTODON] == "unclear", "the first probe is two minutes away"
    found_out(people, story.post)
    with publisher():
        reconcile.sweep()
    assert set(states(people, story.post).values()) == {"sent"}
    address = on_mastodon(people, story.post)["remote_url"]
    assert address.startswith("http"), "what the look saw counts, not what somebody typed"
    assert "mastodon.example" not in address
    assert {platform: copies(peers, platform, story.text) for platform in PLATFORMS} == {
        "mastodon": 1,
        "bluesky": 1,
    }


def test_a_429_pauses_the_channel_and_not_the_window(
    people, peers, proxies, connected, publisher, real_scene
):
    first, second, urgent = (
        scheduled(people, *PLATFORMS.values(), **how) for how in ({}, {}, {"window_s": 60})
    )
    proxy = proxies["mastodon"]
    proxy.picks = lambda request: request.startswith(MAKES_A_POST["mastodon"])
    proxy.fault = REST
    with publisher():
        deliver_and_reconcile(real_scene)
    assert proxy.picked == 1, "the others wait with the channel"
    proxy.fault = None
    for story in (first, second, urgent):
        assert states(people, story.post) == {
            "Landesportal": "sent",
            "Bluesky des Landes": "sent",
            MASTODON: "waiting",
        }
        real_scene.shift(on_mastodon(people, story.post)["id"], -120)
    with publisher():
        deliver_and_reconcile(real_scene)
    assert [copies(peers, "mastodon", story.text) for story in (first, second, urgent)] == [0, 0, 0]
    assert on_mastodon(people, urgent.post)["hold_reason"] == "missed_window"
    real_scene.set_channel(MASTODON, paused_until=None)
    real_scene.force("update delivery set next_attempt_at = null")
    with publisher():
        deliver_and_reconcile(real_scene)
    assert [states(people, story.post)[MASTODON] for story in (first, second)] == ["sent", "sent"]
    assert [copies(peers, "mastodon", story.text) for story in (first, second, urgent)] == [1, 1, 0]


def test_a_revoked_token_closes_the_channel_tells_once_and_holds(
    people, peers, connected, publisher, proxies
):
    stories = [scheduled(people, MASTODON) for _ in range(2)]
    kanal, channel_id = people("kanal"), people("kanal").channel(MASTODON)
    body = {
        "platform": "mastodon",
        "endpoint": proxies["mastodon"].url,
        "access_token": "widerrufen-seit-gestern",
    }
    assert kanal.put(f"/channels/{channel_id}/credentials", body).status_code == 200
    with publisher():
        publish()
        publish()
        preflight.sweep()
    for story in stories:
        row = on_mastodon(people, story.post)
        assert (row["state"], row["hold_reason"]) == ("held", "channel_access")
        assert copies(peers, "mastodon", story.text) == 0
    with db.transaction() as session:
        told = session.execute(text("select count(*) from notification where kind = 'channel.access_closed'"))
        assert told.scalar_one() == 1
