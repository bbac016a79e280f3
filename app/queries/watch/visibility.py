"""What the looks at channels say of deliveries that are out, or were, and are looked at again."""

from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.models import Channel, Delivery, DeliveryAttempt
from app.models.delivery import AttemptKind, AttemptOutcome, DeliveryState

AGREEING: Final = 2
"""So many looks in a row must see nothing before it counts: one may have met a page that was not yet made."""


def find_seen(
    state: DeliveryState, since: InstrumentedAttribute[Any], is_wrong: ColumnElement[bool]
) -> Select[Any, str, Any]:
    """Return the query for deliveries in a state that are wrong by the looks since an instant."""
    return (
        select(Delivery.id, Channel.label, since.label("since"))
        .join(Channel, Channel.id == Delivery.channel_id)
        .where(Delivery.state == state, is_wrong)
        .order_by(Delivery.id)
    )


def is_missed(since: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """Return whether the last looks saw nothing, so many that they count."""
    return _in_a_row(AttemptOutcome.ABSENT, AttemptOutcome.FOUND, since) >= AGREEING


def is_seen(since: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """Return whether the last look saw it."""
    return _in_a_row(AttemptOutcome.FOUND, AttemptOutcome.ABSENT, since) > 0


def _in_a_row(
    outcome: AttemptOutcome, ended_by: AttemptOutcome, since: InstrumentedAttribute[Any]
) -> ColumnElement[int]:
    """Return how many looks since an instant saw this after the last that saw the contrary."""
    look, contrary = aliased(DeliveryAttempt), aliased(DeliveryAttempt)
    last = (
        select(func.coalesce(func.max(contrary.number), 0))
        .where(
            contrary.delivery_id == Delivery.id,
            contrary.kind == AttemptKind.PROBE,
            contrary.outcome == ended_by,
        )
        .correlate(Delivery)
        .scalar_subquery()
    )
    return (
        select(func.count())
        .where(
            look.delivery_id == Delivery.id,
            look.kind == AttemptKind.PROBE,
            look.outcome == outcome,
            look.finished_at > since,
            look.number > last,
        )
        .correlate(Delivery)
        .scalar_subquery()
    )


def or_on_portal(is_wrong: ColumnElement[bool], ids: list[Any]) -> ColumnElement[bool]:
    """Return whether a delivery that is looked at again is wrong, or its page on the portal is."""
    return or_(Delivery.next_probe_at.is_not(None) & is_wrong, Delivery.id.in_(ids))
