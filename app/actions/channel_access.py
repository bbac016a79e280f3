"""Whether a channel lets us in: what a refusal of our credentials closes, a good preflight opens again (section 6)."""

from datetime import datetime, timedelta
from typing import Final, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actions.attempts import clock_of
from app.actions.events import record
from app.actions.notifications import notify_organisation
from app.clock import rfc3339
from app.models import Channel, Credential
from app.models.notification import NotificationKind
from app.models.user import MACHINE

EXPIRES_SOON: Final = timedelta(days=14)


def close_access(session: Session, channel: Channel, words: str) -> None:
    """Note that the channel refuses us, and tell its owner, once until it lets us in again. The channel is locked.

    `words` are what it said, made to fit.
    """
    if not channel.access_ok:
        return
    channel.access_ok = False
    record(session, MACHINE, "channel.access_closed", channel, object_id=channel.id, reason=words)
    notify_organisation(
        session,
        NotificationKind.ACCESS_CLOSED,
        channel.organisation_id,
        channel,
        once=clock_of(session).isoformat(),
        label=channel.label,
        platform=channel.platform_slug,
    )


def tell_of_expiry(session: Session) -> int:
    """Tell the owners of credentials that expire within two weeks, once of each; return how many there are."""
    soon = func.now() + EXPIRES_SOON
    query = select(Credential.id, Credential.expires_at, Channel).join(
        Channel, Channel.id == Credential.channel_id
    )
    rows = session.execute(query.where(Credential.expires_at <= soon).order_by(Channel.id)).all()
    for credential_id, expires_at, channel in rows:
        notify_organisation(
            session,
            NotificationKind.ACCESS_EXPIRES,
            channel.organisation_id,
            channel,
            once=str(credential_id),
            label=channel.label,
            platform=channel.platform_slug,
            expires_at=rfc3339(cast("datetime", expires_at)),
        )
    return len(rows)


def open_access(session: Session, channel: Channel) -> None:
    """Note that the channel lets us in again. What was held meanwhile stays held until somebody releases it."""
    if not channel.access_ok:
        channel.access_ok = True
        record(session, MACHINE, "channel.access_opened", channel, object_id=channel.id)
