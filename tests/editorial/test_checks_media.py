"""Images need an alternative text or to be called decorative, and a channel takes only so many (BITV 2.0)."""

from dataclasses import replace

import pytest
from uuid_utils.compat import uuid7

from app.editorial.checks import find_issues
from app.editorial.limits import image_limits
from app.editorial.payload import Image, render
from app.errors import Issue
from app.models import Channel, Platform, Rendering, Revision, Variant
from app.models.channel import DEFAULT_SIGNATURE

IMAGE = Image("a" * 64, "image/png", 40, 30, 999, "Ein Schulhof")


def channel_on(slug="mastodon", **limits):
    channel = Channel(
        id=uuid7(), label="Kanal", signature=DEFAULT_SIGNATURE, platform_slug=slug, limits=limits
    )
    channel.platform = Platform(slug=slug, name=slug)
    return channel


def rendering(*images, channel=None, is_own=False):
    channel = channel or channel_on()
    payload = render(
        channel, text="Guten Tag", alternative_url=None, abbreviations=["MB"], media=iter(images)
    )
    return Rendering(media=[{}] if is_own else None, payload=payload, variant=Variant(channel=channel))


def issues_of(*renderings):
    return find_issues(Revision(text="Guten Tag"), renderings, signers=["MB"], register=["MB"])


@pytest.mark.parametrize("alt", ["Ein Schulhof", ""])
def test_a_described_or_decorative_image_may_go(alt):
    assert issues_of(rendering(replace(IMAGE, alt=alt))) == []


def test_an_image_nobody_has_described_keeps_the_post_back_and_names_its_field():
    silent = replace(IMAGE, alt=None)
    assert issues_of(rendering(IMAGE, silent)) == [Issue("media.1.alt", "alt.missing")]
    found = issues_of(rendering(IMAGE), rendering(silent, is_own=True))
    assert found == [Issue("deliveries.1.media.0.alt", "alt.missing")]


def test_what_is_wrong_with_the_posts_own_images_is_said_once():
    silent = replace(IMAGE, alt=None)
    assert issues_of(rendering(silent), rendering(silent)) == [Issue("media.0.alt", "alt.missing")]


@pytest.mark.parametrize(
    ("channel", "most"),
    [
        (channel_on("mastodon"), 4),
        (channel_on("bluesky"), 4),
        (channel_on("mastodon", images=16), 16),
        (channel_on("mastodon", images=2, alt=9), 2),
        (channel_on("portal"), 20),
        (channel_on("something new"), 20),
    ],
)
def test_a_channel_takes_as_many_images_as_its_server_said_or_as_is_usual(channel, most):
    images = [replace(IMAGE, sha256=f"{number:064}", alt="") for number in range(most + 1)]
    assert issues_of(rendering(*images[:-1], channel=channel)) == []
    context = {"channel": "Kanal", "number": most + 1, "limit": most}
    assert issues_of(rendering(*images, channel=channel)) == [Issue("media", "image.too-many", context)]
    own = issues_of(rendering(*images, channel=channel, is_own=True))
    assert own == [Issue("deliveries.0.media", "image.too-many", context)]


@pytest.mark.parametrize(
    ("channel", "longest"),
    [(channel_on("mastodon"), 1500), (channel_on("mastodon", alt=100), 100), (channel_on("portal"), 2000)],
)
def test_a_description_fits_its_channel_to_the_last_character(channel, longest):
    assert issues_of(rendering(replace(IMAGE, alt="x" * longest), channel=channel)) == []
    context = {"channel": "Kanal", "length": longest + 1, "limit": longest}
    found = issues_of(rendering(replace(IMAGE, alt="x" * (longest + 1)), channel=channel))
    assert found == [Issue("media.0.alt", "alt.too-long", context)]


def test_what_is_not_an_issue_is_made_to_fit_later():
    limits = image_limits(channel_on("bluesky", image_pixels=100))
    assert (limits.image_bytes, limits.image_pixels) == (2_000_000, 100)
    large = replace(IMAGE, size=9_000_000, width=4000, height=3000)
    assert issues_of(rendering(large, channel=channel_on("bluesky", image_pixels=100))) == []
