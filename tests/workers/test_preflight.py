"""Looking ahead: a channel is connected by a look that went well, and a closed door is known before something is due."""

import pytest

from app import db
from app.actions.preflight import claim_due_checks, want_check
from app.channels.base import Permanent, Standing, Temporary, Unclear
from app.channels.registry import CONNECTORS
from app.models import Channel
from app.settings import settings
from app.workers import preflight
from app.workers.deliveries import deliver
from tests.workers.scene import CONSOLE, at_once, raising

MASTODON = "Landeskanal Mastodon"
CLOSED = "channel.access_closed"


@pytest.fixture
def unconnected(scene, monkeypatch, channel):
    """MB's console as a channel on somebody else's server that just got its credentials."""
    scene.set_channel(endpoint="https://kanal.example", idempotency=None, platform_slug="mastodon")
    monkeypatch.setitem(CONNECTORS, "mastodon", lambda *_: channel)
    channel.on_check = lambda: Standing(
        "key", "@mb@kanal.example", "https://kanal.example/@mb", "mastodon 4.5", {"characters": 500}
    )
    return scene


@pytest.fixture
def connected(unconnected):
    preflight.sweep()
    return unconnected


def let_pass(scene, **columns):
    """Let what the channel remembers be longer ago."""
    for name, period in columns.items():
        scene.force(
            f"update channel set {name} = {name} - cast(:period as interval) where id = :id",  # noqa: S608
            period=period,
            id=scene.channel_id(CONSOLE),
        )


def refused(*, access=True):
    return lambda: raising(Permanent("401: token revoked", access=access))(None)


def test_a_channel_is_connected_by_a_good_look_and_by_nothing_else(unconnected, channel):
    assert not unconnected.channel().is_connected
    preflight.sweep()
    row = unconnected.channel()
    assert (row.idempotency, row.limits, row.min_gap_s) == ("key", {"characters": 500}, 2)
    assert (row.handle, row.url) == ("@mb@kanal.example", "https://kanal.example/@mb")
    assert (row.can_find, row.access_ok, row.check_error, row.next_check_at) == (True, True, None, None)
    assert row.checked_at is not None
    assert unconnected.told_of_channel() == ["channel.connected"]
    preflight.sweep()
    assert channel.checks == 1


def test_what_the_register_prints_is_not_overwritten(unconnected):
    unconnected.set_channel(handle="@gedruckt", url="https://gedruckt.example")
    preflight.sweep()
    row = unconnected.channel()
    assert (row.handle, row.url) == ("@gedruckt", "https://gedruckt.example")


def test_our_own_channels_and_receivers_of_events_need_no_gap(scene, channel):
    scene.set_channel(endpoint="https://kanal.example", idempotency=None)
    preflight.sweep()
    assert (scene.channel().idempotency, scene.channel().min_gap_s) == ("own_id", 0)


@pytest.mark.parametrize(
    "answer",
    [
        None,
        "own_id",
        Standing("manual"),
        Standing("safe"),
        Standing("key", handle="\x00"),
        Standing("key", url="javascript:alert(1)"),
        Standing("key", software="x" * 3000),
        Standing("key", limits={"characters": "500"}),
        Standing("key", limits={"characters": -1}),
    ],
)
def test_an_answer_nobody_can_read_connects_nothing(unconnected, channel, answer):
    channel.on_check = lambda: answer
    preflight.sweep()
    row = unconnected.channel()
    assert (row.is_connected, row.checked_at, row.limits) == (False, None, {})
    assert row.check_error == "an answer nobody can read"


@pytest.mark.parametrize("failure", [Temporary("no route"), Unclear("silence"), KeyError("token-abc")])
def test_a_server_that_does_not_answer_is_asked_again_after_five_minutes(unconnected, channel, failure):
    channel.on_check = lambda: raising(failure)(None)
    preflight.sweep()
    preflight.sweep()
    assert channel.checks == 1
    row = unconnected.channel()
    assert (row.is_connected, row.access_ok, row.checked_at) == (False, True, None)
    assert "abc" not in row.check_error
    let_pass(unconnected, next_check_at="5 minutes")
    preflight.sweep()
    assert channel.checks == 2
    assert unconnected.notifications() == []


def test_a_server_that_asks_for_a_rest_is_left_alone_for_so_long(unconnected, channel):
    channel.on_check = lambda: raising(Temporary("429", retry_after=3600))(None)
    preflight.sweep()
    let_pass(unconnected, next_check_at="58 minutes")
    preflight.sweep()
    assert channel.checks == 1


@pytest.mark.req("CC-09")
def test_a_revoked_token_closes_the_channel_tells_its_owner_once_and_a_good_one_opens_it(connected, channel):
    channel.on_check = refused()
    for _ in range(3):
        let_pass(connected, checked_at="25 hours")
        preflight.sweep()
    row = connected.channel()
    assert (row.access_ok, row.is_connected, row.check_error) == (False, True, "401: token revoked")
    [told] = connected.notifications()
    assert (told.kind, told.organisation_id, told.user_id) == (CLOSED, row.organisation_id, None)
    assert told.context == {"label": CONSOLE, "platform": "mastodon"}
    channel.on_check = lambda: Standing("key")
    let_pass(connected, checked_at="25 hours")
    preflight.sweep()
    assert connected.channel().access_ok
    assert connected.told_of_channel() == [
        "channel.connected",
        "channel.access_closed",
        "channel.access_opened",
    ]
    channel.on_check = refused()
    let_pass(connected, checked_at="25 hours")
    preflight.sweep()
    assert len(connected.notifications(CLOSED)) == 2


def test_another_refusal_is_noted_and_closes_nothing(connected, channel):
    channel.on_check = refused(access=False)
    let_pass(connected, checked_at="25 hours")
    preflight.sweep()
    assert (connected.channel().access_ok, connected.channel().check_error) == (True, "401: token revoked")
    assert connected.notifications() == []


@pytest.mark.req("CC-09")
def test_eight_workers_refused_at_once_tell_once(scene, channel):
    ids = [scene.approved() for _ in range(8)]
    channel.answer = raising(Permanent("401", access=True))
    at_once(*[lambda key=key: deliver(key) for key in ids])
    assert not scene.channel().access_ok
    assert len(scene.notifications(CLOSED)) == 1
    for delivery_id in ids:
        deliver(delivery_id)
        assert scene.state(delivery_id) == "held:channel_access"
    assert scene.told_of_channel() == ["channel.access_closed"]


def test_the_account_is_looked_at_daily_and_within_the_hour_before_something_is_due(connected, channel):
    let_pass(connected, checked_at="23 hours")
    preflight.sweep()
    assert channel.checks == 1
    connected.approved(due_in=3700)
    preflight.sweep()
    assert channel.checks == 1
    connected.approved(due_in=3500)
    preflight.sweep()
    assert channel.checks == 2
    let_pass(connected, checked_at="29 minutes")
    preflight.sweep()
    assert channel.checks == 2
    let_pass(connected, checked_at="2 minutes")
    preflight.sweep()
    assert channel.checks == 3


@pytest.mark.parametrize(
    "columns",
    [
        {"endpoint": None},
        {"environment": "production"},
        {"state": "discontinued"},
        {"platform_slug": "facebook"},
    ],
    ids=lambda columns: next(iter(columns)),
)
def test_nobody_looks_where_there_is_nothing_to_see(unconnected, channel, columns):
    unconnected.set_channel(**columns)
    preflight.sweep()
    assert channel.checks == 0
    unconnected.set_channel(environment="local")


def test_a_channel_served_by_hand_is_only_looked_at_when_it_gets_credentials(connected, channel):
    connected.set_channel(idempotency="manual")
    let_pass(connected, checked_at="25 hours")
    preflight.sweep()
    assert channel.checks == 1
    connected.set_channel(checked_at=None)
    preflight.sweep()
    assert connected.channel().idempotency == "key"


def test_workers_at_once_look_once(unconnected, channel):
    assert at_once(*[preflight.sweep] * 6) == [None] * 6
    assert channel.checks == 1


def test_what_was_found_with_credentials_replaced_meanwhile_is_nothing(unconnected, channel):
    def replaced():
        with db.transaction() as session:
            want_check(session.get_one(Channel, unconnected.channel_id(CONSOLE)))
        raise Permanent("401: the old one", access=True)

    channel.on_check = replaced
    preflight.sweep()
    row = unconnected.channel()
    assert (row.access_ok, row.checked_at, row.check_error) == (True, None, None)
    channel.on_check = lambda: Standing("key")
    preflight.sweep()
    assert unconnected.channel().is_connected
    assert unconnected.notifications() == []


def test_a_look_whose_worker_died_is_handed_out_again_after_its_lease(unconnected):
    def claim():
        return unconnected.do(claim_due_checks, CONNECTORS.keys(), settings=settings())

    assert len(claim()) == 1
    assert claim() == []
    let_pass(unconnected, next_check_at=f"{settings().lease_s + 1} seconds")
    assert len(claim()) == 1
