"""Whether a channel lets us in: what a refusal of our credentials closes, a good preflight opens again (section 6)."""

from sqlalchemy.orm import Session

from app.actions.attempts import clock_of
from app.actions.events import record
from app.actions.notifications import notify_organisation
from app.models import Channel
from app.models.notification import NotificationKind
from app.models.user import MACHINE


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


def open_access(session: Session, channel: Channel) -> None:
    """Note that the channel lets us in again. What was held meanwhile stays held until somebody releases it."""
    if not channel.access_ok:
        channel.access_ok = True
        record(session, MACHINE, "channel.access_opened", channel, object_id=channel.id)
