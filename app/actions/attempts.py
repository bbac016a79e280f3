"""The record of every call to a channel: the right to make it, and what came of it (PUBLISHING section 2).

An outcome is always written, even by a worker that lost its right meanwhile: the fence protects the state, it must
not destroy evidence. What a channel says is untrusted and made to fit before it gets near a row.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from app.channels.base import Attachment, ChannelError, Message, Permanent, Receipt, Temporary
from app.db import among, insert_all
from app.editorial.payload import Image, images_of
from app.models import Channel, Delivery, DeliveryAttempt, PreparedImage
from app.models.delivery import AttemptKind, AttemptOutcome

Outcome = Receipt | ChannelError
"""What came back from a channel; anything that is no Receipt, Temporary or Permanent is unknown."""

EMPTY: Final[Mapping[str, str | None]] = MappingProxyType({})
LONGEST_PAUSE_S: Final = 86_400


@dataclass(frozen=True)
class Ticket:
    """The right to make exactly one call: which delivery, under which fence, with which words."""

    delivery_id: UUID
    channel_id: UUID
    attempt_id: UUID
    fence: int
    platform: str
    message: Message
    remote_id: str | None = None


def open_attempt(
    session: Session, delivery: Delivery, kind: AttemptKind, worker: str | None, **facts: Any
) -> DeliveryAttempt:
    """Write down the call that is about to be made, or with its outcome one that was made."""
    [row] = _attempts_of(session, [delivery], kind, worker)
    attempt = DeliveryAttempt(**row | facts)
    session.add(attempt)
    session.flush()
    return attempt


def open_attempts(
    session: Session, deliveries: Sequence[Delivery], kind: AttemptKind, worker: str
) -> list[UUID]:
    """Write down a call of one kind that is about to be made for each of these; return the ids in their order."""
    rows = _attempts_of(session, deliveries, kind, worker)
    insert_all(session, DeliveryAttempt, rows)
    return [row["id"] for row in rows]


def _attempts_of(
    session: Session, deliveries: Sequence[Delivery], kind: AttemptKind, worker: str | None
) -> list[dict[str, Any]]:
    """Return the next attempt for each of these, as rows."""
    query = select(DeliveryAttempt.delivery_id, func.max(DeliveryAttempt.number)).where(
        among(DeliveryAttempt.delivery_id, [delivery.id for delivery in deliveries])
    )
    last = {key: number for key, number in session.execute(query.group_by(DeliveryAttempt.delivery_id))}
    return [
        {
            "id": uuid7(),
            "delivery_id": delivery.id,
            "number": last.get(delivery.id, 0) + 1,
            "kind": kind,
            "fence": delivery.fence,
            "due_at": delivery.due_at,
            "payload_sha256": delivery.payload_sha256,
            "worker": worker,
        }
        for delivery in deliveries
    ]


def finish_attempt(attempt: DeliveryAttempt, outcome: Outcome | None, now: datetime) -> bool:
    """Write the outcome once and tell whether that was now; an attempt that the lease already closed as unknown learns what came after all.

    None is the outcome of a removal after which nothing was there any more. Writing a second time, because nobody
    heard that the first time had worked, changes nothing. The attempt is locked.
    """
    if attempt.outcome not in {None, AttemptOutcome.UNKNOWN}:
        return False
    attempt.finished_at, attempt.outcome = now, judge_outcome(outcome)
    if isinstance(outcome, Receipt):
        attempt.remote_id, attempt.remote_url = outcome.remote_id, outcome.remote_url
    attempt.error = words_of(outcome) if isinstance(outcome, Exception) else None
    return True


def judge_outcome(outcome: Outcome | None) -> AttemptOutcome:
    """Return what is written of an answer."""
    match outcome:
        case None:
            return AttemptOutcome.ABSENT
        case Receipt():
            return AttemptOutcome.SENT
        case Temporary():
            return AttemptOutcome.TEMPORARY
        case Permanent():
            return AttemptOutcome.REFUSED
        case _:
            return AttemptOutcome.UNKNOWN


def close_open_attempts(session: Session, delivery: Delivery, kind: AttemptKind) -> None:
    """Close what a worker began and never finished: nobody knows what came of it."""
    session.execute(
        update(DeliveryAttempt)
        .where(
            DeliveryAttempt.delivery_id == delivery.id,
            DeliveryAttempt.kind == kind,
            DeliveryAttempt.finished_at.is_(None),
        )
        .values(finished_at=func.clock_timestamp(), outcome=AttemptOutcome.UNKNOWN, error="lease over")
    )


def make_ticket(
    delivery: Delivery, channel: Channel, attempt_id: UUID, handles: Mapping[str, str | None] = EMPTY
) -> Ticket:
    """Return the right to make the call that the attempt announces; `handles` as `find_handles` returns them."""
    return Ticket(
        delivery.id,
        channel.id,
        attempt_id,
        delivery.fence,
        channel.platform_slug,
        message_of(delivery, handles),
        delivery.remote_id,
    )


def find_handles(session: Session, delivery: Delivery) -> dict[str, str | None]:
    """Return by hash what the platform called the images that it was handed for this very payload."""
    if not images_of(delivery.payload):
        return {}
    query = select(PreparedImage.sha256, PreparedImage.handle).where(
        PreparedImage.delivery_id == delivery.id, PreparedImage.payload_sha256 == delivery.payload_sha256
    )
    return {sha256: handle for sha256, handle in session.execute(query)}


def message_of(delivery: Delivery, handles: Mapping[str, str | None] = EMPTY) -> Message:
    """Return what is to appear, or to be looked for: exactly the bytes that were approved."""
    content = json.loads(delivery.payload)
    return Message(
        delivery_id=delivery.id,
        revision_id=delivery.revision_id,
        channel_id=delivery.channel_id,
        text=content["text"],
        language=content["language"],
        alternative_url=content["alternative_url"],
        payload_sha256=delivery.payload_sha256,
        content_warning=content.get("content_warning"),
        media=tuple(attachment_of(image, handles.get(image.sha256)) for image in images_of(delivery.payload)),
        remote_id=delivery.remote_id,
    )


def attachment_of(image: Image, handle: str | None = None) -> Attachment:
    """Return an image as connectors know it."""
    return Attachment(image.sha256, image.content_type, image.width, image.height, image.alt or "", handle)


def words_of(error: Exception) -> str:
    """Return what a channel said as it may stand in a row: 500 characters, none of them unprintable."""
    return "".join(sign if sign.isprintable() else " " for sign in str(error)[:500])


def wish_of(outcome: Temporary) -> timedelta:
    """Return how long the platform wants to be left alone: nothing where that is no length, a day at most."""
    wish = outcome.retry_after if outcome.retry_after is not None and outcome.retry_after > 0 else 0
    return timedelta(seconds=min(wish, LONGEST_PAUSE_S))


def clock_of(session: Session) -> datetime:
    """Return this very moment by the database's clock."""
    clock: datetime = session.execute(select(func.clock_timestamp())).scalar_one()
    return clock
