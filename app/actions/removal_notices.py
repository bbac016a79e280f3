"""Telling of a removal whoever was told of the post."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.notifications import notify_organisation, notify_user
from app.models import (
    Approval,
    Channel,
    Delivery,
    Notification,
    Post,
    Removal,
    Takedown,
    Variant,
)
from app.models.delivery import DeliveryState
from app.models.notification import NotificationKind


def tell_of_removal(session: Session, delivery: Delivery) -> None:
    """Tell everybody who was told of the post that it is removed: once, when the last ordered removal is done."""
    session.flush()
    query = (
        select(Removal.id)
        .join(Delivery, Delivery.id == Removal.delivery_id)
        .where(Delivery.post_id == delivery.post_id, Removal.closed_at.is_(None))
    )
    if session.execute(query).first():
        return
    post = session.get_one(Post, delivery.post_id)
    once, labels = str(delivery.id), _find_labels(session, post, DeliveryState.REMOVED)
    users, organisations = _find_told(session, post)
    for organisation_id in sorted(organisations):
        notify_organisation(
            session, NotificationKind.POST_REMOVED, organisation_id, post, once=once, channels=labels
        )
    for user_id in sorted(users):
        notify_user(session, NotificationKind.POST_REMOVED, user_id, post, once=once, channels=labels)


def _find_told(session: Session, post: Post) -> tuple[set[UUID], set[UUID]]:
    """Return accounts and organisations that were told of the post, wrote it, answer for it or approved it."""
    ids = [
        post.id,
        *session.execute(select(Variant.id).where(Variant.post_id == post.id)).scalars(),
        *session.execute(select(Takedown.id).where(Takedown.post_id == post.id)).scalars(),
    ]
    told = session.execute(
        select(Notification.user_id, Notification.organisation_id).where(Notification.object_id.in_(ids))
    ).all()
    approvers = select(Approval.approver_id).join(Variant, Variant.id == Approval.variant_id)
    users = {row.user_id for row in told if row.user_id}
    users |= set(session.execute(approvers.where(Variant.post_id == post.id)).scalars())
    organisations = {row.organisation_id for row in told if row.organisation_id}
    organisations |= {post.organisation_id, *post.current_revision.joint_with}
    return users, organisations


def _find_labels(session: Session, post: Post, state: DeliveryState) -> list[str]:
    """Return the labels of the channels on which deliveries of the post are in this state."""
    query = (
        select(Channel.label)
        .join(Delivery, Delivery.channel_id == Channel.id)
        .where(Delivery.post_id == post.id, Delivery.state == state)
        .order_by(Channel.label)
    )
    return list(session.execute(query).scalars())
