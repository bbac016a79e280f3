"""A restored database: taking note of it, ending what it believes to be under way, and saying when all is reconciled.

What is known of the lost interval is what stands on the channels (`restored_channels`); here is what frames it.
"""

from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from app.actions.attempts import clock_of
from app.actions.events import record
from app.actions.notifications import notify_desk
from app.actions.reconcile import expire_leases
from app.clock import rfc3339
from app.models import (
    Channel,
    Delivery,
    DeliveryAttempt,
    Event,
    PublishingControl,
    Restoration,
    RestorationLook,
)
from app.models.delivery import AttemptKind, DeliveryState
from app.models.notification import NotificationKind
from app.models.stop import PublishingMode
from app.models.user import MACHINE

log = structlog.get_logger()
BEFORE: Final = timedelta(hours=1)
"""By so much earlier than the last known call channels are listed: platforms' clocks, calls without an answer."""


def find_open_restoration(session: Session) -> Restoration | None:
    """Return the restoration that nobody has ended yet."""
    query = select(Restoration).where(Restoration.ended_at.is_(None)).order_by(Restoration.id.desc()).limit(1)
    return session.execute(query).scalar_one_or_none()


def open_restoration(session: Session, *, is_behind: bool = False) -> Restoration | None:
    """Return the open restoration of an office in restore mode, opened now where there is none; None in normal mode.

    An alarm goes with it: whoever restored the database knows, everybody else has to be told.
    """
    mode = session.execute(select(PublishingControl.mode).with_for_update()).scalar_one()
    if mode is PublishingMode.NORMAL:
        return None
    restoration = find_open_restoration(session)
    if restoration is not None:
        return restoration
    restoration = Restoration(is_behind=is_behind, since=_last_known_call(session) - BEFORE)
    session.add(restoration)
    session.flush()
    channels = session.execute(select(Channel.id).where(_may_hold_posts())).scalars()
    session.add_all(RestorationLook(restoration_id=restoration.id, channel_id=row) for row in channels)
    log.error("restore.began", since=rfc3339(restoration.since), is_behind=is_behind)
    record(
        session,
        MACHINE,
        "restore.begin",
        restoration,
        object_id=restoration.id,
        since=rfc3339(restoration.since),
        is_behind=is_behind,
    )
    notify_desk(session, NotificationKind.RESTORE_BEGAN, restoration, once="")
    return restoration


def end_what_was_under_way(session: Session, restoration: Restoration) -> None:
    """Turn what a restored database believes to be sending into unclear (T10), and mark all that is unclear in it.

    Whoever made those calls is gone with the database, and what was decided on them since is lost: nothing of it is
    sent again by itself.
    """
    expire_leases(session, running_too=True)
    session.execute(
        update(Delivery)
        .where(Delivery.state == DeliveryState.UNCLEAR, Delivery.lost_since.is_(None))
        .values(lost_since=restoration.since, unknown_since=func.clock_timestamp())
    )


def note_reconciled(session: Session, restoration: Restoration) -> bool:
    """Write, once, that every channel was listed; tell whether that is so. From then on two persons may end it."""
    session.refresh(restoration, with_for_update=True)
    left = select(RestorationLook).where(
        RestorationLook.restoration_id == restoration.id, RestorationLook.outcome.is_(None)
    )
    if restoration.reconciled_at is not None or session.execute(left.limit(1)).first():
        return restoration.reconciled_at is not None
    restoration.reconciled_at = clock_of(session)
    log.info("restore.reconciled")
    record(session, MACHINE, "restore.reconcile", restoration, object_id=restoration.id)
    notify_desk(session, NotificationKind.RESTORE_RECONCILED, restoration, once="")
    return True


def _last_known_call(session: Session) -> datetime:
    """Return when the last call to publish began that the database knows of; nothing was lost before it.

    Without one, when the office began. Later events do not count: some may be of after the restore.
    """
    calls = select(func.max(DeliveryAttempt.intent_at)).where(DeliveryAttempt.kind == AttemptKind.PUBLISH)
    first: datetime = session.execute(
        select(func.coalesce(calls.scalar_subquery(), func.min(Event.at), func.now()))
    ).scalar_one()
    return first


def _may_hold_posts() -> ColumnElement[bool]:
    """Tell in a query over channels where posts of ours may stand: connected ones, and those with deliveries."""
    has_deliveries = select(Delivery.id).where(Delivery.channel_id == Channel.id).exists()
    return Channel.idempotency.is_not(None) | has_deliveries
