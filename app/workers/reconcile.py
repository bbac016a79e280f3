"""Finding out what became of calls whose answer was lost, and trying again where a second copy is impossible."""

from sqlalchemy import func, select

from app import db
from app.actions.publishing import accept_late_answers, expire_leases
from app.models import Channel, Delivery
from app.models.channel import Idempotency
from app.models.delivery import DeliveryState
from app.workers.celery_app import celery
from app.workers.deliveries import deliver


@celery.task(name="reconcile.sweep")
def sweep() -> None:
    """End leases that are over (T10), believe late answers (T11), resend on channels of the class own_id (T12)."""
    with db.transaction() as session:
        expire_leases(session)
    with db.transaction() as session:
        accept_late_answers(session)
    with db.transaction() as session:
        query = (
            select(Delivery.id)
            .join(Channel, Channel.id == Delivery.channel_id)
            .where(
                Delivery.state == DeliveryState.UNCLEAR,
                Channel.idempotency == Idempotency.OWN_ID,
                Delivery.next_attempt_at.is_(None) | (Delivery.next_attempt_at <= func.now()),
            )
            .limit(50)
        )
        unclear = list(session.execute(query).scalars())
    for delivery_id in unclear:
        deliver(delivery_id)
