"""Mastodon and Bluesky against servers that other people wrote, directly and behind a proxy that cuts."""

import io
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from PIL import Image
from uuid_utils.compat import uuid7

from app.channels.base import Account, Attachment, Message, Permanent, Receipt, Temporary, Unclear
from app.channels.bluesky_text import record_key
from app.channels.registry import Surroundings, connector
from app.clock import boot_time
from app.editorial.counting import length_of
from app.egress import Egress
from app.models import Channel, Platform
from app.workers.calls import call
from tests.channels.proxy import Proxy

pytestmark = pytest.mark.xdist_group("peers")
LONG_AGO = datetime.fromtimestamp(0, UTC)
BOTH = pytest.mark.parametrize("peer", ["bluesky", "mastodon"], indirect=True)
BLUESKY = pytest.mark.parametrize("peer", ["bluesky"], indirect=True)
MASTODON = pytest.mark.parametrize("peer", ["mastodon"], indirect=True)


@pytest.fixture
def peer(request, peers):
    return peers[request.param]


class Place:
    """An account at a peer, and what the public can read there, asked without our connectors."""

    def __init__(self, peer, folder):
        self.peer = peer
        self.folder = folder
        self.secrets = dict(peer.credentials())
        self.client = httpx2.Client(base_url=peer.endpoint, timeout=60, trust_env=False)

    def keep(self, change):
        self.secrets = dict(change(dict(self.secrets)))
        return self.secrets

    def channel(self, url=None, host=None):
        egress = Egress(frozenset({host or self.peer.host}), 5)
        account = Account(uuid7(), url or self.peer.endpoint, self.secrets, keep=self.keep)
        return connector(self.peer.platform, Surroundings("https://x.example", self.folder, egress), account)

    def behind(self, proxy):
        return self.channel(proxy.url, proxy.host)

    def posts(self):
        """Everything the account has said, as the peer tells anybody."""
        if self.peer.platform == "bluesky":
            query = {"repo": self.secrets["identifier"], "collection": "app.bsky.feed.post", "limit": 100}
            rows = self.client.get("/xrpc/com.atproto.repo.listRecords", params=query).json()["records"]
            return [row["value"] for row in rows]
        own = {"Authorization": f"Bearer {self.secrets['access_token']}"}
        me = self.client.get("/api/v1/accounts/verify_credentials", headers=own).json()["id"]
        rows = self.client.get(f"/api/v1/accounts/{me}/statuses", params={"limit": 40}, headers=own).json()
        sources = [
            self.client.get(f"/api/v1/statuses/{row['id']}/source", headers=own).json() for row in rows
        ]
        return [row | source for row, source in zip(rows, sources, strict=True)]

    def copies(self, message):
        return [post for post in self.posts() if post["text"] == message.text]


@pytest.fixture
def place(peer, tmp_path):
    place = Place(peer, tmp_path)
    yield place
    place.client.close()


@pytest.fixture
def proxy(peer):
    with Proxy(peer.port) as proxy:
        yield proxy


@pytest.fixture
def message():
    delivery_id = uuid7()
    return Message(delivery_id, uuid7(), uuid7(), f"Grüß Gott, Nr. {delivery_id}. (MB)", "de", None, "0" * 64)


def just_now():
    return datetime.now(UTC) - timedelta(seconds=5)


def an_image():
    file = io.BytesIO()
    Image.new("RGB", (64, 48), "navy").save(file, "PNG")
    return Attachment("ab" * 32, "image/png", 64, 48, "Ein blaues Feld"), file.getvalue()


@BOTH
def test_a_preflight_reads_the_real_server(place, deadline):
    standing = place.channel().check(deadline)
    expected = {"bluesky": ("own_id", 300), "mastodon": ("key", 500)}[place.peer.platform]
    assert (standing.idempotency, standing.limits["characters"]) == expected
    assert standing.handle.replace("_", "-").startswith("land-demo")
    assert standing.software


@BOTH
def test_a_post_is_published_found_and_removed(place, message, deadline):
    channel = place.channel()
    assert channel.find(message, just_now(), deadline) is None
    receipt = channel.publish(message, deadline)
    assert len(place.copies(message)) == 1
    assert channel.find(message, just_now(), deadline) == receipt
    known = replace(message, remote_id=receipt.remote_id)
    assert channel.find(known, LONG_AGO, deadline) == receipt
    for _ in range(2):
        channel.remove(receipt.remote_id, deadline)
    assert channel.find(known, LONG_AGO, deadline) is None
    assert place.copies(message) == []


@BOTH
def test_a_second_try_leaves_one_copy_and_names_the_same(place, message, deadline):
    receipts = {place.channel().publish(message, deadline) for _ in range(3)}
    assert len(receipts) == 1
    assert len(place.copies(message)) == 1


@BLUESKY
def test_eight_at_once_leave_one_copy(place, message):
    place.channel().check(boot_time() + 60)
    channels = [place.channel() for _ in range(8)]
    with ThreadPoolExecutor(8) as threads:
        outcomes = list(
            threads.map(lambda each: call(lambda: each.publish(message, boot_time() + 60)), channels)
        )
    assert len(place.copies(message)) == 1
    assert {type(outcome) for outcome in outcomes} <= {Receipt, Unclear}


@BOTH
def test_language_image_and_alt_text_arrive(place, message, deadline):
    image, content = an_image()
    handle = place.channel().prepare(image, content, deadline)
    place.channel().publish(replace(message, media=(replace(image, handle=handle.name),)), deadline)
    [post] = place.copies(message)
    if place.peer.platform == "bluesky":
        [shown] = post["embed"]["images"]
        assert (post["langs"], shown["alt"]) == (["de"], image.alt)
        assert shown["aspectRatio"] == {"width": 64, "height": 48}
    else:
        assert (post["language"], post["media_attachments"][0]["description"]) == ("de", image.alt)


@MASTODON
def test_a_content_warning_stands_before_the_status(place, message, deadline):
    place.channel().publish(replace(message, content_warning="Unwetter"), deadline)
    [post] = place.copies(message)
    assert (post["spoiler_text"], post["sensitive"]) == ("Unwetter", True)


@BLUESKY
def test_links_tags_and_mentions_are_taken_as_such(place, message, deadline):
    name = place.secrets["identifier"]
    text = f"👩‍👩‍👧 #LSA mit @{name} und @niemand.test: https://sachsen-anhalt.de/ä. {message.text}"
    place.channel().publish(replace(message, text=text), deadline)
    [post] = place.copies(replace(message, text=text))
    kinds = [facet["features"][0]["$type"].partition("#")[2] for facet in post["facets"]]
    assert kinds == ["tag", "mention", "link"]


@BLUESKY
def test_the_real_server_counts_as_we_do(place, message, deadline):
    channel = Channel(label="x", signature="")
    channel.platform = Platform(slug="bluesky", name="Bluesky", limit=300)
    fill = "👨‍👩‍👧e\u0301🇩🇪"
    text = message.text + fill * ((300 - length_of(channel, json.dumps({"text": message.text}))) // 3)
    text += "x" * (300 - length_of(channel, json.dumps({"text": text})))
    assert place.channel().publish(replace(message, text=text), deadline)
    with pytest.raises(Permanent) as refused:
        place.channel().publish(replace(message, delivery_id=uuid7(), text=text + "x"), deadline)
    assert not refused.value.access


@MASTODON
def test_a_text_too_long_for_the_real_server_is_refused(place, message, deadline):
    with pytest.raises(Permanent) as refused:
        place.channel().publish(replace(message, text="x" * 501), deadline)
    assert not refused.value.access


@MASTODON
def test_the_real_server_asks_for_a_rest(place, message, deadline):
    rule = {"methods": ["POST"], "path": "/api/v1/statuses"}
    fault = {"match": rule, "effect": {"type": "ratelimit", "headers": {"Retry-After": "77"}}}
    place.client.post("/api/v1/_mock/faults", json=fault).raise_for_status()
    with pytest.raises(Temporary) as rest:
        place.channel().publish(message, deadline)
    place.client.delete("/api/v1/_mock/faults").raise_for_status()
    assert rest.value.retry_after == 77
    assert place.channel().publish(message, deadline)


@BLUESKY
def test_a_revoked_app_password_closes_the_door(place, message, deadline):
    place.secrets = dict(place.peer.make_account(f"gast-{uuid7().hex[-8:]}"))
    place.channel().publish(message, deadline)
    own = {"Authorization": f"Bearer {place.secrets['access_jwt']}"}
    place.client.post("/xrpc/com.atproto.server.deleteSession", headers=own)
    place.secrets |= {"app_password": "aaaa-bbbb-cccc-dddd", "access_jwt": "", "session_tried_at": ""}
    place.secrets["refresh_jwt"] = "abgelaufen"
    with pytest.raises(Permanent) as refused:
        place.channel().publish(replace(message, delivery_id=uuid7()), deadline)
    assert refused.value.access


@BLUESKY
def test_the_real_server_renews_a_session(place, message, deadline):
    place.secrets = dict(place.peer.make_account(f"gast-{uuid7().hex[-8:]}"))
    place.channel().publish(message, deadline)
    before = dict(place.secrets)
    place.secrets |= {"access_jwt": "", "session_tried_at": "", "app_password": "nicht nötig"}
    place.channel().publish(replace(message, delivery_id=uuid7()), deadline)
    assert place.secrets["refresh_jwt"] != before["refresh_jwt"]


@MASTODON
def test_a_revoked_token_closes_the_door(place, message, deadline):
    place.secrets = dict(place.peer.make_account(f"gast-{uuid7().hex[-8:]}"))
    place.channel().publish(message, deadline)
    place.client.post("/oauth/revoke", data={"token": place.secrets["access_token"]}).raise_for_status()
    with pytest.raises(Permanent) as refused:
        place.channel().publish(replace(message, delivery_id=uuid7()), deadline)
    assert refused.value.access


VISIBLE = {"bluesky": b"createRecord", "mastodon": b"POST /api/v1/statuses"}
AFTER = ["cut", "half", "half_open"]
BEFORE = ["reset", "silence"]


@BOTH
@pytest.mark.parametrize("fault", AFTER)
def test_an_answer_lost_after_the_commit_leaves_one_post_that_is_found(place, proxy, message, fault):
    place.channel().check(boot_time() + 60)
    proxy.picks, proxy.fault = lambda first: VISIBLE[place.peer.platform] in first, fault
    outcome = call(lambda: place.behind(proxy).publish(message, boot_time() + 8))
    assert proxy.picked == 1
    assert len(place.copies(message)) == 1
    found = place.channel().find(message, just_now(), boot_time() + 60)
    assert found is not None
    assert type(outcome) is Unclear or outcome.remote_id == found.remote_id


@BLUESKY
def test_on_bluesky_the_resend_is_refused_as_existing_and_found(place, proxy, message, deadline):
    place.channel().check(deadline)
    proxy.fault = "cut"
    assert type(call(lambda: place.behind(proxy).publish(message, deadline))) is Unclear
    proxy.fault = None
    receipt = place.behind(proxy).publish(message, deadline)
    assert receipt.remote_id.endswith(record_key(message.delivery_id))
    assert len(place.copies(message)) == 1


@MASTODON
def test_on_mastodon_a_lost_answer_stays_unclear_until_somebody_looks(place, proxy, message, deadline):
    proxy.picks, proxy.fault = lambda first: VISIBLE["mastodon"] in first, "cut"
    channel = place.behind(proxy)
    assert type(call(lambda: channel.publish(message, deadline))) is Unclear
    assert proxy.picked == 1
    receipt = channel.find(message, just_now(), deadline)
    assert [post["id"] for post in place.copies(message)] == [receipt.remote_id]


@BOTH
@pytest.mark.parametrize("fault", BEFORE)
def test_what_never_arrived_is_not_there(place, proxy, message, fault):
    place.channel().check(boot_time() + 60)
    proxy.picks, proxy.fault = lambda first: VISIBLE[place.peer.platform] in first, fault
    assert type(call(lambda: place.behind(proxy).publish(message, boot_time() + 8))) is Unclear
    assert place.copies(message) == []
    assert place.channel().find(message, just_now(), boot_time() + 60) is None


@BOTH
def test_an_answer_that_comes_too_late_leaves_one_post(place, proxy, message):
    place.channel().check(boot_time() + 60)
    proxy.picks, proxy.fault = lambda first: VISIBLE[place.peer.platform] in first, "delay"
    proxy.delay_s = 60
    begun = boot_time()
    assert type(call(lambda: place.behind(proxy).publish(message, begun + 8))) is Unclear
    assert boot_time() - begun < proxy.delay_s
    assert len(place.copies(message)) == 1


@BOTH
@pytest.mark.parametrize("fault", ["cut", "reset", "silence"])
def test_a_removal_whose_answer_is_lost_may_simply_be_repeated(place, proxy, message, deadline, fault):
    receipt = place.channel().publish(message, deadline)
    proxy.fault = fault
    with pytest.raises((Temporary, Unclear)):
        place.behind(proxy).remove(receipt.remote_id, boot_time() + 8)
    place.channel().remove(receipt.remote_id, deadline)
    known = replace(message, remote_id=receipt.remote_id)
    assert place.channel().find(known, LONG_AGO, deadline) is None


@BLUESKY
def test_a_late_retry_would_bring_a_removed_post_back_so_removal_waits(place, message, deadline):
    """Why `removed` waits for the quiet time (T19): the server itself does not protect us here."""
    receipt = place.channel().publish(message, deadline)
    place.channel().remove(receipt.remote_id, deadline)
    assert place.channel().publish(message, deadline) == receipt
    assert len(place.copies(message)) == 1
