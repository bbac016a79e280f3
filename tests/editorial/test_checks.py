"""What stands between a text and its channels: too long with its Kürzel, somebody else's Kürzel, nothing said."""

import pytest
from uuid_utils.compat import uuid7

from app.editorial.checks import find_issues
from app.editorial.payload import render
from app.errors import Issue
from app.models import Channel, Platform, Rendering, Revision, Variant
from app.models.channel import DEFAULT_SIGNATURE

REGISTER = ["MB", "MW", "StK"]


def rendering(
    text=None, *, said="", limit=None, own_limit=None, signature=DEFAULT_SIGNATURE, signers=("MB",)
):
    """What is said on one channel: a text of its own, or what the revision says."""
    channel = Channel(id=uuid7(), label="Landesportal", own_limit=own_limit, signature=signature)
    channel.platform = Platform(slug="portal", name="Portal", limit=limit)
    payload = render(
        channel, text=said if text is None else text, alternative_url=None, abbreviations=signers
    )
    return Rendering(text=text, payload=payload, variant=Variant(channel=channel))


def issues_of(text, *renderings, signers=("MB",)):
    return find_issues(Revision(text=text), renderings, signers=signers, register=iter(REGISTER))


def test_a_text_on_no_channel_has_nowhere_to_go():
    assert issues_of("Guten Tag") == [Issue("deliveries", "delivery-missing")]


@pytest.mark.parametrize("limits", [{"limit": 14}, {"limit": 5, "own_limit": 14}, {"own_limit": 14}])
def test_the_kuerzel_counts_and_the_last_character_still_fits(limits):
    fits, too_long = "Guten Tag", "Guten Tag!"
    assert issues_of(fits, rendering(said=fits, **limits)) == []
    context = {"channel": "Landesportal", "length": 15, "limit": 14}
    assert issues_of(too_long, rendering(said=too_long, **limits)) == [
        Issue("text", "text.too-long", context)
    ]


def test_a_kuerzel_typed_by_hand_is_not_counted_twice():
    typed = "Guten Tag (MB)"
    assert issues_of(typed, rendering(said=typed, limit=14)) == []


def test_without_a_limit_every_length_fits():
    assert issues_of("x" * 9_999, rendering(said="x" * 9_999)) == []


def test_each_channels_own_text_is_checked_in_its_own_place():
    found = issues_of("kurz", rendering(said="kurz", limit=20), rendering("viel zu lang für hier", limit=20))
    assert [(issue.field, issue.key) for issue in found] == [("deliveries.1.text", "text.too-long")]


@pytest.mark.parametrize("text", ["Guten Tag (MW)", "Guten Tag (MB/MW)", "(mw)"])
def test_a_foreign_kuerzel_keeps_a_text_from_its_channels(text):
    foreign = {"abbreviation": "MW"}
    assert issues_of(text, rendering(said=text)) == [Issue("text", "signature-foreign", foreign)]
    found = issues_of("Neu", rendering(said="Neu"), rendering(text))
    assert found == [Issue("deliveries.1.text", "signature-foreign", foreign)]


def test_a_partners_kuerzel_is_no_foreign_one():
    text, signers = "Guten Tag (MW)", ("MB", "MW")
    assert issues_of(text, rendering(said=text, signers=signers), signers=signers) == []


@pytest.mark.parametrize("text", ["(MB)", " (mb)\n", "(MB) (MB)"])
def test_a_kuerzel_alone_says_nothing(text):
    assert issues_of(text, rendering(said=text)) == [Issue("text", "text.empty")]
    assert issues_of("(StK)", rendering(said="(StK)", signature=""), signers=("MB",)) == []
