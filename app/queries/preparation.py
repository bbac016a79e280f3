"""Which deliveries' images are to be handed over now: soon due, or unclear and to be sent again (PUBLISHING 13)."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from app.editorial.deliveries import AHEAD, HANDLES_LAST, KEEP_NO_IMAGES
from app.editorial.payload import WITH_IMAGES
from app.models import Channel, Delivery
from app.models.channel import Idempotency
from app.models.delivery import DeliveryState


def find_unprepared(session: Session, *, rewake_s: int) -> list[UUID]:
    """Return the ids of what is to be prepared and was not woken lately, locked for the caller to wake."""
    quiet = func.now() - timedelta(seconds=rewake_s)
    query = _unprepared().where(or_(Delivery.woken_at.is_(None), Delivery.woken_at < quiet))
    return list(session.execute(query.with_for_update(of=Delivery, skip_locked=True)).scalars())


def find_left_unprepared(session: Session, *, patience_s: int) -> list[UUID]:
    """Return the ids of what was woken a while ago and nobody has begun to prepare."""
    patience = func.now() - timedelta(seconds=patience_s)
    return list(session.execute(_unprepared().where(Delivery.woken_at < patience)).scalars())


def _unprepared() -> Select[UUID]:
    is_to_leave = or_(
        Delivery.state == DeliveryState.WAITING,
        and_(Delivery.state == DeliveryState.UNCLEAR, Channel.idempotency == Idempotency.OWN_ID),
    )
    needed_until = func.greatest(func.now(), Delivery.due_at) + HANDLES_LAST
    closes_at = Delivery.due_at + Delivery.window_s * timedelta(seconds=1)
    return (
        select(Delivery.id)
        .join(Channel, Channel.id == Delivery.channel_id)
        .where(
            is_to_leave,
            Delivery.due_at <= func.now() + AHEAD,
            closes_at >= func.now(),
            Delivery.payload.contains(WITH_IMAGES, autoescape=True),
            Channel.platform_slug.not_in(KEEP_NO_IMAGES),
            Channel.idempotency != Idempotency.MANUAL,
            func.coalesce(Channel.paused_until, func.now()) <= func.now(),
            or_(Delivery.prepared_until.is_(None), Delivery.prepared_until < needed_until),
            or_(Delivery.prepare_after.is_(None), Delivery.prepare_after <= func.now()),
        )
        .order_by(Delivery.due_at, Delivery.id)
        .limit(200)
    )
