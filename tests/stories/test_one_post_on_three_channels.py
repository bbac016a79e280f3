"""Portal, Mastodon and Bluesky at once, on servers other people wrote: answers get lost, a token dies, a server rests."""

import contextlib
from types import SimpleNamespace

import httpx2
import pytest
from sqlalchemy import text

from app import db
from app.models.channel import ChannelScope
from app.workers import preflight, reconcile
from app.workers.deliveries import deliver
from app.workers.schedule import wake_due
from tests.api.parts import register
from tests.channels.proxy import Proxy
from tests.conftest import acting_as_publisher, forget
from tests.factories import soon

pytestmark = pytest.mark.xdist_group("peers")
MASTODON = "Mastodon des Landes"
PLATFORMS = {"mastodon": MASTODON, "bluesky": "Bluesky des Landes"}
MAKES_A_POST = {"mastodon": b"POST /api/v1/statuses", "bluesky": b"POST /xrpc/com.atproto.repo.createRecord"}
REST = b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 600\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@pytest.fixture
def proxies(peers):
    """A cutting proxy before each peer."""
    with contextlib.ExitStack() as stack:
        yield {name: stack.enter_context(Proxy(peer.port)) for name, peer in peers.items()}


@pytest.fixture
def publisher(office, postgres, keys, proxies):
    """Be a publisher for a while; the rest of the time this process is the web."""
    hosts = " ".join(proxy.host for proxy in proxies.values())
    return lambda: acting_as_publisher(postgres, office, keys, private_hosts=hosts)


@pytest.fixture
def connected(people, peers, proxies, publisher):
    """Both platforms connected by the channel manager, by way of the proxies, and looked at by the publisher."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REDAKTION_PRIVATE_HOSTS", " ".join(proxy.host for proxy in proxies.values()))
        forget()
        for platform, label in PLATFORMS.items():
            channel_id = register(platform, label, "StK", ChannelScope.CENTRAL)
            body = {"platform": platform, "endpoint": proxies[platform].url} | dict(
                peers[platform].credentials()
            )
            answer = people("kanal").put(f"/channels/{channel_id}/credentials", body)
            assert answer.status_code == 200, answer.text
        with publisher():
            preflight.sweep()
        yield
    forget()


def scheduled(people, *labels, **terms):
    """A post of MB, approved by the desk on its terms and due now; its text is like no other."""
    mb, desk = people("mb"), people("desk1")
    draft = mb.write(channels=("Landesportal", *labels), at=soon(-5))
    words = f"Neue Tablets für alle Schulen, Mitteilung {draft['id']}."
    answer = mb.patch(f"/posts/{draft['id']}", {"text": words})
    assert answer.status_code == 200, answer.text
    return SimpleNamespace(post=desk.approve(mb.submit(answer.json()), **terms), text=f"{words} (MB)")


def states(people, post):
    """The state of each delivery by the channel's label."""
    return {row["channel"]: row["state"] for row in people("mb").read(post)["deliveries"]}


def on_mastodon(people, post):
    return next(row for row in people("mb").read(post)["deliveries"] if row["channel"] == MASTODON)


def publish():
    for delivery_id in wake_due():
        deliver(delivery_id)


def deliver_and_reconcile(scene):
    """As often as it takes until everything had its turn, however far apart a channel wants its posts."""
    for _ in range(4):
        scene.force("update channel set next_free_at = null")
        scene.force("update delivery set woken_at = null")
        publish()
        reconcile.sweep()


def copies(peers, platform, words):
    """How often the peer shows the text to anybody who asks."""
    peer, secrets = peers[platform], peers[platform].credentials()
    with httpx2.Client(base_url=peer.endpoint, timeout=10, trust_env=False) as reader:
        if platform == "bluesky":
            query = {"repo": secrets["identifier"], "collection": "app.bsky.feed.post", "limit": 100}
            rows = reader.get("/xrpc/com.atproto.repo.listRecords", params=query).json()["records"]
            return sum(row["value"]["text"] == words for row in rows)
        own = {"Authorization": f"Bearer {secrets['access_token']}"}
        me = reader.get("/api/v1/accounts/verify_credentials", headers=own).json()["id"]
        rows = reader.get(f"/api/v1/accounts/{me}/statuses", params={"limit": 40}, headers=own).json()
        return sum(words in row["content"] for row in rows)


def somebody_decides(people, post):
    """The desk says too early that it is not there, and then that it is; a worker looks once more."""
    row = on_mastodon(people, post)
    absent = {"outcome": "not_there", "reason": "Ich habe ihn nicht gesehen."}
    too_early = people("desk1").post(f"/deliveries/{row['id']}/resolve", absent)
    assert (too_early.status_code, too_early.json()["key"]) == (409, "probes-missing")
    there = {"outcome": "there", "reason": "Er steht dort.", "remote_url": "https://mastodon.example/@land/1"}
    kept = people("desk1").post(f"/deliveries/{row['id']}/resolve", there)
    assert (kept.status_code, kept.json()["state"]) == (202, "unclear")


def the_first_look_is_due(*_):
    with db.transaction() as session:
        session.execute(text("update delivery set next_probe_at = now() where state = 'unclear'"))


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
