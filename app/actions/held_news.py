"""Telling of what stands still: why, whose turn it is and what comes next; and again when its time is near."""

from datetime import timedelta
from typing import Final

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session

from app.actions.due_decisions import is_near, tell_deciders
from app.actions.notifications import notify_desk, notify_organisation
from app.messages import HOLDS
from app.messages.holds import CARES
from app.models import Delivery, Notification, Package, Post, Variant
from app.models.channel import ChannelScope
from app.models.delivery import DeliveryState, HoldReason
from app.models.notification import NotificationKind
from app.models.post import PostState
from app.settings import Settings

STILL_TOLD: Final = timedelta(days=7)
"""Of what has stood still for longer nobody is told anew, also where the outbox has forgotten that it was told."""
TOLD_OTHERWISE: Final = (HoldReason.MANUAL, HoldReason.BY_PERSON)
"""A hand is called by itself; a person's objection is told to the chain."""


def remind_of_held(session: Session, *, settings: Settings) -> None:
    """Remind those who decide of what is held although its time is near, once for each hold."""
    query = _held().where(
        Delivery.hold_reason != HoldReason.MANUAL,
        is_near(Delivery.due_at, settings),
    )
    for delivery, post in session.execute(query):
        kind = NotificationKind.HELD_DUE_SOON
        tell_deciders(
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

    Of a stop only the ministries are told: the desk set it, or sees it at the top of its pages. Of a second approval that
    is wanting, and of a package that is fired, the desk is told on every channel: it may give the one, and the other was to
    leave together (R056).
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
        if _concerns_desk(session, delivery):
            notify_desk(session, NotificationKind.HELD, delivery, once=once, **said)


def _held() -> Select[Delivery, Post]:
    query = select(Delivery, Post).join(Post, Post.id == Delivery.post_id)
    return query.where(
        Delivery.state == DeliveryState.HELD,
        Post.state.in_([PostState.SCHEDULED, PostState.PUBLISHED]),
        _is_no_own_change(),
    ).order_by(Delivery.id)


def _is_no_own_change() -> ColumnElement[bool]:
    """Return the condition that leaves out approvals that lapsed by a change: who made it knows, and it is handed in anew."""
    is_unchanged = Delivery.revision_id == Post.current_revision_id
    return or_(Delivery.hold_reason != HoldReason.APPROVAL_LAPSED, is_unchanged)


def _concerns_desk(session: Session, delivery: Delivery) -> bool:
    if delivery.hold_reason is HoldReason.APPROVAL_LAPSED:
        return True
    if delivery.hold_reason is HoldReason.EMERGENCY_STOP:
        return False
    return delivery.channel.scope is ChannelScope.CENTRAL or _is_of_fired_package(session, delivery)


def _is_of_fired_package(session: Session, delivery: Delivery) -> bool:
    fired = exists().where(
        Variant.id == delivery.id,
        Package.id == Variant.package_id,
        Package.cancelled_at.is_(None),
        Package.fires_at <= func.now(),
    )
    return session.execute(select(fired)).scalar_one()


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
