"""A post on its way to servers other people wrote, and what anybody sees of it there."""

from types import SimpleNamespace

import httpx2
from sqlalchemy import text

from app import db
from app.workers.deliveries import deliver
from app.workers.schedule import wake_due
from tests.factories import soon

MASTODON = "Mastodon des Landes"
PLATFORMS = {"mastodon": MASTODON, "bluesky": "Bluesky des Landes"}
MAKES_A_POST = {"mastodon": b"POST /api/v1/statuses", "bluesky": b"POST /xrpc/com.atproto.repo.createRecord"}


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


def the_first_look_is_due(*_):
    with db.transaction() as session:
        session.execute(text("update delivery set next_probe_at = now() where state = 'unclear'"))
