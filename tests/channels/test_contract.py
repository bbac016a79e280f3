"""What every connector promises, whatever its platform: one copy, a quiet removal, an honest look, three errors only."""

from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from uuid_utils.compat import uuid7

from app.channels.base import Account, Attachment, Permanent, Receipt, Temporary, Unclear
from app.channels.registry import CONNECTORS, Surroundings, connector
from app.clock import boot_time
from app.workers.calls import call, is_readable
from tests.channels.dialects import DIALECTS
from tests.channels.ugly import SILENT_S

LONG_AGO = datetime.fromtimestamp(0, UTC)
HOURS_AGO = timedelta(hours=2)
PATIENCE_S = 3
"""Until when a server that says nothing more is heard, in seconds; each such test takes as long."""
IMAGE = Attachment("ab" * 32, "image/png", 640, 480, "Das Schloss bei Schnee")


@pytest.fixture(params=sorted(CONNECTORS))
def platform(request):
    return request.param


@pytest.fixture
def server(platform):
    """The platform's server, or None where there is nobody to speak to."""
    with DIALECTS[platform]() if platform in DIALECTS else nullcontext() as server:
        yield server


@pytest.fixture
def channel(platform, server, tmp_path):
    if server is not None:
        return server.connector(tmp_path)
    return connector(platform, Surroundings("https://redaktion.example", tmp_path / "neu"), Account(uuid7()))


OTHERS = pytest.mark.parametrize("ugly", ["bluesky", "mastodon"], indirect=True)
"""The channels that can be asked what is there and are given images beforehand; a webhook is only told."""


@pytest.fixture(params=sorted(DIALECTS))
def ugly(request):
    with DIALECTS[request.param]() as server:
        yield server


@pytest.fixture
def ugly_channel(ugly, tmp_path):
    """A connector whose session, if it has one, is open: what goes wrong now goes wrong with the post."""
    channel = ugly.connector(tmp_path)
    channel.check(boot_time() + 60)
    ugly.requests.clear()
    return channel


def since(_message):
    return datetime.now(UTC) - HOURS_AGO


def known_as(message, receipt):
    return replace(message, remote_id=receipt.remote_id)


def test_nobody_has_written_a_connector_for_an_unknown_platform(tmp_path):
    with pytest.raises(KeyError):
        connector("schwarzes-brett", Surroundings("https://redaktion.example", tmp_path), Account(uuid7()))


def test_a_receipt_can_be_kept(channel, message, deadline):
    assert is_readable(channel.publish(message, deadline))


def test_two_deliveries_get_two_identities(channel, message, deadline):
    other = replace(message, delivery_id=uuid7(), text="Etwas anderes. (MB)")
    receipts = [channel.publish(each, deadline) for each in (message, other)]
    assert receipts[0].remote_id != receipts[1].remote_id


def test_publishing_again_gives_the_same_copy(channel, message, deadline):
    assert channel.publish(message, deadline) == channel.publish(message, deadline)


def test_the_class_is_what_the_channel_keeps(channel, deadline):
    assert channel.check(deadline).idempotency in {"own_id", "key", "none"}


def test_a_preflight_shows_nothing(server, channel, deadline):
    channel.check(deadline)
    assert server is None or server.copies() == server.visible() == []


def test_removing_is_repeatable_and_quiet_where_it_is_gone(channel, message, deadline):
    receipt = channel.publish(message, deadline)
    for _ in range(3):
        channel.remove(receipt.remote_id, deadline)
    assert channel.find(known_as(message, receipt), LONG_AGO, deadline) is None


def test_what_is_removed_is_gone_for_everybody(server, channel, message, deadline):
    channel.remove(channel.publish(message, deadline).remote_id, deadline)
    assert server is None or server.copies() == []


def test_nothing_is_found_before_it_is_published(channel, message, deadline):
    assert channel.find(message, since(message), deadline) is None


def test_what_is_published_is_found_where_one_can_look(channel, message, deadline):
    receipt = channel.publish(message, deadline)
    expected = receipt if channel.can_find else None
    assert channel.find(message, since(message), deadline) == expected
    assert channel.find(known_as(message, receipt), LONG_AGO, deadline) == expected


def test_what_stands_there_is_listed_with_the_message_that_it_may_be(channel, message, deadline):
    other = replace(message, delivery_id=uuid7(), text="Etwas anderes.")
    receipt = channel.publish(message, deadline)
    channel.publish(other, deadline)
    listed = {
        row.remote_id: row for row in channel.list_posts([message], datetime.now(UTC) - HOURS_AGO, deadline)
    }
    if not channel.can_find:
        assert listed == {}
        return
    assert len(listed) == 2
    ours = listed.pop(receipt.remote_id)
    assert (ours.could_be, ours.is_same_text, ours.remote_url) == (
        (message.delivery_id,),
        True,
        receipt.remote_url,
    )
    [foreign] = listed.values()
    assert foreign.could_be == ()


def test_what_is_older_is_not_listed_unless_it_bears_our_own_id(channel, message, deadline):
    receipt = channel.publish(message, deadline)
    later = datetime.now(UTC) + HOURS_AGO
    listed = [row.remote_id for row in channel.list_posts([message], later, deadline)]
    knows_our_id = channel.can_find and channel.check(deadline).idempotency == "own_id"
    assert listed == ([receipt.remote_id] if knows_our_id else [])
    assert list(channel.list_posts([], later, deadline)) == []


def test_publishing_makes_one_request_that_can_become_visible(ugly, ugly_channel, message, deadline):
    ugly_channel.publish(message, deadline)
    assert len(ugly.visible()) == 1
    assert len(ugly.copies()) == 1


@pytest.mark.parametrize("ugly", ["bluesky", "webhook"], indirect=True)
def test_eight_threads_with_one_delivery_leave_one_copy(ugly, tmp_path, message):
    ugly.connector(tmp_path).check(boot_time() + 60)
    channels = [ugly.connector(tmp_path) for _ in range(8)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda each: call(lambda: each.publish(message, boot_time() + 60)), channels))
    assert len(ugly.copies()) == 1


REFUSALS = [400, 404, 405, 406, 413, 415, 422, 451]
UNKNOWN = [408, 409, 425, 500, 502, 503, 504, 520, 301, 302, 303]


@pytest.mark.parametrize("status", REFUSALS)
def test_a_refusal_is_permanent(ugly, ugly_channel, message, deadline, status):
    ugly.mood = lambda line, _: line.answer(status, {}, {"error": "nein"})
    with pytest.raises(Permanent) as refused:
        ugly_channel.publish(message, deadline)
    assert not refused.value.access
    assert len(ugly.visible()) == 1


@pytest.mark.parametrize("status", [401, 403])
def test_a_closed_door_is_permanent_and_named(ugly, ugly_channel, message, deadline, status):
    ugly.mood = lambda line, _: line.answer(status, {}, {"error": "The access token is invalid"})
    with pytest.raises(Permanent) as refused:
        ugly_channel.publish(message, deadline)
    assert refused.value.access
    assert len(ugly.visible()) == 1


@pytest.mark.parametrize("status", UNKNOWN)
def test_a_broken_server_leaves_nobody_the_wiser(ugly, ugly_channel, message, deadline, status):
    ugly.mood = lambda line, _: line.answer(status, {"Location": "https://anderswo.example/"}, b"<h1>oh</h1>")
    with pytest.raises(Unclear):
        ugly_channel.publish(message, deadline)
    assert len(ugly.visible()) == 1


@pytest.mark.req("SS-04")
@pytest.mark.parametrize("status", [307, 308])
def test_nobody_is_sent_elsewhere(ugly, ugly_channel, message, deadline, status):
    with DIALECTS["webhook"]() as inside:
        ugly.mood = lambda line, _: line.answer(status, {"Location": f"{inside.url}/"})
        with pytest.raises(Permanent):
            ugly_channel.publish(message, deadline)
        assert inside.requests == []


@pytest.mark.parametrize(
    ("headers", "least", "most"),
    [
        ({}, 0, 0),
        ({"Retry-After": "120"}, 120, 120),
        ({"Retry-After": "0"}, 0, 0),
        ({"Retry-After": "-5"}, 0, 0),
        ({"Retry-After": "morgen"}, 0, 0),
        ({"Retry-After": "nan"}, 0, 0),
        ({"X-RateLimit-Reset": "2999-01-01T00:00:00.000Z"}, 86_400, 10**11),
        ({"X-RateLimit-Reset": "2001-01-01T00:00:00.000Z"}, 0, 0),
        ({"RateLimit-Reset": "300"}, 300, 300),
        ({"RateLimit-Reset": "99999999999"}, 86_400, 10**11),
    ],
    ids=str,
)
def test_429_asks_for_a_rest(ugly, ugly_channel, message, deadline, headers, least, most):
    ugly.mood = lambda line, _: line.answer(429, headers, {"error": "Too many requests"})
    with pytest.raises(Temporary) as rest:
        ugly_channel.publish(message, deadline)
    assert least <= rest.value.retry_after <= most
    assert len(ugly.visible()) == 1


@pytest.mark.req("SS-03")
def test_429_with_ten_megabytes_is_still_a_rest(ugly, ugly_channel, message, deadline):
    ugly.mood = lambda line, _: line.answer(429, {"Retry-After": "7"}, b"x" * 10_000_000)
    with pytest.raises(Temporary) as rest:
        ugly_channel.publish(message, deadline)
    assert rest.value.retry_after == 7


UNREADABLE = {
    "a page of HTML": (200, b"<!doctype html><script>alert(1)</script>"),
    "ten megabytes": (200, b'{"id": "' + b"9" * 10_000_000 + b'"}'),
    "nothing": (200, b""),
    "null": (200, b"null"),
    "a list": (200, b"[]"),
    "no id": (200, b"{}"),
    "an id that is a number": (200, b'{"id": 7, "uri": 7, "cid": 7}'),
    "an id that is huge": (200, b'{"id": "' + b"9" * 5000 + b'", "uri": "at://' + b"9" * 5000 + b'"}'),
    "an id with NUL": (200, b'{"id": "7\\u0000", "uri": "at://did:plc:a/b.c/d\\u0000", "cid": "x"}'),
    "an id that leads elsewhere": (
        200,
        b'{"id": "../../x?", "uri": "at://did:plc:fremd/app.bsky.feed.post/x"}',
    ),
    "depth": (200, b"[" * 100_000),
    "half an answer": (200, b'{"id": "7", "uri": "at'),
    "bytes that are no text": (200, b'{"id": "\xff\xfe"}'),
}


@pytest.mark.req("SS-03")
@pytest.mark.parametrize("answer", UNREADABLE.values(), ids=UNREADABLE)
def test_a_success_nobody_can_read_is_unclear_unless_the_status_says_it_all(
    ugly, ugly_channel, message, deadline, answer
):
    ugly.mood = lambda line, _: line.answer(answer[0], {"Content-Type": "application/json"}, answer[1])
    outcome = call(lambda: ugly_channel.publish(message, deadline))
    if ugly.platform == "webhook":
        assert outcome == Receipt(str(message.delivery_id))
    else:
        assert type(outcome) is Unclear
    assert len(ugly.visible()) == 1


CUTS = {
    "the connection is reset": lambda line, _: line.reset(),
    "the server falls silent": lambda line, _: line.wait(),
    "the server trickles": lambda line, _: line.trickle(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500),
    "the answer is nonsense": lambda line, _: line.raw(b"nonsense\r\n\r\n"),
}


@pytest.mark.parametrize("mood", CUTS.values(), ids=CUTS)
def test_a_lost_answer_is_unclear_and_no_second_call_is_made(ugly, ugly_channel, message, mood):
    ugly.mood = mood
    begun = boot_time()
    with pytest.raises(Unclear):
        ugly_channel.publish(message, begun + PATIENCE_S)
    assert boot_time() - begun < SILENT_S
    assert len(ugly.visible()) == 1
    assert ugly.copies() == []


@pytest.mark.parametrize("mood", CUTS.values(), ids=CUTS)
def test_an_answer_lost_after_the_work_was_done_leaves_one_copy_that_can_be_found(
    ugly, ugly_channel, message, mood
):
    def work_then_fail(line, work):
        work()
        mood(line, work)

    ugly.mood = work_then_fail
    outcome = call(lambda: ugly_channel.publish(message, boot_time() + PATIENCE_S))
    found = ugly_channel.find(message, since(message), boot_time() + 60)
    assert len(ugly.copies()) == 1
    assert len(ugly.visible()) == 1
    assert (found is not None) == ugly_channel.can_find
    assert type(outcome) is Unclear or outcome == found


def test_a_second_try_after_a_lost_answer_leaves_one_copy(ugly, ugly_channel, message, deadline):
    ugly.mood = lambda line, work: (work(), line.reset())
    call(lambda: ugly_channel.publish(message, deadline))
    ugly.mood = None
    receipt = ugly_channel.publish(message, deadline)
    assert is_readable(receipt)
    assert len(ugly.copies()) == 1


def test_a_server_that_is_gone_was_sent_nothing(ugly, ugly_channel, message, deadline):
    ugly.__exit__()
    with pytest.raises(Temporary):
        ugly_channel.publish(message, deadline)


@pytest.mark.parametrize(
    "endpoint", [None, "", "kein Weg", "http://kanal.example", "https://127.0.0.1", "file:///x"]
)
def test_an_address_that_is_never_called_is_refused(ugly, tmp_path, message, deadline, endpoint):
    account = replace(ugly.account(), endpoint=endpoint)
    with pytest.raises(Permanent):
        ugly.connector(tmp_path, account).publish(message, deadline)
    assert ugly.requests == []


def secrets_of(server):
    return [
        value for name, value in server.kept.items() if name.endswith(("token", "password", "secret", "jwt"))
    ]


@pytest.mark.req("CC-06")
def test_a_platform_that_echoes_our_secrets_does_not_get_them_into_the_record(
    ugly, ugly_channel, message, deadline
):
    secrets = secrets_of(ugly)
    assert secrets
    ugly.mood = lambda line, _: line.answer(422, {}, {"error": f"wrong: {' '.join(secrets)}"})
    with pytest.raises(Permanent) as refused:
        ugly_channel.publish(message, deadline)
    assert [secret for secret in secrets if secret in str(refused.value)] == []


@pytest.mark.req("CC-06")
def test_no_half_of_a_secret_stays_where_a_long_answer_is_cut(ugly, ugly_channel, message, deadline):
    for secret in secrets_of(ugly):
        coded = b64encode(secret.encode()).decode()
        ugly.mood = lambda line, _, said=coded: line.answer(
            422, {}, {"error": f"{'x' * 280} {said} is wrong"}
        )
        with pytest.raises(Permanent) as refused:
            ugly_channel.publish(message, deadline)
        assert coded[:8] not in str(refused.value)


def look(channel, message, receipt, until):
    return channel.find(message, since(message), until)


def look_up(channel, message, receipt, until):
    return channel.find(known_as(message, receipt), LONG_AGO, until)


@OTHERS
@pytest.mark.parametrize("act", [look, look_up])
@pytest.mark.parametrize(
    "mood",
    [
        *CUTS.values(),
        *[lambda line, _, s=status: line.answer(s, {}, {"error": "x"}) for status in (500, 503, 302)],
        lambda line, _: line.answer(429, {}, {"error": "x"}),
        lambda line, _: line.answer(200, {}, b"<h1>Wartung</h1>"),
        lambda line, _: line.answer(200, {}, b"[" + b"0," * 600_000 + b"0]"),
    ],
    ids=[*CUTS, "500", "503", "302", "429", "html", "huge"],
)
def test_who_cannot_look_does_not_say_absent(ugly, ugly_channel, message, deadline, mood, act):
    receipt = ugly_channel.publish(message, deadline)
    ugly.minds = lambda heard: heard.method == "GET"
    ugly.mood = mood
    with pytest.raises(Temporary):
        act(ugly_channel, message, receipt, boot_time() + PATIENCE_S)


@pytest.mark.parametrize("status", [401, 403])
def test_a_preflight_tells_that_the_door_is_closed(ugly, ugly_channel, deadline, status):
    ugly.minds = lambda _: True
    ugly.mood = lambda line, _: line.answer(status, {}, {"error": "The access token was revoked"})
    with pytest.raises(Permanent) as refused:
        ugly_channel.check(deadline)
    assert refused.value.access


@pytest.mark.parametrize("mood", CUTS.values(), ids=CUTS)
def test_a_preflight_that_gets_no_answer_is_only_put_off(ugly, ugly_channel, mood):
    ugly.minds = lambda _: True
    ugly.mood = mood
    with pytest.raises(Temporary):
        ugly_channel.check(boot_time() + PATIENCE_S)


@pytest.mark.parametrize("status", [500, 503])
def test_a_removal_that_is_not_confirmed_is_tried_again(ugly, ugly_channel, message, deadline, status):
    receipt = ugly_channel.publish(message, deadline)
    ugly.minds = lambda heard: heard.method in {"DELETE", "POST"}
    ugly.mood = lambda line, _: line.answer(status, {}, {"error": "x"})
    with pytest.raises((Temporary, Unclear)):
        ugly_channel.remove(receipt.remote_id, deadline)


@OTHERS
def test_an_image_that_is_not_prepared_keeps_the_post_back(ugly, ugly_channel, message, deadline):
    with pytest.raises(Temporary):
        ugly_channel.publish(replace(message, media=(IMAGE,)), deadline)
    assert ugly.visible() == []


@OTHERS
@pytest.mark.parametrize("mood", CUTS.values(), ids=CUTS)
def test_preparing_shows_nothing_and_may_be_repeated(ugly, ugly_channel, mood):
    ugly.minds = lambda _: True
    ugly.mood = mood
    with pytest.raises(Temporary):
        ugly_channel.prepare(IMAGE, b"png", boot_time() + PATIENCE_S)
    ugly.mood = None
    assert ugly_channel.prepare(IMAGE, b"png", boot_time() + 60).name
    assert ugly.copies() == []
