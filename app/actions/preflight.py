"""Looking ahead: whether a channel's account may publish, and within which limits (PUBLISHING section 9).

A channel of somebody else's becomes connected here and nowhere else: by a look that went well. It is looked at soon
after it got credentials (`want_check`), daily, and within the hour before something is due.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from app.actions.attempts import clock_of, wish_of, words_of
from app.actions.channel_access import close_access, open_access
from app.actions.events import record
from app.channels.base import ChannelError, Permanent, Standing, Temporary
from app.models import Channel, Delivery, Package, Variant
from app.models.channel import ENDED, Idempotency
from app.models.delivery import DeliveryState
from app.models.user import MACHINE
from app.settings import Settings

DAILY, AHEAD, OFTEN = timedelta(days=1), timedelta(hours=1), timedelta(minutes=30)
AGAIN: Final = timedelta(minutes=5)
SOON: Final = timedelta(minutes=10)
"""So long before its moment the channels of a package are looked at once more."""
AT_ONCE: Final = 20
UNPACED: Final = frozenset({"portal", "console", "webhook"})
GAP_S: Final = 2
"""What lies between two posts on everybody else's servers, in seconds."""


@dataclass(frozen=True)
class Check:
    """The task of one look at a channel's account, good until `until`: another one, or new credentials, end it."""

    channel_id: UUID
    platform: str
    until: datetime


def want_check(channel: Channel) -> None:
    """Ask for a look soon, whatever was found before: the channel's credentials are new."""
    channel.checked_at = channel.next_check_at = channel.check_error = None


def claim_due_checks(session: Session, platforms: Collection[str], *, settings: Settings) -> list[Check]:
    """Return the looks due now on these platforms, each handed out once for the time of a lease."""
    due = (
        select(Channel)
        .where(
            Channel.endpoint.is_not(None),
            Channel.platform_slug.in_(platforms),
            Channel.environment == settings.environment,
            Channel.state.not_in(ENDED),
            or_(Channel.next_check_at.is_(None), Channel.next_check_at <= func.now()),
            or_(Channel.checked_at.is_(None), _is_due_again()),
        )
        .order_by(Channel.checked_at.asc().nulls_first(), Channel.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True, key_share=True)
    )
    until = clock_of(session) + timedelta(seconds=settings.lease_s)
    channels = session.execute(due).scalars().all()
    for channel in channels:
        channel.next_check_at = until
    return [Check(channel.id, channel.platform_slug, until) for channel in channels]


def record_check(session: Session, check: Check, answer: Standing | ChannelError, *, can_find: bool) -> None:
    """Write what the look found. A refusal of our credentials closes the channel at once.

    `can_find` tells whether the connector can be asked what stands there. What was found with credentials that
    were replaced meanwhile is nothing.
    """
    channel = session.get_one(
        Channel, check.channel_id, with_for_update={"key_share": True}, populate_existing=True
    )
    if channel.next_check_at != check.until:
        return
    now = clock_of(session)
    match answer:
        case Standing():
            _connect(session, channel, answer, can_find=can_find)
            channel.checked_at, channel.next_check_at, channel.check_error = now, None, None
        case Permanent():
            channel.checked_at, channel.next_check_at, channel.check_error = now, None, words_of(answer)
            if answer.access:
                close_access(session, channel, words_of(answer))
        case _:
            wish = wish_of(answer) if isinstance(answer, Temporary) else timedelta()
            channel.next_check_at, channel.check_error = now + max(AGAIN, wish), words_of(answer)


def _is_due_again() -> ColumnElement[bool]:
    """Return whether a channel is to be looked at once more: daily, while something of it is due within the hour, and before a package."""
    is_awaited = exists().where(
        Delivery.channel_id == Channel.id,
        Delivery.state == DeliveryState.WAITING,
        Delivery.due_at.between(func.now(), func.now() + AHEAD),
    )
    is_packed = exists().where(
        Variant.channel_id == Channel.id,
        Package.id == Variant.package_id,
        Package.cancelled_at.is_(None),
        Package.fires_at.between(func.now(), func.now() + SOON),
    )
    return Channel.idempotency.is_distinct_from(Idempotency.MANUAL) & or_(
        Channel.checked_at < func.now() - DAILY,
        (Channel.checked_at < func.now() - OFTEN) & is_awaited,
        (Channel.checked_at < func.now() - SOON) & is_packed,
    )


def _connect(session: Session, channel: Channel, standing: Standing, *, can_find: bool) -> None:
    """Take over what the server said. The register's own handle and address stay as they were printed."""
    before, kind = channel.idempotency, Idempotency(standing.idempotency)
    channel.limits, channel.can_find = dict(standing.limits), can_find
    channel.handle, channel.url = channel.handle or standing.handle, channel.url or standing.url
    if before in {None, Idempotency.MANUAL} and channel.platform_slug not in UNPACED:
        channel.min_gap_s = GAP_S
    channel.idempotency = kind
    if before is not kind:
        record(
            session,
            MACHINE,
            "channel.connected",
            channel,
            object_id=channel.id,
            idempotency=kind.value,
            handle=standing.handle,
            software=standing.software,
        )
    open_access(session, channel)
