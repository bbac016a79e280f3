"""What still needs somebody's decision before it can leave: one condition for lists and reminders."""

from functools import cache

from sqlalchemy import ColumnElement, and_, or_, select, union_all
from sqlalchemy.orm import aliased

from app.models import Delivery, Post, Variant
from app.models.delivery import DeliveryState, HoldReason
from app.models.post import PostState


@cache
def is_open_decision() -> ColumnElement[bool]:
    """Return the condition on variants of a post's current revision, their deliveries joined where there are any."""
    return and_(
        _may_be_open(),
        Variant.withdrawn_at.is_(None),
        or_(
            Delivery.id.is_(None),
            Delivery.hold_reason == HoldReason.APPROVAL_LAPSED,
            Delivery.revision_id != Post.current_revision_id,
        ),
        or_(Delivery.state.is_(None), Delivery.state != DeliveryState.CANCELLED),
    )


def _may_be_open() -> ColumnElement[bool]:
    """Return the part of the condition that indexes know, so that neither what left nor what was rejected is looked at.

    Never approved are variants of submitted posts, and what published ones left over. What was approved is open again
    only where its approval lapsed, and that holds it.
    """
    variant, left_over, post, delivery = aliased(Variant), aliased(Variant), aliased(Post), aliased(Delivery)
    submitted = (
        select(variant.id)
        .join(post, post.id == variant.post_id)
        .where(post.state == PostState.SUBMITTED, ~variant.is_approved)
    )
    left = select(left_over.id).where(left_over.is_left_over, ~left_over.is_approved)
    stands = select(delivery.id).where(delivery.state.in_([DeliveryState.WAITING, DeliveryState.HELD]))
    return Variant.id.in_(union_all(submitted, left, stands))
