"""What still needs somebody's decision before it can leave: one condition for lists and reminders."""

from sqlalchemy import ColumnElement, and_, or_, select, union_all
from sqlalchemy.orm import aliased

from app.models import Delivery, Post, Variant
from app.models.delivery import DeliveryState, HoldReason


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
    """Return the part of the condition that indexes know, so that what left long ago is not looked at.

    What was approved is open again only where its approval lapsed, and that holds it.
    """
    variant, delivery = aliased(Variant), aliased(Delivery)
    never = select(variant.id).where(~variant.is_approved)
    stands = select(delivery.id).where(delivery.state.in_([DeliveryState.WAITING, DeliveryState.HELD]))
    return Variant.id.in_(union_all(never, stands))
