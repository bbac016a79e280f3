"""A text is as long as its platform says (LI-03): graphemes, addresses at a fixed length, bytes."""

import json

import pytest
from uuid_utils.compat import uuid7

from app.editorial.checks import find_issues
from app.editorial.counting import byte_limit_of, bytes_of, length_of, limit_of
from app.models import Channel, Platform, Rendering, Revision, Variant

pytestmark = pytest.mark.req("LI-03")
FAMILY = "👩‍👩‍👧‍👦"


def channel_on(platform, limit=None, **more):
    channel = Channel(id=uuid7(), label="Kanal", signature="", **more)
    channel.platform = Platform(slug=platform, name=platform, limit=limit)
    return channel


def payload(text, warning=None):
    return json.dumps({"text": text, "content_warning": warning})


def length(platform, text, warning=None, **more):
    return length_of(channel_on(platform, **more), payload(text, warning))


@pytest.mark.parametrize(
    ("text", "characters"),
    [
        ("", 0),
        ("Grüße", 5),
        ("Gru\u0308\u00dfe", 5),
        (FAMILY, 1),
        ("🇩🇪🇪🇺", 2),
        ("a\nb", 3),
        ("https://sachsen-anhalt.de", 23),
        ("http://a.de", 23),
        ("https://sachsen-anhalt.de/" + "x" * 300, 23),
        ("https://sachsen-anhalt.de/a?b=1&c=2#d", 23),
        ("https://sachsen-anhalt.de:8443/a", 23),
        ("https://müller.de/ä", 23),
        ("HTTPS://A.DE", 23),
        ("Siehe https://a.de.", 6 + 23 + 1),
        ("Siehe https://a.de/x.", 6 + 23 + 1),
        ("Siehe https://a.de/x!", 6 + 23 + 1),
        ("(https://a.de/x)", 1 + 23 + 1),
        ("https://a.de/x_(y)", 23),
        ("https://a.de/?", 23 + 1),
        ("https://a.de/?q=1, ja", 23 + 4),
        ("https://a.de/x https://b.de/y", 23 + 1 + 23),
        ("sachsen-anhalt.de", 17),
        ("https://intern/x", 16),
        ("xhttps://a.de", 13),
        ("ftp://a.de", 10),
        ("@mw@social.example hallo", 9),
        ("@mw hallo", 9),
        ("mail@mw.de", 10),
        ("https://a.de/@mw@social.example", 23),
    ],
)
def test_mastodon_counts_graphemes_addresses_and_mentions(text, characters):
    assert length("mastodon", text) == characters


def test_mastodon_counts_the_content_warning():
    assert length("mastodon", "Text", "Unwetter") == 12
    assert length("mastodon", "Text", "") == 4


def test_the_instance_says_how_long_an_address_is():
    assert length("mastodon", "https://a.de", limits={"characters_per_url": 32}) == 32
    assert length("mastodon", "https://a.de", limits={"characters_per_url": "viele"}) == 23


@pytest.mark.parametrize(
    ("text", "characters", "size"),
    [("Grüße", 5, 7), (FAMILY, 1, 25), ("https://sachsen-anhalt.de", 25, 25), ("@mw@a.de", 8, 8)],
)
def test_bluesky_counts_graphemes_and_bytes(text, characters, size):
    channel = channel_on("bluesky")
    assert (length_of(channel, payload(text)), bytes_of(channel, payload(text))) == (characters, size)


def test_on_bluesky_a_content_warning_stands_before_the_text():
    from app.channels.base import Message
    from app.channels.bluesky import text_of

    shown = text_of(Message(uuid7(), uuid7(), uuid7(), "Text", "de", None, "0" * 64, content_warning="Übel"))
    assert shown == "Inhaltswarnung: Übel\n\nText"
    channel = channel_on("bluesky")
    assert length_of(channel, payload("Text", "Übel")) == len(shown)
    assert bytes_of(channel, payload("Text", "Übel")) == len(shown.encode())


def test_elsewhere_characters_are_code_points():
    assert length("facebook", FAMILY) == 7
    assert length("portal", "https://sachsen-anhalt.de", "Unwetter") == 25


@pytest.mark.parametrize(
    ("platform", "register", "own", "said", "expected"),
    [
        ("mastodon", None, None, None, 500),
        ("mastodon", 480, None, None, 480),
        ("mastodon", 480, None, 5000, 5000),
        ("mastodon", 480, 300, None, 300),
        ("mastodon", 480, 300, 5000, 300),
        ("mastodon", 480, 9000, 5000, 5000),
        ("mastodon", 480, None, "viele", 480),
        ("bluesky", None, None, None, 300),
        ("webhook", None, None, None, None),
    ],
)
def test_the_nearer_number_counts(platform, register, own, said, expected):
    channel = channel_on(platform, register, own_limit=own, limits={"characters": said} if said else {})
    assert limit_of(channel) == expected


def test_bytes_are_limited_where_the_platform_does():
    assert byte_limit_of(channel_on("bluesky")) == 3000
    assert byte_limit_of(channel_on("bluesky", limits={"bytes": 4000})) == 4000
    assert byte_limit_of(channel_on("mastodon", 500)) is None


def issues_of(channel, text):
    rendering = Rendering(text=None, payload=payload(text), variant=Variant(channel=channel))
    return [
        (issue.key, issue.context)
        for issue in find_issues(Revision(text=text), [rendering], signers=[], register=[])
    ]


def test_300_graphemes_of_many_bytes_are_too_many_for_bluesky():
    channel = channel_on("bluesky", 300)
    assert issues_of(channel, FAMILY * 120) == []
    assert issues_of(channel, FAMILY * 121) == [
        ("text.too-many-bytes", {"channel": "Kanal", "length": 3025, "limit": 3000})
    ]
    assert issues_of(channel, FAMILY * 301) == [
        ("text.too-long", {"channel": "Kanal", "length": 301, "limit": 300})
    ]


def test_a_long_address_does_not_fill_a_mastodon_post():
    channel, address = channel_on("mastodon", 500), " https://sachsen-anhalt.de/" + "x" * 400
    assert issues_of(channel, "y" * 476 + address) == []
    assert [key for key, _ in issues_of(channel, "y" * 477 + address)] == ["text.too-long"]


def test_a_text_made_to_be_slow_is_counted_at_once():
    for text in ("https://" + "a" * 9_990, "https://a." * 1_000, "https://a.de/" + "(" * 9_980, "@a" * 5_000):
        assert length("mastodon", text) > 0
