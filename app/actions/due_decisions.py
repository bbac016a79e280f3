"""Telling those who decide, once and in time, of what will not leave unless they do something; and what stands still."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import Session

from app import db
from app.actions.notifications import notify_desk, notify_organisation
from app.actions.open_decisions import is_open_decision
from app.messages import HOLDS
from app.messages.holds import CARES
from app.models import Channel, Delivery, Notification, Post, Rendering, Revision, Variant
from app.models.channel import ChannelScope
from app.models.delivery import DeliveryState, HoldReason
from app.models.notification import NotificationKind
from app.models.post import PostState
from app.settings import Settings

STILL_TOLD: Final = timedelta(days=7)
"""Of what has stood still for longer nobody is told anew, also where the outbox has forgotten that it was told."""
TOLD_OTHERWISE: Final = (HoldReason.MANUAL, HoldReason.BY_PERSON, HoldReason.APPROVAL_LAPSED)
"""A hand is called by itself; a person's objection is told to the chain; a lapsed approval follows one's own change."""
ALIVE: Final = (PostState.SCHEDULED, PostState.PUBLISHED)


def reminds_at(since: datetime, due: datetime, settings: Settings) -> datetime:
    """Return when to remind of something: the usual time before it is due, but not before half of the time is over."""
    return due - min(timedelta(seconds=settings.reminder_s), (due - since) / 2)


def remind_of_decisions(session: Session, *, settings: Settings) -> None:
    """Remind those who decide of posts that are nearly due and wait for them, once for each revision and time."""
    now, due_at = db.now(session), func.min(Rendering.proposed_at)
    query = (
        select(Post, Channel.scope, due_at, func.greatest(Post.submitted_at, Revision.created_at))
        .join(Revision, Revision.id == Post.current_revision_id)
        .join(Rendering, Rendering.revision_id == Revision.id)
        .join(Variant, Variant.id == Rendering.variant_id)
        .join(Channel, Channel.id == Variant.channel_id)
        .outerjoin(Delivery, Delivery.id == Variant.id)
        .where(
            Post.state.in_([PostState.SUBMITTED, PostState.PUBLISHED]),
            is_open_decision(),
            _is_near(Rendering.proposed_at, settings),
        )
        .group_by(Post.id, Channel.scope, Revision.id)
    )
    for post, scope, due, since in session.execute(query):
        if now >= reminds_at(since, due, settings):
            once = f"{post.current_revision_id}/{due.isoformat()}"
            _tell_deciders(
                session, NotificationKind.POST_DUE_SOON, scope, post, post, once=once, due_at=due.isoformat()
            )


def remind_of_held(session: Session, *, settings: Settings) -> None:
    """Remind those who decide of what is held although its time is near, once for each hold."""
    query = _held().where(
        Delivery.hold_reason.not_in([HoldReason.MANUAL, HoldReason.APPROVAL_LAPSED]),
        _is_near(Delivery.due_at, settings),
    )
    for delivery, post in session.execute(query):
        kind = NotificationKind.HELD_DUE_SOON
        _tell_deciders(
            session,
            kind,
            delivery.channel.scope,
            post,
            delivery,
            once=str(delivery.fence),
            **_told_of(delivery),
        )


def tell_of_held(session: Session) -> None:
    """Tell a post's ministry and the desk, once for each hold, of what the machine holds: why, and what is to be done.

    Of a stop only the ministries are told: the desk set it, or sees it at the top of its pages.
    """
    occasion = func.concat(f"{NotificationKind.HELD}/", Delivery.id, "/", Delivery.fence)
    told = exists().where(
        Notification.object_id == Delivery.id,
        Notification.kind == NotificationKind.HELD.value,
        Notification.occasion == occasion,
    )
    query = _held().where(
        Delivery.hold_reason.not_in(TOLD_OTHERWISE), Delivery.due_at > func.now() - STILL_TOLD, ~told
    )
    for delivery, post in session.execute(query):
        once, said = str(delivery.fence), _told_of(delivery)
        notify_organisation(session, NotificationKind.HELD, post.organisation_id, delivery, once=once, **said)
        is_stopped = delivery.hold_reason is HoldReason.EMERGENCY_STOP
        if delivery.channel.scope is ChannelScope.CENTRAL and not is_stopped:
            notify_desk(session, NotificationKind.HELD, delivery, once=once, **said)


def _held() -> Select[Delivery, Post]:
    query = select(Delivery, Post).join(Post, Post.id == Delivery.post_id)
    return query.where(Delivery.state == DeliveryState.HELD, Post.state.in_(ALIVE)).order_by(Delivery.id)


def _is_near(column: Any, settings: Settings) -> ColumnElement[bool]:
    until = func.now() + timedelta(seconds=settings.reminder_s)
    return and_(column > func.now(), column <= until)


def _told_of(delivery: Delivery) -> dict[str, str]:
    """Return what is said of a held delivery: where, when it was due, why it stands still and what is to be done."""
    assert delivery.hold_reason is not None  # noqa: S101 - a constraint of the table
    care = CARES[delivery.hold_reason]
    return {
        "channel": delivery.channel.label,
        "due_at": delivery.due_at.isoformat(),
        "why": HOLDS[delivery.hold_reason],
        "owner": care.owner,
        "next_step": care.next_step,
    }


def _tell_deciders(
    session: Session,
    kind: NotificationKind,
    scope: ChannelScope,
    post: Post,
    about: Post | Delivery,
    *,
    once: str,
    **said: str,
) -> None:
    """Tell the desk where it decides, on central channels, and the ministry where it does, on its own."""
    if scope is ChannelScope.CENTRAL:
        notify_desk(session, kind, about, once=once, **said)
    else:
        notify_organisation(session, kind, post.organisation_id, about, once=once, **said)
