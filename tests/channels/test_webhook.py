"""The webhook, seen by receivers that check the signature with the independent package."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook, WebhookVerificationError
from uuid_utils.compat import uuid7

from app.channels.base import Attachment, Message, Permanent
from app.channels.webhook import Webhook as Connector
from app.egress import Egress
from tests.channels.dialects import SIGNING_SECRET, Receiver


@pytest.fixture
def receiver():
    with Receiver() as receiver:
        yield receiver


@pytest.fixture
def message():
    return Message(
        uuid7(), uuid7(), uuid7(), "Grüß Gott. 🇩🇪 (MB)", "de", "https://sachsen-anhalt.de/", "0" * 64
    )


def test_the_event_names_the_delivery_and_says_what_was_approved(receiver, message, deadline, tmp_path):
    image = Attachment("ab" * 32, "image/png", 640, 480, "Das Schloss")
    sent = replace(message, content_warning="Unwetter", media=(image,))
    receiver.connector(tmp_path).publish(sent, deadline)
    [heard] = receiver.requests
    assert heard.path == "/haken?kanal=1"
    assert heard.headers["webhook-id"] == str(message.delivery_id)
    assert heard.headers["content-type"] == "application/json"
    event = heard.json
    assert event["type"] == "post.published"
    assert datetime.fromisoformat(event["timestamp"]).tzinfo is not None
    assert event["data"] == {
        "delivery_id": str(message.delivery_id),
        "revision_id": str(message.revision_id),
        "channel_id": str(message.channel_id),
        "text": message.text,
        "language": "de",
        "content_warning": "Unwetter",
        "alternative_url": "https://sachsen-anhalt.de/",
        "payload_sha256": "0" * 64,
        "media": [
            {
                "sha256": "ab" * 32,
                "content_type": "image/png",
                "width": 640,
                "height": 480,
                "alt": "Das Schloss",
            }
        ],
    }


@pytest.mark.req("SS-04")
def test_a_receiver_refuses_a_changed_or_replayed_event(receiver, message, deadline, tmp_path):
    receiver.connector(tmp_path).publish(message, deadline)
    [heard] = receiver.requests
    checker = Webhook(SIGNING_SECRET)
    assert checker.verify(heard.body, heard.headers)["data"]["text"] == message.text
    old = int((datetime.now(UTC) - timedelta(minutes=6)).timestamp())
    for body, changed in (
        (heard.body.replace(b"Gott", b"Text"), {}),
        (heard.body, {"webhook-id": str(uuid7())}),
        (heard.body, {"webhook-timestamp": str(old)}),
        (heard.body, {"webhook-signature": "v1,AAAA"}),
    ):
        with pytest.raises(WebhookVerificationError):
            checker.verify(body, heard.headers | changed)
    with pytest.raises(WebhookVerificationError):
        Webhook("whsec_YW5kZXJlcyBHZWhlaW1uaXM=").verify(heard.body, heard.headers)


def test_a_removal_is_an_event_of_its_own_with_an_id_of_its_own(receiver, message, deadline, tmp_path):
    channel = receiver.connector(tmp_path)
    receipt = channel.publish(message, deadline)
    channel.remove(receipt.remote_id, deadline)
    channel.remove(receipt.remote_id, deadline)
    heard = receiver.requests[1:]
    assert [event.json["type"] for event in heard] == ["post.removed", "post.removed"]
    assert {event.headers["webhook-id"] for event in heard} == {f"{message.delivery_id}_removed"}
    assert heard[0].json["data"] == {"delivery_id": str(message.delivery_id)}
    assert receiver.copies() == []


def test_a_late_publication_stays_away_from_a_receiver_that_drops_what_it_has_seen(
    receiver, message, deadline, tmp_path
):
    channel = receiver.connector(tmp_path)
    channel.remove(channel.publish(message, deadline).remote_id, deadline)
    channel.publish(message, deadline)
    assert receiver.copies() == []


def test_a_preflight_is_a_signed_ping(receiver, deadline, tmp_path):
    standing = receiver.connector(tmp_path).check(deadline)
    assert standing.idempotency == "own_id"
    assert receiver.requests[0].json["type"] == "ping"


def test_a_receiver_that_wants_no_more_closes_the_door(receiver, message, deadline, tmp_path):
    receiver.mood = lambda line, _: line.answer(410)
    with pytest.raises(Permanent) as refused:
        receiver.connector(tmp_path).publish(message, deadline)
    assert refused.value.access


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_kein base64", "whsec_Ü", "whsec_abc"])
def test_without_a_usable_secret_nothing_is_sent(receiver, message, deadline, tmp_path, secret):
    account = receiver.account(signing_secret=secret)
    with pytest.raises(Permanent) as refused:
        receiver.connector(tmp_path, account).publish(message, deadline)
    assert refused.value.access
    assert receiver.requests == []


def test_over_plain_http_nothing_is_told_to_a_stranger(receiver, message, deadline):
    account = replace(receiver.account(), endpoint="http://kanal.example/haken")
    with pytest.raises(Permanent):
        Connector(Egress(), account).publish(message, deadline)


def test_the_signed_bytes_are_the_sent_bytes_whatever_the_text(receiver, message, deadline, tmp_path):
    for text in ("\u2028 \\ \" ' <b>", "e\u0301", "👩‍👩‍👧", "\n\n"):
        receiver.connector(tmp_path).publish(replace(message, delivery_id=uuid7(), text=text), deadline)
        assert receiver.copies()[-1] == text
        assert json.loads(receiver.requests[-1].body)["data"]["text"] == text
