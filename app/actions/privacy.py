"""Data protection on channels: privacy notices that change (R122), and the recurring post on it with proof (R119)."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, any_, cast, func, or_, select, update
from sqlalchemy.orm import Session

from app import clock
from app.actions.events import record
from app.actions.notifications import notify_organisation
from app.actions.readiness import take_channel
from app.editorial.channel_life import RUNNING
from app.errors import InvalidError, Issue
from app.models import Channel, ChannelUse, ConceptVersion, Delivery, PrivacyPost
from app.models.channel import ENDED
from app.models.delivery import DeliveryState
from app.models.notification import NotificationKind
from app.models.user import Actor


def note_privacy_post(
    session: Session,
    actor: Actor,
    channel_id: UUID,
    *,
    delivery_id: UUID | None,
    url: str | None,
    published_on: date | None,
) -> PrivacyPost:
    """Keep that a post on data protection was published: a delivery of this channel, or an address with its day.

    Raises NotFoundError, NotAllowedError, InvalidError. The delivery is locked before the channel, as everywhere.
    """
    delivery = _find_delivery(session, channel_id, delivery_id)
    channel = take_channel(session, actor, channel_id)
    if delivery_id is not None:
        if delivery is None or delivery.sent_at is None:
            raise InvalidError(issues=[Issue("delivery_id", "delivery-not-sent-here")])
        url, published_on = delivery.remote_url, clock.from_instant(delivery.sent_at).wall.date()
    if published_on is None or (url is None and delivery is None):
        said = {"url": url, "published_on": published_on}
        raise InvalidError(issues=[Issue(field, "missing") for field, value in said.items() if value is None])
    if published_on > clock.today():
        raise InvalidError(issues=[Issue("published_on", "day-to-come")])
    if delivery is not None and _is_noted(session, delivery.id):
        raise InvalidError(issues=[Issue("delivery_id", "delivery-noted")])
    row = PrivacyPost(
        channel_id=channel.id,
        delivery_id=delivery_id,
        url=url,
        published_on=published_on,
        by_id=actor.user_id,
    )
    session.add(row)
    record(session, actor, "channel.sensitise", channel, object_id=channel.id, published_on=str(published_on))
    return row


def settle_notice(
    session: Session, channel: Channel, before: ChannelUse | None, said: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what is said of a channel's use; a new privacy notice is still to be put on the platform (R122).

    Its body is told so, once for each version. Raises InvalidError.
    """
    url, version, placed_on = (said[f"privacy_{name}"] for name in ("url", "version", "placed_on"))
    if (url is None) != (version is None) or (placed_on is not None and url is None):
        field = "privacy_url" if url is None else "privacy_version"
        raise InvalidError(issues=[Issue(field, "privacy-without-version")])
    if placed_on is not None and placed_on > clock.today():
        raise InvalidError(issues=[Issue("privacy_placed_on", "day-to-come")])
    known = (before.privacy_url, before.privacy_version) if before else (None, None)
    if version is None or (url, version) == known:
        return dict(said)
    if before is not None and placed_on == before.privacy_placed_on:
        placed_on = None
    if placed_on is None and channel.state not in ENDED:
        notify_organisation(
            session,
            NotificationKind.PRIVACY_NOTICE_CHANGED,
            channel.organisation_id,
            channel,
            once=f"{version}/{url}",
            channel=channel.label,
            version=version,
            url=url,
        )
    return {**said, "privacy_placed_on": placed_on}


def remind_of_privacy_posts(session: Session, *, today: date) -> None:
    """Remind each body whose channel is due for such a post, once for each day on which one is."""
    due = privacy_due()
    is_new = or_(ChannelUse.privacy_reminded_for.is_(None), ChannelUse.privacy_reminded_for != due)
    query = (
        select(Channel, due)
        .join(ChannelUse, ChannelUse.channel_id == Channel.id)
        .where(Channel.state.in_(RUNNING), due <= today, is_new)
        .order_by(Channel.id)
    )
    for channel, day in session.execute(query).all():
        not_told = or_(ChannelUse.privacy_reminded_for.is_(None), ChannelUse.privacy_reminded_for != day)
        claim = update(ChannelUse).where(ChannelUse.channel_id == channel.id, not_told)
        claim = claim.values(privacy_reminded_for=day).returning(ChannelUse.channel_id)
        if session.execute(claim.execution_options(synchronize_session=False)).first():
            notify_organisation(
                session,
                NotificationKind.PRIVACY_POST_DUE,
                channel.organisation_id,
                channel,
                once=day.isoformat(),
                channel=channel.label,
                due_on=day.isoformat(),
            )


def privacy_due() -> ColumnElement[date]:
    """Return the day by which a channel's next post on data protection is due, beside its use.

    So many months after the last one, or after the day its first concept stands for; none before there is a concept.
    """
    last = select(func.max(PrivacyPost.published_on)).where(PrivacyPost.channel_id == ChannelUse.channel_id)
    first = select(func.min(ConceptVersion.as_of)).where(
        ChannelUse.channel_id == any_(ConceptVersion.channel_ids)
    )
    since = func.coalesce(
        last.correlate(ChannelUse).scalar_subquery(),
        first.correlate(ChannelUse).scalar_subquery(),
        ChannelUse.concept_as_of,
    )
    return cast(since + func.make_interval(0, ChannelUse.privacy_months), Date)


def _find_delivery(session: Session, channel_id: UUID, delivery_id: UUID | None) -> Delivery | None:
    query = select(Delivery).where(
        Delivery.id == delivery_id, Delivery.channel_id == channel_id, Delivery.state == DeliveryState.SENT
    )
    return session.execute(query.with_for_update(read=True, key_share=True)).scalar_one_or_none()


def _is_noted(session: Session, delivery_id: UUID) -> bool:
    query = select(PrivacyPost.id).where(PrivacyPost.delivery_id == delivery_id)
    return session.execute(query).first() is not None
