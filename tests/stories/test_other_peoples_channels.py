"""The story of a post on three channels at once, two of them on servers that other people wrote, as a visitor tries it."""

import json
import time
from datetime import UTC, datetime

import httpx2
import pytest

from tests.embedded.conftest import make_data_dir
from tests.factories import soon
from tests.workers.whole_office import open_office

pytestmark = pytest.mark.xdist_group("peers")
CHANNELS = ("Landesportal", "Mastodon (Demo)", "Bluesky (Demo)")
PATIENCE_S = 90


def wait_until(is_so):
    """Wait for what other processes do, asking no more often than a client may."""
    until = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < until, "it did not come about in time"
        time.sleep(0.5)


def accounts(office):
    return json.loads((office.folder / "peers" / "accounts.json").read_text())


def told_by_the_peers(office):
    """What anybody can read there, asked without our connectors."""
    known = accounts(office)
    with httpx2.Client(timeout=10, trust_env=False) as client:
        query = {"repo": known["bluesky"]["secrets"]["identifier"], "collection": "app.bsky.feed.post"}
        address = known["bluesky"]["endpoint"] + "/xrpc/com.atproto.repo.listRecords"
        records = client.get(address, params=query).json()["records"]
        rows = client.get(known["mastodon"]["endpoint"] + "/api/v1/timelines/public").json()
    return {
        "Bluesky (Demo)": [record["value"]["text"] for record in records],
        "Mastodon (Demo)": [row["content"] for row in rows],
    }


def is_connected(office, label):
    return office.desk.get(f"/channels/{office.desk.channel(label)}").json()["connected"]


def a_channel_without_its_server_says_so(office):
    wanted = [{"channel_id": office.mb.channel(label), "proposed_at": soon()} for label in CHANNELS]
    body = {"organisation": "MB", "title": "Intern", "text": "Neue Tablets.", "deliveries": wanted}
    answer = office.mb.post("/posts", body)
    assert answer.status_code == 422, answer.text
    assert [issue["key"] for issue in answer.json()["issues"]] == ["channel-not-connected"] * 2
    assert "nicht angebunden" in answer.text


def the_channels_get_connected_by_themselves(office):
    for label in CHANNELS:
        wait_until(lambda wanted=label: is_connected(office, wanted))


def one_post_stands_on_all_three_at_once(office):
    post = office.mb.submit(office.mb.write(channels=CHANNELS, at=soon(2)))
    office.desk.approve(post)
    wait_until(lambda: office.is_sent(post))
    rows = {row["channel"]: row for row in office.deliveries(post)}
    assert all(datetime.fromisoformat(row["sent_at"]) <= datetime.now(UTC) for row in rows.values())
    for label, texts in told_by_the_peers(office).items():
        assert len(texts) == 1, label
        assert "Neue Tablets für alle Schulen." in texts[0]
        assert "(MB)" in texts[0]
        assert rows[label]["remote_url"].startswith("http")
    return post


def what_is_taken_down_is_gone_from_all_three(office, post):
    for row in office.deliveries(post):
        answer = office.lead.post(f"/deliveries/{row['id']}/take-down", {"reason": "Der Termin ist falsch."})
        assert answer.status_code in {200, 202}, answer.text
    wait_until(lambda: not any(told_by_the_peers(office).values()))
    wait_until(lambda: {row["state"] for row in office.deliveries(post)} == {"removed"})


def test_a_post_leaves_for_three_channels_and_is_taken_off_them_again():
    with make_data_dir() as folder:
        with open_office("--peers", data=folder) as office:
            assert "Gegenstelle" in office.said()
            the_channels_get_connected_by_themselves(office)
            what_is_taken_down_is_gone_from_all_three(office, one_post_stands_on_all_three_at_once(office))
        with open_office(data=folder) as office:
            assert not is_connected(office, "Mastodon (Demo)")
            a_channel_without_its_server_says_so(office)
        with open_office("--peers", data=folder) as office:
            the_channels_get_connected_by_themselves(office)
