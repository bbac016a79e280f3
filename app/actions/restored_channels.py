"""Listing the channels of a restored database, and settling each once nothing can come there any more (T20).

Lock order: channel, post, delivery, audit chain.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actions.attempts import clock_of, message_of, words_of
from app.actions.posts import hold
from app.actions.restored_posts import doubt, lock_with_posts, match_posts
from app.channels.base import ChannelError, Listed, Message, Permanent
from app.editorial.pauses import back_off
from app.editorial.restoring import CERTAIN, LOOKED_FOR, Sighting, may_settle, next_step
from app.models import Channel, Delivery, Restoration, RestorationLook
from app.models.delivery import HoldReason
from app.models.restoration import ListOutcome
from app.models.user import MACHINE
from app.settings import Settings

log = structlog.get_logger()
MOST_TRIES: Final = 5
"""So often a channel is asked for its list; then nobody can read it, and people look."""
LIST_LEASE: Final = timedelta(minutes=2)
OUR_OWN_PAGE: Final = "portal"
"""The platform whose page is the row itself: what its row does not say is not there."""


@dataclass(frozen=True)
class ListTask:
    """The task of listing one channel: since when, and which messages may turn out to stand there."""

    restoration_id: UUID
    channel_id: UUID
    platform: str
    since: datetime
    wanted: tuple[Message, ...]
    given_at: datetime


def claim_lists(session: Session, restoration: Restoration, *, settings: Settings) -> list[ListTask]:
    """Return the channels to be listed now, each handed out once; those that cannot be listed are settled here."""
    query = (
        select(RestorationLook)
        .where(
            RestorationLook.restoration_id == restoration.id,
            RestorationLook.outcome.is_(None),
            RestorationLook.next_at <= func.now(),
        )
        .order_by(RestorationLook.channel_id)
        .with_for_update(skip_locked=True)
    )
    tasks = []
    for look in session.execute(query).scalars().all():
        outcome = _outcome_without_list(look.channel, settings)
        if outcome is None:
            look.tries, look.next_at = look.tries + 1, clock_of(session) + LIST_LEASE
            tasks.append(_task(session, restoration, look))
        else:
            _conclude(session, restoration, look, outcome)
    return tasks


def record_list(
    session: Session,
    task: ListTask,
    answer: Sequence[Listed] | ChannelError,
    *,
    settings: Settings,
    worker: str,
) -> RestorationLook:
    """Write what a channel's list says, and settle the channel once nothing can come there any more.

    A list made before the quiet time is over only finds; what it does not show may still come (A1).
    """
    session.get_one(Channel, task.channel_id, with_for_update={"key_share": True})
    key = (task.restoration_id, task.channel_id)
    look = session.get_one(RestorationLook, key, with_for_update=True, populate_existing=True)
    restoration = session.get_one(Restoration, task.restoration_id)
    if look.outcome is not None:
        return look
    if isinstance(answer, ChannelError):
        _try_again(session, restoration, look, answer)
        return look
    found, look.unknown = match_posts(session, task.channel_id, answer, worker)
    look.posts, look.found, look.error = len(answer), look.found + found, None
    quiet_until = restoration.began_at + timedelta(seconds=settings.quiet_s)
    if may_settle(is_readable=True, is_quiet=task.given_at >= quiet_until):
        _conclude(session, restoration, look, ListOutcome.LISTED)
    else:
        look.tries, look.next_at = 0, quiet_until
    log.info("restore.listed", channel_id=str(task.channel_id), posts=len(answer), unknown=look.unknown)
    return look


def _task(session: Session, restoration: Restoration, look: RestorationLook) -> ListTask:
    query = select(Delivery).where(Delivery.channel_id == look.channel_id, Delivery.state.in_(LOOKED_FOR))
    wanted = tuple(message_of(row) for row in session.execute(query.order_by(Delivery.id)).scalars())
    platform, now = look.channel.platform_slug, clock_of(session)
    return ListTask(restoration.id, look.channel_id, platform, restoration.since, wanted, now)


def _outcome_without_list(channel: Channel, settings: Settings) -> ListOutcome | None:
    """Return the outcome of a channel that no list is asked of, or None for one that can be listed."""
    if channel.platform_slug == OUR_OWN_PAGE:
        return ListOutcome.NEEDLESS
    is_ours = channel.environment == settings.environment
    return None if channel.can_find and is_ours else ListOutcome.UNREADABLE


def _try_again(
    session: Session, restoration: Restoration, look: RestorationLook, error: ChannelError
) -> None:
    look.error = words_of(error)
    is_shut = isinstance(error, Permanent) and error.access
    if is_shut or look.tries >= MOST_TRIES:
        _conclude(session, restoration, look, ListOutcome.UNREADABLE)
    else:
        look.next_at = clock_of(session) + back_off(look.tries, 1.0)


def _conclude(
    session: Session, restoration: Restoration, look: RestorationLook, outcome: ListOutcome
) -> None:
    """Settle a channel: what waits is held, due or not; where nobody can read it, all is unclear (T20)."""
    look.outcome = outcome
    seen = Sighting.UNREADABLE if outcome is ListOutcome.UNREADABLE else Sighting.NOT_THERE
    for post, delivery in lock_with_posts(session, look.channel_id, Delivery.state.in_(CERTAIN)):
        match next_step(delivery.state, seen):
            case "T3":
                hold(session, MACHINE, delivery, HoldReason.RESTORED, None)
            case "T20b" | "T20d":
                doubt(session, post, delivery, restoration.since, look.error)
