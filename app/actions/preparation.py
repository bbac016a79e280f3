"""Handing images over before the call: repeatable, without visible effect, with a counter of its own (section 6).

Three short steps as for the call itself: a try counted and committed, the uploads outside any transaction with every
handle written down at once, and what came of it. Lock order: stop gate, channel, delivery.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog
from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.actions.attempts import clock_of, wish_of, words_of
from app.actions.facts import take_hold
from app.actions.locking import ring
from app.actions.outcomes import tell_channel
from app.actions.posts import hold
from app.actions.sealing import find_obstacle
from app.channels.base import ChannelError, Handle, Permanent, Temporary
from app.db import among
from app.editorial.deliveries import AHEAD, HANDLES_LAST, MAX_PREPARE_TRIES, may_prepare
from app.editorial.limits import ImageLimits, image_limits
from app.editorial.payload import WITH_IMAGES, Image, images_of
from app.models import Channel, Delivery, PreparedImage
from app.models.delivery import DeliveryState, HoldReason
from app.models.user import MACHINE
from app.settings import Settings

log = structlog.get_logger()
PAUSE: Final = timedelta(seconds=15)
SHORTEST_S: Final = (AHEAD + HANDLES_LAST).total_seconds()
"""A platform that keeps images for a shorter time cannot be prepared for."""
LONGEST_S: Final = 86_400.0


@dataclass(frozen=True)
class Preparation:
    """The task of handing over what is still missing of a delivery's images, as large as the channel takes them."""

    delivery_id: UUID
    channel_id: UUID
    platform: str
    payload_sha256: str
    limits: ImageLimits
    missing: tuple[Image, ...]


def find_images(session: Session, delivery_id: UUID) -> tuple[Image, ...]:
    """Return the images of a delivery."""
    payloads = _find_payloads(session, [delivery_id])
    return images_of(payloads[0]) if payloads else ()


def find_image_hashes(session: Session, delivery_ids: Collection[UUID]) -> set[str]:
    """Return the hashes of the images of these deliveries."""
    return {image.sha256 for payload in _find_payloads(session, delivery_ids) for image in images_of(payload)}


def _find_payloads(session: Session, delivery_ids: Collection[UUID]) -> Sequence[str]:
    """Return the payloads with images among those of the deliveries."""
    query = select(Delivery.payload).where(
        among(Delivery.id, delivery_ids), Delivery.payload.contains(WITH_IMAGES, autoescape=True)
    )
    return session.execute(query).scalars().all()


def begin_preparation(
    session: Session, delivery_id: UUID, *, settings: Settings, intact_images: frozenset[str]
) -> Preparation | None:
    """Count a try and return what to hand over; None where nothing is to be done now.

    The third try of which nobody told the end holds the row (G19): whatever is in it kills those who touch it.
    """
    found = take_hold(session, [delivery_id], settings.environment, intact_images)
    if not found or not may_prepare(found[0]):
        return None
    [facts] = found
    delivery, channel = facts.delivery, facts.channel
    if delivery.prepare_after is not None and delivery.prepare_after > facts.now:
        return None
    if delivery.prepare_tries >= MAX_PREPARE_TRIES:
        _hold_if_waiting(session, delivery, HoldReason.POISON, None)
        return None
    obstacle = find_obstacle(session, channel.id, settings=settings)
    if obstacle is not None:
        log.error("credentials.cannot_be_opened", channel_id=str(channel.id), reason=obstacle)
        delivery.prepare_after = facts.clock + PAUSE
        return None
    delivery.prepare_tries += 1
    delivery.prepare_after = facts.clock + _lease(settings)
    return Preparation(
        delivery.id,
        channel.id,
        channel.platform_slug,
        delivery.payload_sha256,
        image_limits(channel),
        _find_missing(session, delivery),
    )


def keep_handle(
    session: Session, task: Preparation, image: Image, handle: Handle | None, *, settings: Settings
) -> None:
    """Write down what the platform called an image, so that no other try hands it over again."""
    now = clock_of(session)
    valid_s = min(handle.valid_s, LONGEST_S) if handle else LONGEST_S
    row = {
        "payload_sha256": task.payload_sha256,
        "handle": handle.name if handle else None,
        "valid_until": now + timedelta(seconds=valid_s),
    }
    statement = insert(PreparedImage).values(delivery_id=task.delivery_id, sha256=image.sha256, **row)
    keys = [PreparedImage.delivery_id, PreparedImage.sha256]
    session.execute(statement.on_conflict_do_update(index_elements=keys, set_=row))
    delivery = session.get_one(Delivery, task.delivery_id, with_for_update=True)
    delivery.prepare_after = now + _lease(settings)


def record_preparation(session: Session, task: Preparation, outcome: ChannelError | None) -> Delivery:
    """Write what came of a try: None means that everything is handed over. Whoever tells the end is not dead.

    What was approved anew meanwhile is another task.
    """
    channel = session.get_one(Channel, task.channel_id, with_for_update={"key_share": True})
    delivery = session.get_one(Delivery, task.delivery_id, with_for_update=True)
    if isinstance(outcome, ChannelError):
        tell_channel(session, channel, outcome, timedelta())
    if delivery.payload_sha256 != task.payload_sha256:
        return delivery
    now = clock_of(session)
    delivery.prepare_tries, delivery.woken_at = 0, None
    delivery.last_error = words_of(outcome) if isinstance(outcome, ChannelError) else None
    match outcome:
        case None:
            delivery.prepare_after, delivery.prepared_until = None, _find_end(session, task)
            ring(session)
        case Permanent(access=False):
            delivery.prepare_after = now + PAUSE
            _hold_if_waiting(session, delivery, HoldReason.CHANNEL_REFUSED, delivery.last_error)
        case _:
            wish = wish_of(outcome) if isinstance(outcome, Temporary) else timedelta()
            delivery.prepare_after = now + max(PAUSE, wish)
    return delivery


def forget_old_handles(session: Session) -> int:
    """Delete what platforms no longer keep and return how much there was."""
    gone = session.execute(
        delete(PreparedImage).where(PreparedImage.valid_until < func.now()).returning(PreparedImage.sha256)
    )
    return len(gone.all())


def _lease(settings: Settings) -> timedelta:
    """Return how long nobody else begins: one image may have to be made smaller before its call."""
    return timedelta(seconds=2 * settings.lease_s)


def _find_missing(session: Session, delivery: Delivery) -> tuple[Image, ...]:
    until = func.greatest(func.now(), delivery.due_at) + HANDLES_LAST
    query = select(PreparedImage.sha256).where(
        PreparedImage.delivery_id == delivery.id,
        PreparedImage.payload_sha256 == delivery.payload_sha256,
        PreparedImage.valid_until >= until,
    )
    kept = set(session.execute(query).scalars())
    return tuple(image for image in images_of(delivery.payload) if image.sha256 not in kept)


def _find_end(session: Session, task: Preparation) -> datetime | None:
    """Return until when the platform keeps all of them."""
    query = select(func.min(PreparedImage.valid_until)).where(
        PreparedImage.delivery_id == task.delivery_id,
        PreparedImage.payload_sha256 == task.payload_sha256,
    )
    end: datetime | None = session.execute(query).scalar_one()
    return end


def _hold_if_waiting(session: Session, delivery: Delivery, why: HoldReason, reason: str | None) -> None:
    """Hold the row (T3); from `unclear` nothing is ever held."""
    if delivery.state is DeliveryState.WAITING:
        hold(session, MACHINE, delivery, why, reason)
