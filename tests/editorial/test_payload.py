"""What is hashed is what is sent: canonical bytes that change with every word, and with nothing else."""

import json
import unicodedata
from dataclasses import replace
from hashlib import sha256
from inspect import signature
from itertools import permutations
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from uuid_utils.compat import uuid7

from app.editorial.payload import (
    Image,
    content_warning_of,
    digest,
    digest_of_all,
    images_of,
    render,
    text_of,
)
from app.models import Channel
from app.models.channel import DEFAULT_SIGNATURE

CHANNEL = Channel(id=UUID("01890000-0000-7000-8000-000000000001"), signature=DEFAULT_SIGNATURE)
IMAGE = Image("a" * 64, "image/png", 40, 30, 999, "Ein Schulhof")
OTHER = Image("c" * 64, "image/jpeg", 80, 60, 1999, "")
SAID = {"text": "Neue Tablets", "alternative_url": "https://land.example/a", "abbreviations": ("MB",)}


def rendered(channel=CHANNEL, **changes):
    return render(channel, **SAID | changes)


def test_the_bytes_are_exactly_these():
    assert rendered(text="Grüße\n„neu“") == (
        '{"abbreviation":"MB","alternative_url":"https://land.example/a",'
        '"channel_id":"01890000-0000-7000-8000-000000000001","language":"de",'
        '"text":"Grüße\\n„neu“ (MB)","visibility":"public"}'
    )


def test_a_joint_post_names_its_signers_in_one_breath():
    content = json.loads(rendered(abbreviations=iter(["MB", "MW"])))
    assert (content["abbreviation"], content["text"]) == ("MB/MW", "Neue Tablets (MB/MW)")


def test_the_hash_is_over_the_utf8_bytes():
    assert digest("ä") == sha256(b"\xc3\xa4").hexdigest()


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
@example("Hallo\n\u0301du")
@example('"\u0338')
@example("\\n\u0303")
@example("\x1f\u0307")
def test_every_text_comes_out_as_it_will_be_sent_and_in_nfc(text):
    payload = rendered(text=text)
    content = json.loads(payload)
    assert list(content) == sorted(content)
    assert payload == json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    assert text_of(payload) == content["text"]
    assert unicodedata.is_normalized("NFC", content["text"])
    assert content["text"].endswith(" (MB)")


def test_two_spellings_of_one_letter_are_one_text():
    composed, decomposed = "Grüße (MÜ)", unicodedata.normalize("NFD", "Grüße (MÜ)")
    assert composed != decomposed
    assert rendered(text=composed, abbreviations=["MÜ"]) == rendered(text=decomposed, abbreviations=["MÜ"])


@pytest.mark.req("FE-02")
@pytest.mark.parametrize(
    "change",
    [
        {"text": "Neue Tablets!"},
        {"text": "neue Tablets"},
        {"alternative_url": "https://land.example/b"},
        {"alternative_url": None},
        {"abbreviations": ("MW",)},
        {"abbreviations": ("MB", "MW")},
        {"channel": Channel(id=uuid7(), signature=DEFAULT_SIGNATURE)},
        {"channel": Channel(id=CHANNEL.id, signature="/{abbreviation}")},
    ],
)
def test_the_hash_changes_with_all_that_is_sent(change):
    assert digest(rendered(**change)) != digest(rendered())


@pytest.mark.req("UP-05")
@pytest.mark.req("FE-02")
def test_each_image_each_description_and_their_order_are_part_of_what_is_sent():
    described, warning = replace(IMAGE, alt="Ein Bagger"), "Bilder eines Unfalls"
    lists = [
        [],
        [IMAGE],
        [OTHER],
        [IMAGE, OTHER],
        [OTHER, IMAGE],
        [described],
        [replace(IMAGE, alt="")],
        [replace(IMAGE, alt=None)],
        [replace(IMAGE, sha256="b" * 64)],
    ]
    payloads = [rendered(media=images) for images in lists]
    payloads += [rendered(content_warning=warning), rendered(content_warning=warning + "!")]
    assert len({digest(payload) for payload in payloads}) == len(payloads)
    assert [list(images_of(payload)) for payload in payloads[: len(lists)]] == lists
    assert content_warning_of(payloads[-2]) == warning
    assert content_warning_of(rendered()) is None


def test_images_stand_in_the_payload_in_this_form():
    assert rendered(content_warning="Achtung", media=[IMAGE]).endswith(
        '"content_warning":"Achtung","language":"de","media":[{"alt":"Ein Schulhof","content_type":"image/png",'
        f'"height":30,"sha256":"{"a" * 64}","size":999,"width":40}}],"text":"Neue Tablets (MB)","visibility":"public"}}'
    )


def test_two_spellings_of_a_description_or_a_warning_are_one():
    one, other = "Tür", unicodedata.normalize("NFD", "Tür")
    assert rendered(content_warning=one, media=[replace(IMAGE, alt=one)]) == rendered(
        content_warning=other, media=[replace(IMAGE, alt=other)]
    )


def test_the_order_of_signers_is_part_of_what_is_sent():
    first, second = (rendered(abbreviations=signers) for signers in permutations(["MB", "MW"]))
    assert digest(first) != digest(second)


def test_signers_are_named_even_where_a_channel_shows_no_signature():
    silent = Channel(id=CHANNEL.id, signature="")
    mine, theirs = (rendered(silent, abbreviations=[name]) for name in ("MB", "MW"))
    assert text_of(mine) == text_of(theirs) == "Neue Tablets"
    assert digest(mine) != digest(theirs)


def test_title_note_and_time_have_no_way_into_the_payload():
    assert set(signature(render).parameters) == {"channel", *SAID, "content_warning", "media"}
    channel = Channel(
        id=CHANNEL.id, signature=DEFAULT_SIGNATURE, label="Anders", handle="@anders", min_gap_s=9
    )
    assert rendered(channel) == rendered()


def test_a_text_signed_by_hand_has_the_hash_of_one_signed_by_the_server():
    assert digest(rendered(text="Neue Tablets (mb)\n")) == digest(rendered())


hashes = st.lists(
    st.tuples(st.uuids(), st.binary().map(lambda bytes_: sha256(bytes_).hexdigest())),
    min_size=1,
    unique_by=lambda row: row[0],
)


@pytest.mark.req("FE-02")
@given(hashes, st.randoms(use_true_random=False))
def test_the_hash_of_a_revision_does_not_depend_on_the_order_of_its_channels(rows, random):
    shuffled = random.sample(rows, len(rows))
    assert digest_of_all(shuffled) == digest_of_all(iter(rows))


@pytest.mark.req("FE-02")
@given(hashes, st.data())
def test_the_hash_of_a_revision_depends_on_each_of_its_payloads(rows, data):
    index = data.draw(st.integers(0, len(rows) - 1))
    channel_id, payload_hash = rows[index]
    changed = [*rows[:index], (channel_id, digest(payload_hash)), *rows[index + 1 :]]
    missing = [*rows[:index], *rows[index + 1 :]]
    assert len({digest_of_all(each) for each in (rows, changed, missing)}) == 3


def test_the_hash_of_a_revision_is_taken_over_its_payload_hashes_by_channel_id():
    first, second = sorted([uuid7(), uuid7()])
    expected = sha256(b"a" * 64 + b"b" * 64).hexdigest()
    assert digest_of_all([(second, "b" * 64), (first, "a" * 64)]) == expected
