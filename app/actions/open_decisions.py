"""What still needs somebody's decision before it can leave: one condition for lists and reminders."""

from sqlalchemy import ColumnElement, and_, or_

from app.models import Delivery, Post, Variant
from app.models.delivery import DeliveryState, HoldReason


def is_open_decision() -> ColumnElement[bool]:
    """Return the condition on variants of a post's current revision, their deliveries joined where there are any."""
    return and_(
        Variant.withdrawn_at.is_(None),
        or_(
            Delivery.id.is_(None),
            Delivery.hold_reason == HoldReason.APPROVAL_LAPSED,
            Delivery.revision_id != Post.current_revision_id,
        ),
        or_(Delivery.state.is_(None), Delivery.state != DeliveryState.CANCELLED),
    )
