"""Preparing: images are handed to the platform ahead of the call, so that the visible effect is one small request.

Everything here may be done any number of times. What an image is made smaller for is the platform's own limit.
"""

from dataclasses import replace
from functools import partial
from uuid import UUID

import structlog
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app import db
from app.actions.attempts import attachment_of
from app.actions.preparation import (
    SHORTEST_S,
    Preparation,
    begin_preparation,
    find_image_hashes,
    keep_handle,
    record_preparation,
)
from app.channels.base import Channel, ChannelError, Handle, Permanent, Temporary
from app.editorial.limits import ImageLimits
from app.editorial.payload import Image
from app.imaging import Reencoded, RefusedImage, fit
from app.log import about, describe
from app.settings import settings
from app.storage import storage
from app.workers.calls import call, channel_of, deadline_from_now, is_legible, record_patiently
from app.workers.celery_app import celery
from app.workers.points import pass_point
from app.workers.schedule import wake_unprepared

log = structlog.get_logger()


@celery.task(name="preparation.prepare")
def prepare_task(delivery_id: str) -> None:
    """Prepare what the id names, if it is still to be prepared."""
    prepare(UUID(delivery_id))


@celery.task(name="preparation.tick")
def tick() -> None:
    """Ring for everything to be prepared: beat's bell, the second one beside the dispatcher's."""
    for delivery_id in wake_unprepared():
        prepare_task.apply_async((str(delivery_id),), retry=False)


def prepare(delivery_id: UUID) -> None:
    """Hand over a delivery's images: try committed, uploads outside any transaction, what came of it committed."""
    with about(delivery_id=str(delivery_id)):
        pass_point("before_preparation")
        task = _begin(delivery_id)
        if task is None:
            return
        pass_point("after_preparation_intent")
        outcome = _hand_over(task)
        pass_point("after_preparation")
        state = record_patiently(partial(_record, task=task, outcome=outcome))
        pass_point("after_preparation_record")
        log.info("delivery.prepared", state=state, platform=task.platform, is_ready=outcome is None)


def find_intact_images(*delivery_ids: UUID) -> frozenset[str]:
    """Return the hashes of those of the deliveries' images whose files are what they were (UP-05, G16)."""
    with db.transaction() as session:
        names = find_image_hashes(session, delivery_ids)
    return frozenset(name for name in names if storage().read(name) is not None)


def _begin(delivery_id: UUID) -> Preparation | None:
    try:
        intact = find_intact_images(delivery_id)
        with db.transaction() as session:
            task = begin_preparation(session, delivery_id, settings=settings(), intact_images=intact)
            pass_point("in_preparation_intent")
    except OperationalError as error:
        log.warning("delivery.not_prepared", **describe(error))
        return None
    return task


def _hand_over(task: Preparation) -> ChannelError | None:
    """Hand over one image after the other; return what went wrong, if anything did."""
    if not task.missing:
        return None
    channel = call(lambda: channel_of(task))
    if isinstance(channel, ChannelError):
        return channel
    for image in task.missing:
        handle = _hand_over_one(channel, task.limits, image)
        if isinstance(handle, ChannelError):
            return handle
        record_patiently(partial(keep_handle, task=task, image=image, handle=handle, settings=settings()))
        pass_point("after_handle")
    return None


def _hand_over_one(channel: Channel, limits: ImageLimits, image: Image) -> Handle | ChannelError | None:
    fitting = _make_fit(limits, image)
    if isinstance(fitting, ChannelError):
        return fitting
    attachment = replace(
        attachment_of(image),
        content_type=fitting.content_type,
        width=fitting.width,
        height=fitting.height,
    )
    deadline = deadline_from_now()
    pass_point("before_handle")
    answer = call(lambda: channel.prepare(attachment, fitting.content, deadline))
    if isinstance(answer, Handle):
        if not is_legible(answer.name):
            return Temporary("a handle nobody can read")
        if not answer.valid_s >= SHORTEST_S:
            return Permanent("the platform keeps images too briefly")
    return answer


def _make_fit(limits: ImageLimits, image: Image) -> Reencoded | ChannelError:
    """Return the image as large as the channel takes it."""
    content = storage().read(image.sha256)
    if content is None:
        return Temporary(
            "an image's file is damaged"
        )  # whether that holds the delivery is decided at its time (G16)
    if len(content) <= limits.image_bytes and image.width * image.height <= limits.image_pixels:
        return Reencoded(content, image.content_type, image.width, image.height)
    try:
        return fit(content, most_pixels=limits.image_pixels, most_bytes=limits.image_bytes)
    except RefusedImage as refused:
        return Permanent(refused.key)
    except TimeoutError:
        return Temporary("too many images are being made smaller")


def _record(session: Session, task: Preparation, outcome: ChannelError | None) -> str:
    delivery = record_preparation(session, task, outcome)
    pass_point("in_preparation_record")
    return delivery.state.value
