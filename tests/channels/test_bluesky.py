"""Bluesky: sessions that are never hammered, keys made of ours, and rich text counted in bytes."""

import itertools
import json
import multiprocessing
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Lock

import pytest
from uuid_utils.compat import uuid7

from app.channels.base import Attachment, Permanent, Receipt, Temporary
from app.channels.bluesky_text import find_facets, record_key
from app.clock import boot_time
from app.workers.calls import call
from tests.channels.dialects import Skies

LONG_AGO = datetime.fromtimestamp(0, UTC)
IMAGE = Attachment("ab" * 32, "image/png", 640, 480, "Das Schloss bei Schnee")


@pytest.fixture
def server():
    with Skies() as server:
        yield server


@pytest.fixture
def passing(monkeypatch):
    """Let time go by for the session, in seconds."""
    from app.channels import bluesky_session

    real, passed = bluesky_session.now, [0]
    monkeypatch.setattr(bluesky_session, "now", lambda: real() + timedelta(seconds=passed[0]))

    def go_on(seconds):
        passed[0] += seconds

    return go_on


def test_the_password_is_used_once_and_the_session_kept(server, channel, message, deadline, tmp_path):
    channel.publish(message, deadline)
    for _ in range(3):
        server.connector(tmp_path).publish(replace(message, delivery_id=uuid7()), deadline)
    assert server.sessions() == (1, 0)
    assert server.kept["access_jwt"] == server.access
    assert server.kept["app_password"] == server.secrets["app_password"]


def test_a_session_about_to_end_is_refreshed_before_the_post(
    server, channel, message, deadline, passing, tmp_path
):
    channel.publish(message, deadline)
    passing(7200 - 60)
    server.connector(tmp_path).publish(replace(message, delivery_id=uuid7()), deadline)
    assert server.sessions() == (1, 1)
    assert len(server.visible()) == 2


def test_only_a_refused_refresh_falls_back_to_the_password(
    server, channel, message, deadline, passing, tmp_path
):
    channel.publish(message, deadline)
    passing(7200)
    server.refuses_refresh = True
    server.connector(tmp_path).publish(replace(message, delivery_id=uuid7()), deadline)
    assert server.sessions() == (2, 1)


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_refresh_that_fails_for_a_moment_does_not_cost_the_password(
    server, channel, message, deadline, passing, tmp_path, status
):
    channel.publish(message, deadline)
    passing(7200)
    server.minds = lambda heard: "refreshSession" in heard.path
    server.mood = lambda line, _: line.answer(status, {}, {"error": "InternalServerError"})
    with pytest.raises(Temporary):
        server.connector(tmp_path).publish(message, deadline)
    assert server.sessions() == (1, 1)


@pytest.mark.parametrize(("status", "error"), [(400, "ExpiredToken"), (401, "InvalidToken")])
def test_a_token_the_server_ended_is_dropped_and_the_next_try_gets_a_new_one(
    server, channel, message, deadline, passing, tmp_path, status, error
):
    channel.publish(message, deadline)
    other = replace(message, delivery_id=uuid7())
    server.mood = lambda line, _: line.answer(status, {}, {"error": error, "message": "x"})
    with pytest.raises(Temporary):
        server.connector(tmp_path).publish(other, deadline)
    server.mood = None
    passing(31)
    assert server.connector(tmp_path).publish(other, deadline)
    assert server.sessions() == (1, 1)
    assert len(server.visible()) == 3


def test_a_wrong_password_closes_the_door_and_is_not_tried_again_and_again(
    server, message, tmp_path, passing
):
    server.kept["app_password"] = "falsch"
    with pytest.raises(Permanent) as refused:
        server.connector(tmp_path).publish(message, boot_time() + 60)
    assert refused.value.access
    for _ in range(10):
        with pytest.raises(Temporary):
            server.connector(tmp_path).publish(message, boot_time() + 60)
    assert server.sessions() == (1, 0)


def test_the_pauses_between_tries_grow(server, message, tmp_path, passing):
    server.kept["app_password"] = "falsch"
    tried, seconds = [], 0
    for _ in range(400):
        before = server.sessions()[0]
        call(lambda: server.connector(tmp_path).publish(message, boot_time() + 60))
        if server.sessions()[0] > before:
            tried.append(seconds)
        passing(10)
        seconds += 10
    pauses = [later - earlier for earlier, later in itertools.pairwise(tried)]
    assert pauses[0] == 30
    assert pauses == sorted(pauses)
    assert len(tried) <= 10


def test_a_limit_on_signing_in_is_a_rest_for_the_channel(server, channel, message, deadline):
    server.minds = lambda heard: "createSession" in heard.path
    server.mood = lambda line, _: line.answer(429, {"ratelimit-reset": "240"}, {"error": "RateLimitExceeded"})
    with pytest.raises(Temporary) as rest:
        channel.publish(message, deadline)
    assert rest.value.retry_after == 240


@pytest.mark.parametrize("error", ["AccountTakedown", "AccountDeactivated", "AuthFactorTokenRequired"])
def test_an_account_that_may_not_speak_closes_the_door(server, channel, message, deadline, error):
    server.minds = lambda _: True
    server.mood = lambda line, _: line.answer(400, {}, {"error": error, "message": "x"})
    with pytest.raises(Permanent) as refused:
        channel.publish(message, deadline)
    assert refused.value.access


def test_many_threads_sign_in_once(server, message, tmp_path):
    lock = Lock()

    def keep(change):
        with lock:
            return server.keep(change)

    def publish(_):
        account = replace(server.account(), keep=keep)
        return call(lambda: server.connector(tmp_path, account).publish(message, boot_time() + 60))

    with ThreadPoolExecutor(16) as threads:
        outcomes = list(threads.map(publish, range(64)))
    assert server.sessions() == (1, 0)
    assert {type(outcome) for outcome in outcomes} <= {Receipt, Temporary}
    assert len(server.copies()) == 1


def sign_in_elsewhere(server_url, host, store, lock, folder, queue):
    """In a process of its own: open a session over a store that all processes share."""
    from app.channels.base import Account
    from app.channels.registry import Surroundings, connector
    from app.egress import Egress

    def keep(change):
        with lock:
            store["secrets"] = dict(change(dict(store["secrets"])))
            return store["secrets"]

    account = Account(uuid7(), server_url, dict(store["secrets"]), keep=keep)
    channel = connector(
        "bluesky", Surroundings("https://x.example", folder, Egress(frozenset({host}))), account
    )
    queue.put(type(call(lambda: channel.check(boot_time() + 60))).__name__)


def test_many_processes_sign_in_once(server, tmp_path):
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager:
        store, lock, queue = manager.dict(secrets=dict(server.secrets)), manager.Lock(), manager.Queue()
        parts = (server.url, server.host, store, lock, tmp_path, queue)
        processes = [context.Process(target=sign_in_elsewhere, args=parts) for _ in range(4)]
        for process in processes:
            process.start()
        for process in processes:
            process.join(120)
        outcomes = {queue.get() for _ in processes}
    assert outcomes <= {"Standing", "Temporary"}
    assert "Standing" in outcomes
    assert server.sessions() == (1, 0)


def test_credentials_replaced_meanwhile_do_not_get_the_old_accounts_session(
    server, message, tmp_path, deadline
):
    def replace_then_answer(line, work):
        server.kept = {"identifier": "andere.example", "app_password": "anders"}
        line.answer(*work())

    server.minds, server.mood = lambda heard: "createSession" in heard.path, replace_then_answer
    with pytest.raises(Temporary):
        server.connector(tmp_path).publish(message, deadline)
    assert server.kept == {"identifier": "andere.example", "app_password": "anders"}
    assert server.visible() == []


def test_credentials_replaced_before_are_the_ones_that_are_used(
    server, channel, message, deadline, passing, tmp_path
):
    channel.publish(message, deadline)
    old = server.account()
    passing(7200)
    server.kept = {"identifier": "andere.example", "app_password": "anders"}
    with pytest.raises(Permanent):
        server.connector(tmp_path, old).publish(message, deadline)
    assert server.sessions() == (2, 0)
    assert server.requests[-1].json == {"identifier": "andere.example", "password": "anders"}


def test_a_store_that_fails_is_no_reason_to_be_unclear(server, message, tmp_path, deadline):
    def keep(_):
        raise OSError("database down")

    account = replace(server.account(), keep=keep)
    with pytest.raises(Temporary):
        server.connector(tmp_path, account).publish(message, deadline)
    assert server.visible() == []


def test_without_a_store_a_session_still_opens(server, message, tmp_path, deadline):
    from app.channels.base import Account

    account = Account(uuid7(), server.url, server.secrets)
    assert server.connector(tmp_path, account).publish(message, deadline)


def test_what_exists_under_our_key_with_our_words_is_sent(server, channel, message, deadline):
    first = channel.publish(message, deadline)
    assert channel.publish(message, deadline) == first
    assert len(server.records) == 1


def test_another_text_under_our_key_is_nobodys_success(server, channel, message, deadline):
    channel.publish(message, deadline)
    outcome = call(lambda: channel.publish(replace(message, text="Anders (MB)"), deadline))
    assert type(outcome).__name__ == "Unclear"
    with pytest.raises(Temporary):
        channel.find(replace(message, text="Anders (MB)"), LONG_AGO, deadline)


def test_the_page_is_the_public_one_unless_the_server_is_our_own(server, channel, message, deadline):
    receipt = channel.publish(message, deadline)
    key = record_key(message.delivery_id)
    assert receipt.remote_id == f"at://{server.did}/app.bsky.feed.post/{key}"
    assert receipt.remote_url.startswith(f"{server.url}/xrpc/com.atproto.repo.getRecord?")


def test_a_record_says_what_was_approved(server, channel, message, deadline):
    handle = channel.prepare(IMAGE, b"bytes", deadline)
    sent = replace(message, content_warning="Unwetter", media=(replace(IMAGE, handle=handle.name),))
    channel.publish(sent, deadline)
    [heard] = server.visible()
    assert {name: heard.json[name] for name in ("repo", "collection", "rkey")} == {
        "repo": server.did,
        "collection": "app.bsky.feed.post",
        "rkey": record_key(message.delivery_id),
    }
    record = heard.json["record"]
    written = datetime.fromisoformat(record.pop("createdAt"))
    assert abs(datetime.now(UTC) - written) < timedelta(seconds=30)
    blob = {"$type": "blob", "ref": {"$link": "bafkrei"}, "mimeType": "image/png", "size": 5}
    assert record == {
        "$type": "app.bsky.feed.post",
        "text": "Inhaltswarnung: Unwetter\n\nGrüß Gott. (MB)",
        "langs": ["de"],
        "embed": {
            "$type": "app.bsky.embed.images",
            "images": [{"alt": IMAGE.alt, "image": blob, "aspectRatio": {"width": 640, "height": 480}}],
        },
    }


def test_a_preflight_tells_account_server_and_limits(channel, deadline):
    standing = channel.check(deadline)
    assert (standing.idempotency, standing.handle, standing.software) == (
        "own_id",
        "land.example",
        "pds 0.5.35",
    )
    assert standing.limits == {
        "characters": 300,
        "bytes": 3000,
        "images": 4,
        "image_bytes": 2_000_000,
        "alt": 2000,
    }


def test_a_mention_is_a_link_only_if_somebody_bears_the_name(server, channel, message, deadline):
    text = "Mit @andere.example und @niemand.example (MB)"
    channel.publish(replace(message, text=text), deadline)
    [facet] = server.visible()[0].json["record"]["facets"]
    assert facet["features"] == [
        {"$type": "app.bsky.richtext.facet#mention", "did": server.handles["andere.example"]}
    ]


def test_a_server_that_cannot_tell_who_somebody_is_does_not_keep_the_post(server, channel, message):
    channel.check(boot_time() + 60)
    server.minds = lambda heard: "resolveHandle" in heard.path
    server.mood = lambda line, _: line.wait()
    text = " ".join(f"@name{number}.example" for number in range(9))
    assert channel.publish(replace(message, text=text), boot_time() + 60)
    assert "facets" not in server.visible()[0].json["record"]


def test_a_key_is_a_tid_and_the_same_at_every_try():
    ids = [uuid7() for _ in range(20_000)]
    keys = [record_key(each) for each in ids]
    assert keys == [record_key(each) for each in ids]
    assert len(set(keys)) == len(keys)
    assert all(re.fullmatch("[234567abcdefghij][234567a-z]{12}", key) for key in keys)


def test_the_time_in_a_key_is_close_to_the_one_in_the_id_and_never_ahead_of_it():
    key, alphabet = record_key(uuid7()), "234567abcdefghijklmnopqrstuvwxyz"
    number = 0
    for sign in key:
        number = number * 32 + alphabet.index(sign)
    assert 0 < datetime.now(UTC).timestamp() - (number >> 10) / 1e6 < 2 * 86_400


def pick(text, facet):
    index = facet["index"]
    return text.encode()[index["byteStart"] : index["byteEnd"]].decode()


FACETS = [
    ("Mehr: https://sachsen-anhalt.de/a.", ["https://sachsen-anhalt.de/a"]),
    ("„https://sachsen-anhalt.de/ä?b=1&c=(2)“, siehe", ["https://sachsen-anhalt.de/ä?b=1&c=(2)"]),
    ("(https://sachsen-anhalt.de/x)", ["https://sachsen-anhalt.de/x"]),
    ("👩‍👩‍👧 Grüße 🇩🇪 https://a.de/ und http://b.de!", ["https://a.de/", "http://b.de"]),
    ("https://", []),
    ("xhttps://a.de javascript:alert(1) www.a.de", []),
    ("#LSA und #Öffentlicher_Dienst, #2026 #1a #", ["#LSA", "#Öffentlicher_Dienst", "#1a"]),
    ("a#b (#Halle) „#x“ #" + "x" * 65, ["#Halle"]),
    ("https://a.de/#anker", ["https://a.de/#anker"]),
    ("#Grüße👋 https://a.de/,", ["#Grüße👋", "https://a.de/"]),
]


@pytest.mark.parametrize(("text", "expected"), FACETS)
def test_facets_cover_exactly_their_bytes(text, expected):
    facets = find_facets(text, lambda _: None)
    assert [pick(text, facet) for facet in facets] == expected
    for facet in facets:
        [feature] = facet["features"]
        shown = pick(text, facet)
        assert feature.get("uri", shown) == shown
        assert feature.get("tag", shown[1:]) == shown[1:]


def test_facets_never_overlap_and_can_be_written_as_json():
    text = "@a.de https://b.de/@c.de#d #e @f.de"
    facets = find_facets(text, lambda handle: f"did:plc:{handle}")
    spans = [(facet["index"]["byteStart"], facet["index"]["byteEnd"]) for facet in facets]
    assert spans == sorted(spans)
    assert all(earlier[1] <= later[0] for earlier, later in itertools.pairwise(spans))
    assert json.dumps(facets)
