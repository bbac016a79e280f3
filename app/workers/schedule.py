"""Reading the schedule: which deliveries are due, and when the next one will be."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select

from app import db
from app.actions.publishing import sweep, wake
from app.models import Delivery
from app.models.delivery import DeliveryState
from app.queries.due import find_due
from app.queries.preparation import find_left_unprepared, find_unprepared
from app.settings import settings
from app.workers.points import pass_point


def wake_due() -> list[UUID]:
    """Hold what may not leave any more, mark what is due as woken, commit, and return its ids in order."""
    pass_point("before_wake")
    with db.transaction() as session:
        sweep(session)
        due = find_due(session, rewake_s=settings().rewake_s)
        wake(session, due)
        pass_point("in_wake")
    pass_point("after_wake")
    return due


def wake_unprepared() -> list[UUID]:
    """Mark what is to be prepared as woken, commit, and return its ids, the next due first."""
    with db.transaction() as session:
        found = find_unprepared(session, rewake_s=settings().rewake_s)
        wake(session, found)
        pass_point("in_preparation_wake")
    return found


def find_left_to_prepare() -> list[UUID]:
    """Return what was woken to be prepared a while ago and nobody has begun with."""
    with db.transaction() as session:
        return find_left_unprepared(session, patience_s=settings().self_delivery_s)


def find_left_lying() -> list[UUID]:
    """Return what was woken a while ago and is still waiting: nobody answered the bell."""
    with db.transaction() as session:
        patience = func.now() - timedelta(seconds=settings().self_delivery_s)
        query = select(Delivery.id).where(
            Delivery.state == DeliveryState.WAITING,
            Delivery.due_at <= func.now(),
            Delivery.woken_at < patience,
            Delivery.next_attempt_at.is_(None) | (Delivery.next_attempt_at <= func.now()),
        )
        return list(session.execute(query.order_by(Delivery.due_at).limit(200)).scalars())


def seconds_until_next() -> float:
    """Return how long until the next delivery is due, by the database's clock; a tick at the most."""
    return find_next()[0]


def find_next() -> tuple[float, UUID | None]:
    """Return how long to sleep, in seconds by the database's clock, and the delivery that is due then; a tick at the most."""
    with db.transaction() as session:
        moment = func.greatest(Delivery.due_at, func.coalesce(Delivery.next_attempt_at, Delivery.due_at))
        wait = func.extract("epoch", moment - func.clock_timestamp())
        query = select(wait, Delivery.id).where(Delivery.state == DeliveryState.WAITING, moment > func.now())
        found = session.execute(query.order_by(moment).limit(1)).first()
    if found is None or found[0] > settings().tick_s:
        return settings().tick_s, None
    return max(float(found[0]), 0.0), found[1]
