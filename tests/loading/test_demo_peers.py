"""The demo's two channels on other people's servers follow the peers that run, and nobody else's connection is touched."""

import json

import pytest
from sqlalchemy import select

from app import db
from app.loading.peers import connect_peers
from app.models import Channel, Credential, Event
from app.settings import settings
from tests.conftest import forget

ACCOUNTS = {
    "mastodon": {"endpoint": "http://127.0.0.1:3001", "secrets": {"access_token": "ein-langer-zugang"}},
    "bluesky": {
        "endpoint": "http://127.0.0.1:3002",
        "secrets": {"identifier": "land-demo.test", "app_password": "wort-wort-wort-wort"},
    },
}


@pytest.fixture
def start(office, tmp_path, monkeypatch):
    """Load the demo's connections as a start does, with these peers running."""

    def load(**running):
        file = tmp_path / "accounts.json"
        file.write_text(json.dumps(running))
        hosts = [peer["endpoint"].removeprefix("http://") for peer in running.values()]
        monkeypatch.setenv("REDAKTION_PRIVATE_HOSTS", " ".join(hosts))
        if running:
            monkeypatch.setenv("REDAKTION_DEMO_PEERS", str(file))
        else:
            monkeypatch.delenv("REDAKTION_DEMO_PEERS", raising=False)
        forget()
        with db.transaction() as session:
            connect_peers(session, settings=settings())

    return load


def endpoints():
    with db.transaction() as session:
        query = select(Channel.label, Channel.endpoint).where(Channel.label.endswith("(Demo)"))
        return {label: endpoint for label, endpoint in session.execute(query)}


def connections():
    """How often a connection was written down, and how many there are."""
    with db.transaction() as session:
        events = session.execute(select(Event.action).where(Event.action == "channel.connect")).all()
        return len(events), len(session.execute(select(Credential.id)).all())


def test_without_peers_nothing_is_connected(start):
    start()
    assert endpoints() == {"Mastodon (Demo)": None, "Bluesky (Demo)": None}
    assert connections() == (0, 0)


def test_running_peers_are_connected_once(start):
    for _ in range(2):
        start(**ACCOUNTS)
    assert endpoints() == {
        "Mastodon (Demo)": "http://127.0.0.1:3001",
        "Bluesky (Demo)": "http://127.0.0.1:3002",
    }
    assert connections() == (2, 2)


def test_a_peer_that_moved_is_connected_anew(start):
    start(**ACCOUNTS)
    start(**ACCOUNTS | {"mastodon": ACCOUNTS["mastodon"] | {"endpoint": "http://127.0.0.1:3003"}})
    assert endpoints()["Mastodon (Demo)"] == "http://127.0.0.1:3003"
    assert connections() == (3, 2)


def test_a_peer_that_does_not_run_is_disconnected(start):
    start(**ACCOUNTS)
    start(bluesky=ACCOUNTS["bluesky"])
    assert endpoints() == {"Mastodon (Demo)": None, "Bluesky (Demo)": "http://127.0.0.1:3002"}
    start()
    assert connections() == (2, 0)


def test_a_channel_connected_to_somebodys_own_server_is_left_alone(start, people):
    kanal = people("kanal")
    channel = kanal.channel("Mastodon (Demo)")
    body = {
        "platform": "mastodon",
        "endpoint": "https://social.example",
        "access_token": "ein-eigener-zugang",
    }
    assert kanal.put(f"/channels/{channel}/credentials", body).status_code == 200
    start(**ACCOUNTS)
    start()
    assert endpoints()["Mastodon (Demo)"] == "https://social.example"


def test_secrets_stand_nowhere_in_the_clear(start):
    start(**ACCOUNTS)
    with db.transaction() as session:
        rows = session.execute(select(Event.body)).scalars().all()
    assert not any("ein-langer-zugang" in str(row) or "wort-wort" in str(row) for row in rows)
