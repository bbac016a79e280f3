"""Mastodon: what is read from the instance, what protects from doubles, and how a lost status is found again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from uuid_utils.compat import uuid7

from app.channels.base import Attachment, Message, Permanent, Temporary
from app.channels.mastodon_text import is_same_text
from app.clock import boot_time
from tests.channels.dialects import Toots

IMAGE = Attachment("ab" * 32, "image/png", 640, 480, "Das Schloss bei Schnee")


@pytest.fixture
def server():
    with Toots() as server:
        yield server


@pytest.fixture
def message():
    return Message(
        uuid7(), uuid7(), uuid7(), "Heute: https://sachsen-anhalt.de/a?b=1&c=2 (MB)", "de", None, "0" * 64
    )


def just_now():
    return datetime.now(UTC)


def test_a_preflight_reads_name_software_and_limits(server, channel, deadline):
    standing = channel.check(deadline)
    assert (standing.handle, standing.url) == ("land", "https://social.example/@land")
    assert (standing.software, standing.idempotency) == ("mastodon 4.5.1", "key")
    assert standing.limits == {
        "characters": 500,
        "characters_per_url": 23,
        "images": 4,
        "image_bytes": 16777216,
        "image_pixels": 33177600,
    }
    assert {heard.headers["host"] for heard in server.requests} == {server.host}


@pytest.mark.parametrize(
    "software",
    [
        {"name": "snac", "version": "2.70"},
        {"name": "takahe", "version": "0.11"},
        {"name": "gotosocial", "version": "0.17"},
        {"name": "mastodon<script>", "version": "4"},
        {"name": 7, "version": "4"},
        None,
    ],
    ids=str,
)
def test_a_software_not_known_to_honour_keys_counts_as_unprotected(server, channel, deadline, software):
    server.software = software
    assert channel.check(deadline).idempotency == "none"


@pytest.mark.req("SS-03")
@pytest.mark.parametrize("number", [None, "viele", -1, 0, 10**12, 3.5, True, [], {}], ids=str)
def test_a_limit_that_is_no_number_is_as_good_as_missing(server, channel, deadline, number):
    server.instance["configuration"]["statuses"]["max_characters"] = number
    assert "characters" not in channel.check(deadline).limits


def test_an_older_server_is_asked_the_older_way(server, channel, deadline):
    server.minds = lambda heard: "/instance" in heard.path
    answers = [(404, {"error": "Record not found"}), (200, {"version": "2.70", "max_toot_chars": 4096})]
    server.mood = lambda line, _: line.answer(answers[0][0], {}, answers.pop(0)[1])
    assert channel.check(deadline).limits == {"characters": 4096}


def test_a_status_carries_everything_approved_and_nothing_else(server, channel, message, deadline):
    handle = channel.prepare(IMAGE, b"bytes", deadline)
    media = (replace(IMAGE, handle=handle.name),)
    channel.publish(replace(message, content_warning="Unwetter", media=media), deadline)
    [heard] = server.visible()
    assert heard.json == {
        "status": message.text,
        "visibility": "public",
        "language": "de",
        "spoiler_text": "Unwetter",
        "sensitive": True,
        "media_ids": [handle.name],
    }


def test_the_key_is_the_same_for_a_delivery_and_revision_only(server, channel, message, deadline):
    again = replace(message, text="x")
    for each in (
        message,
        again,
        replace(message, revision_id=uuid7()),
        replace(message, delivery_id=uuid7()),
    ):
        channel.publish(each, deadline)
    keys = [heard.headers["idempotency-key"] for heard in server.visible()]
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3


def test_an_image_goes_up_with_its_description(server, channel, deadline):
    handle = channel.prepare(replace(IMAGE, alt="Schloß „Neuenburg“\n- Süd"), b"\x89PNG\r\n--bytes", deadline)
    body = server.media[handle.name]
    assert "Schloß „Neuenburg“\n- Süd".encode() in body
    assert b"\x89PNG\r\n--bytes\r\n" in body
    assert b'name="file"' in body
    assert handle.valid_s > 3600


def test_an_image_that_takes_a_while_is_waited_for(server, channel, deadline):
    server.processing = 2
    handle = channel.prepare(IMAGE, b"bytes", deadline)
    asked = [heard.path for heard in server.requests]
    assert asked == ["/api/v2/media", *[f"/api/v1/media/{handle.name}"] * 2]


def test_an_image_that_takes_too_long_is_tried_again(server, channel):
    server.processing = 10**6
    with pytest.raises(Temporary):
        channel.prepare(IMAGE, b"bytes", boot_time() + 3)


def test_an_image_the_server_cannot_read_is_refused(server, channel, deadline):
    server.minds = lambda _: True
    server.mood = lambda line, _: line.answer(
        422, {}, {"error": "Validation failed: File type is not allowed"}
    )
    with pytest.raises(Permanent, match="File type"):
        channel.prepare(IMAGE, b"bytes", deadline)


def test_a_status_is_found_by_its_words_among_others(server, channel, message, deadline):
    begun = just_now()
    texts = ["Davor (MB)", message.text, "Danach (MB)"]
    receipts = [channel.publish(replace(message, delivery_id=uuid7(), text=text), deadline) for text in texts]
    assert channel.find(message, begun, deadline) == receipts[1]


def test_a_status_from_before_the_call_is_not_ours(server, channel, message, deadline):
    channel.publish(message, deadline)
    server.statuses[0]["created_at"] -= timedelta(hours=1)
    assert channel.find(message, just_now(), deadline) is None


def test_a_server_whose_clock_is_slow_is_believed_for_five_minutes(server, channel, message, deadline):
    channel.publish(message, deadline)
    server.statuses[0]["created_at"] -= timedelta(minutes=4)
    assert channel.find(message, just_now(), deadline) is not None


def test_looking_goes_on_over_several_pages(server, channel, message, deadline):
    begun = just_now()
    receipt = channel.publish(message, deadline)
    for number in range(100):
        server.statuses.append(
            {**server.statuses[0], "id": str(2 * 10**11 + number), "text": f"Nr. {number}"}
        )
    assert channel.find(message, begun, deadline) == receipt


def test_a_timeline_too_long_to_look_through_is_no_proof_of_absence(server, channel, message, deadline):
    channel.publish(message, deadline)
    for number in range(1000):
        server.statuses.append(
            {**server.statuses[0], "id": str(2 * 10**11 + number), "text": f"Nr. {number}"}
        )
    with pytest.raises(Temporary):
        channel.find(message, just_now() - timedelta(days=1), deadline)


def test_a_known_status_is_looked_up_and_not_searched(server, channel, message, deadline):
    receipt = channel.publish(message, deadline)
    known = replace(message, remote_id=receipt.remote_id)
    server.requests.clear()
    assert channel.find(known, datetime.fromtimestamp(0, UTC), deadline) == receipt
    server.statuses.clear()
    assert channel.find(known, datetime.fromtimestamp(0, UTC), deadline) is None
    assert {heard.path for heard in server.requests} == {f"/api/v1/statuses/{receipt.remote_id}"}


def test_a_server_that_says_gone_and_still_shows_it_is_found_out(server, channel, message, deadline):
    receipt = channel.publish(message, deadline)
    server.minds = lambda heard: heard.method == "DELETE"
    server.mood = lambda line, _: line.answer(404, {}, {"error": "Record not found"})
    channel.remove(receipt.remote_id, deadline)
    assert channel.find(replace(message, remote_id=receipt.remote_id), just_now(), deadline) == receipt


def test_an_id_never_leaves_its_place_in_the_path(server, channel, deadline):
    channel.remove("../../x?y#z", deadline)
    assert server.requests[0].path == "/api/v1/statuses/..%2F..%2Fx%3Fy%23z"


@pytest.mark.req("SS-03")
def test_a_page_that_is_no_web_address_is_not_kept(server, channel, message, deadline):
    for url in ("javascript:alert(1)", "https://x.example/\n", 7, None, "https://x.example/" + "y" * 3000):
        server.mood = lambda line, _, u=url: line.answer(
            200,
            {},
            {
                "id": "7",
                "created_at": "2026-11-22T10:00:00Z",
                "content": "",
                "url": u and str(u),
                "uri": None,
            },
        )
        assert channel.publish(message, deadline).remote_url is None


SAME = [
    ("<p>Grüß Gott. (MB)</p>", "Grüß Gott. (MB)"),
    ("<p>Grüß Gott. (MB)</p>", "Gru\u0308\u00df Gott. (MB)"),
    ("<p>eins<br />zwei</p><p>drei</p>", "eins\nzwei\n\ndrei"),
    ("<p>a &amp; b &lt;c&gt; &quot;d&quot; &#39;e&#39;</p>", "a & b <c> \"d\" 'e'"),
    (
        (
            '<p>Mehr: <a href="x"><span class="invisible">https://www.</span><span class="ellipsis">sachsen-anhalt.de/la'
            '</span><span class="invisible">ng</span></a></p>'
        ),
        "Mehr: https://www.sachsen-anhalt.de/lang",
    ),
    (
        '<p>Mit <span class="h-card"><a href="https://x.example/@mw" class="u-url mention">@<span>mw</span></a></span></p>',
        "Mit @mw@x.example",
    ),
    ('<p><a href="/tags/lsa" class="mention hashtag">#<span>lsa</span></a></p>', "#lsa"),
    ("<p>Bürger<em>innen und Lehrer</em>innen</p>", "Bürger*innen und Lehrer*innen"),
    ("<p>👩‍👩‍👧 in  <b>Halle</b></p>", "👩‍👩‍👧 in Halle"),
]
OTHER = [
    ("<p>Grüß Gott. (MW)</p>", "Grüß Gott. (MB)"),
    ("<p>Grüß Gott.</p>", "Grüß Gott. (MB)"),
    ("", "Grüß Gott. (MB)"),
    ("<p>Grüß Gott. (MB) und mehr</p>", "Grüß Gott. (MB)"),
    ("<p>10 Uhr</p>", "11 Uhr"),
]


@pytest.mark.parametrize(("content", "text"), SAME)
def test_what_a_server_makes_of_a_text_is_still_that_text(content, text):
    assert is_same_text(content, text)


@pytest.mark.parametrize(("content", "text"), OTHER)
def test_another_text_is_another_text(content, text):
    assert not is_same_text(content, text)
