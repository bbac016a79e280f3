"""Where a channel stands in its life: what it is for, who was told, what is missing, and which steps lead on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.actions.privacy import privacy_due
from app.actions.readiness import find_readiness, find_standing_stop
from app.editorial.channel_life import RUNNING, LifeStep, list_missing, list_steps
from app.editorial.permissions import MATRIX, Permission, is_allowed_at
from app.errors import NotAllowedError
from app.models import Channel, ChannelNotice, ChannelUse, Decision, PlatformStop, PrivacyPost
from app.models.user import Actor
from app.queries.channels import get_channel
from app.queries.cursor import Page, as_day, as_id, fetch_page


@dataclass(frozen=True)
class ChannelLife:
    """A channel with all that its life rests on; `missing` are the keys of what it lacks before it may open.

    By `privacy_due_on` a post on data protection is due again; the last ones come first.
    """

    channel: Channel
    use: ChannelUse | None
    notices: Sequence[ChannelNotice]
    stop: PlatformStop | None
    privacy_due_on: date | None
    privacy_posts: Sequence[PrivacyPost]
    missing: Sequence[str]
    steps: Sequence[LifeStep]
    may_write: bool
    may_waive: bool


def get_life(session: Session, actor: Actor, channel_id: UUID) -> ChannelLife:
    """Return a channel's life. Raises NotFoundError, NotAllowedError for whoever does not read the register's inside."""
    ensure_reads_register(actor)
    channel = get_channel(session, channel_id)
    notices = select(ChannelNotice).where(ChannelNotice.channel_id == channel.id)
    of_privacy = (
        select(PrivacyPost)
        .where(PrivacyPost.channel_id == channel.id)
        .order_by(PrivacyPost.published_on.desc(), PrivacyPost.id.desc())
    )
    return ChannelLife(
        channel,
        session.get(ChannelUse, channel.id),
        session.execute(notices.order_by(ChannelNotice.told_on, ChannelNotice.id)).scalars().all(),
        find_standing_stop(session, channel.platform_slug),
        session.execute(select(privacy_due()).where(ChannelUse.channel_id == channel.id)).scalar()
        if channel.state in RUNNING
        else None,
        session.execute(of_privacy).scalars().all(),
        list_missing(find_readiness(session, channel)),
        list_steps(channel.state),
        is_allowed_at(actor, Permission.WRITE_REGISTER, channel),
        is_allowed_at(actor, Permission.WAIVE, channel),
    )


def list_decisions(session: Session, actor: Actor, *, limit: int, after: str | None) -> Page[Decision]:
    """Return the decisions, the newest first. Raises NotAllowedError."""
    ensure_reads_register(actor)
    query = select(Decision).options(joinedload(Decision.organisation))
    by = [Decision.decided_on, Decision.id]
    return fetch_page(session, query, by=by, kinds=[as_day, as_id], limit=limit, after=after, descending=True)


def reads_register(actor: Actor) -> bool:
    """Tell whether somebody reads decisions, notices and stops: who reads reports, of whatever organisation."""
    return actor.scopes is None and actor.holds(*MATRIX[Permission.READ_REPORTS])


def ensure_reads_register(actor: Actor) -> None:
    """Raise NotAllowedError for whoever does not."""
    if not reads_register(actor):
        raise NotAllowedError
