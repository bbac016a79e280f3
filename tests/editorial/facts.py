"""What an intent commit finds when all is well, and for each guard the one thing that may be wrong."""

import json
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta

from uuid_utils.compat import uuid7

from app.editorial.deliveries import Facts
from app.editorial.payload import Image, digest
from app.models import Approval, Channel, Delivery, PublishingControl, PublishingStop
from app.models.channel import ChannelState, Idempotency
from app.models.delivery import DeliveryState
from app.models.stop import PublishingMode, StopScope

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
WINDOW_S = 1800
INSTANT = timedelta(microseconds=1)
PAYLOAD = '{"text":"Neue Tablets (MB)"}'


def good_facts():
    """A delivery due at noon, looked at one minute later; nothing speaks against it."""
    channel = Channel(
        id=uuid7(),
        state=ChannelState.ACTIVE,
        environment="local",
        idempotency=Idempotency.OWN_ID,
        access_ok=True,
    )
    revision_id = uuid7()
    approval = Approval(
        id=uuid7(), revision_id=revision_id, payload_sha256=digest(PAYLOAD), due_at=NOON, window_s=WINDOW_S
    )
    delivery = Delivery(
        id=uuid7(),
        channel_id=channel.id,
        revision_id=revision_id,
        approval_id=approval.id,
        payload=PAYLOAD,
        payload_sha256=digest(PAYLOAD),
        due_at=NOON,
        window_s=WINDOW_S,
        state=DeliveryState.WAITING,
        attempts=0,
        prepare_tries=0,
    )
    return Facts(
        delivery=delivery,
        channel=channel,
        approval=approval,
        current_revision_id=revision_id,
        approver_person=uuid7(),
        writer_persons=frozenset({uuid7(), uuid7()}),
        stops=(),
        control=PublishingControl(mode=PublishingMode.NORMAL, clock_ok=True),
        environment="local",
        has_open_attempt=False,
        now=NOON + timedelta(minutes=1),
        clock=NOON + timedelta(minutes=1, milliseconds=20),
    )


def facts_with(**changes):
    """Good facts with something changed: `delivery__state=...` changes the row, `now=...` the fact itself."""
    facts = good_facts()
    for name, value in changes.items():
        row, _, column = name.partition("__")
        if column:
            setattr(getattr(facts, row), column, value)
        else:
            facts = replace(facts, **{row: value})
    return facts


def stop_of(channel_id=None):
    scope = StopScope.ALL if channel_id is None else StopScope.CHANNEL
    return PublishingStop(scope=scope, channel_id=channel_id)


def covered_by_its_own_stop(**more):
    facts = facts_with(**more)
    return replace(facts, stops=(stop_of(facts.channel.id),))


def approved_by_its_writer(**more):
    facts = facts_with(**more)
    return replace(facts, approver_person=next(iter(facts.writer_persons)))


def sent_with_another_hash(**more):
    """The payload was exchanged and its hash with it; only the approval still knows."""
    other = '{"text":"Etwas anderes (MB)"}'
    return facts_with(delivery__payload=other, delivery__payload_sha256=digest(other), **more)


SHA256 = "a" * 64
IMAGE = Image(SHA256, "image/png", 40, 30, 9, "Ein Schulhof")
WITH_IMAGE = json.dumps({"media": [asdict(IMAGE)], "text": "Neue Tablets (MB)"})


def facts_with_image(**changes):
    """The same with an image, on a platform that was handed it and keeps it for another hour."""
    same = {
        "delivery__payload": WITH_IMAGE,
        "delivery__payload_sha256": digest(WITH_IMAGE),
        "approval__payload_sha256": digest(WITH_IMAGE),
        "channel__platform_slug": "mastodon",
        "delivery__prepared_until": NOON + timedelta(hours=1),
        "intact_images": frozenset({SHA256}),
    }
    return facts_with(**same | changes)


BAD = {
    "G01": lambda **more: facts_with(**more | {"delivery__state": DeliveryState.SENDING}),
    "G02": lambda **more: facts_with(**more | {"now": NOON - INSTANT}),
    "G03": lambda **more: facts_with(**more | {"now": NOON + timedelta(seconds=WINDOW_S) + INSTANT}),
    "G04": lambda **more: facts_with(
        **more | {"delivery__next_attempt_at": NOON + timedelta(minutes=1) + INSTANT}
    ),
    "G05": lambda **more: facts_with(**more | {"control__mode": PublishingMode.RESTORE}),
    "G06": covered_by_its_own_stop,
    "G07": lambda **more: facts_with(**more | {"control__clock_ok": False}),
    "G08": lambda **more: facts_with(**more | {"channel__state": ChannelState.PAUSED}),
    "G09": lambda **more: facts_with(**more | {"channel__environment": "production"}),
    "G10": lambda **more: facts_with(**more | {"channel__access_ok": False}),
    "G11": lambda **more: facts_with(
        **more | {"channel__paused_until": NOON + timedelta(minutes=1) + INSTANT}
    ),
    "G12": lambda **more: facts_with(
        **more | {"channel__next_free_at": NOON + timedelta(minutes=1, seconds=1)}
    ),
    "G13": lambda **more: facts_with(**more | {"current_revision_id": uuid7()}),
    "G14": lambda **more: facts_with(**more | {"approval__due_at": NOON - timedelta(hours=1)}),
    "G15": approved_by_its_writer,
    "G16": sent_with_another_hash,
    "G17": lambda **more: facts_with(**more | {"embargo_until": NOON + timedelta(hours=1)}),
    "G18": lambda **more: facts_with(**more | {"waits_for_central": True}),
    "G19": lambda **more: facts_with_image(**more | {"delivery__prepared_until": None}),
    "G20": lambda **more: facts_with(**more | {"delivery__attempts": 10}),
    "G21": lambda **more: facts_with(**more | {"has_open_attempt": True}),
    "G23": lambda **more: facts_with(**more | {"waits_for_package": True}),
    "G22": lambda **more: facts_with(**more | {"channel__idempotency": Idempotency.MANUAL}),
}
"""For each guard, facts in which that guard alone fails, whatever else is said of them."""
ALSO_BAD = {
    "G14 in the pre-election period": lambda **more: facts_with(**more | {"is_in_quiet_period": True}),
}
"""What a guard refuses for another reason: here nobody but the approver has approved."""
