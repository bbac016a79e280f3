"""Telling again those who serve a channel by hand of what still waits for them."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actions.attempts import clock_of
from app.actions.notifications import notify_organisation
from app.editorial.deliveries import closes_at
from app.models import Delivery
from app.models.delivery import DeliveryState, HoldReason
from app.models.notification import NotificationKind
from app.settings import Settings


def remind(session: Session, *, settings: Settings) -> int:
    """Tell again of what still waits for a hand, after each period of the settings; return how many wait."""
    query = select(Delivery).where(
        Delivery.state == DeliveryState.HELD,
        Delivery.hold_reason == HoldReason.MANUAL,
        Delivery.due_at <= func.now(),
    )
    waiting = session.execute(query.order_by(Delivery.id)).scalars().all()
    now = clock_of(session)
    for delivery in waiting:
        late_s = (now - delivery.due_at).total_seconds()
        passed = [period for period in settings.manual_reminders_s if period <= late_s]
        if passed:
            notify_organisation(
                session,
                NotificationKind.POST_BY_HAND_REMINDER,
                delivery.channel.organisation_id,
                delivery,
                once=f"{delivery.approval_id}/{max(passed)}",
                channel=delivery.channel.label,
                closes_at=closes_at(delivery).isoformat(),
            )
    return len(waiting)
