"""One post on portal, Mastodon and Bluesky at once, on servers other people wrote, with answers that get lost."""

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
PLATFORMS = {"mastodon": "Mastodon des Landes", "bluesky": "Bluesky des Landes"}
MAKES_A_POST = {"mastodon": b"POST /api/v1/statuses", "bluesky": b"POST /xrpc/com.atproto.repo.createRecord"}


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


def scheduled(people, *labels):
    """A post of MB, approved by the desk and due now; its text is like no other."""
    mb, desk = people("mb"), people("desk1")
    draft = mb.write(channels=("Landesportal", *labels), at=soon(-5))
    words = f"Neue Tablets für alle Schulen, Mitteilung {draft['id']}."
    answer = mb.patch(f"/posts/{draft['id']}", {"text": words})
    assert answer.status_code == 200, answer.text
    return SimpleNamespace(post=desk.approve(mb.submit(answer.json())), text=f"{words} (MB)")


def states(people, post):
    """The state of each delivery by the channel's label."""
    return {row["channel"]: row["state"] for row in people("mb").read(post)["deliveries"]}


def publish():
    for delivery_id in wake_due():
        deliver(delivery_id)


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


def test_a_post_stands_on_all_three(people, peers, connected, publisher):
    story = scheduled(people, *PLATFORMS.values())
    with publisher():
        publish()
    assert set(states(people, story.post).values()) == {"sent"}
    assert {platform: copies(peers, platform, story.text) for platform in PLATFORMS} == {
        "mastodon": 1,
        "bluesky": 1,
    }


def test_an_answer_cut_after_the_peer_took_the_post_leaves_one_post_on_each(
    people, peers, proxies, connected, publisher
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
        "Mastodon des Landes": "unclear",
    }
    with publisher():
        reconcile.sweep()
    assert states(people, story.post)["Mastodon des Landes"] == "unclear", (
        "the first probe is two minutes away"
    )
    with db.transaction() as session:
        session.execute(text("update delivery set next_probe_at = now() where state = 'unclear'"))
    with publisher():
        reconcile.sweep()
    assert set(states(people, story.post).values()) == {"sent"}
    assert {platform: copies(peers, platform, story.text) for platform in PLATFORMS} == {
        "mastodon": 1,
        "bluesky": 1,
    }


def test_a_revoked_token_closes_the_channel_tells_once_and_holds(
    people, peers, connected, publisher, proxies
):
    stories = [scheduled(people, PLATFORMS["mastodon"]) for _ in range(2)]
    kanal, channel_id = people("kanal"), people("kanal").channel(PLATFORMS["mastodon"])
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
        row = next(
            row
            for row in people("mb").read(story.post)["deliveries"]
            if row["channel"] == PLATFORMS["mastodon"]
        )
        assert (row["state"], row["hold_reason"]) == ("held", "channel_access")
        assert copies(peers, "mastodon", story.text) == 0
    with db.transaction() as session:
        told = session.execute(text("select count(*) from notification where kind = 'channel.access_closed'"))
        assert told.scalar_one() == 1
