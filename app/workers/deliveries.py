"""Delivering: intent, call, record. A task takes an id, trusts nothing and may run any number of times."""

from uuid import UUID

import structlog

from app import db
from app.actions.publishing import Ticket, begin, open_stops, record_outcome
from app.channels.base import ChannelError, Receipt, Temporary
from app.editorial.deliveries import covers
from app.settings import settings
from app.workers.calls import WORKER, call, channel_of, deadline_from_now, is_too_late
from app.workers.celery_app import celery
from app.workers.points import pass_point
from app.workers.schedule import wake_due

log = structlog.get_logger()


@celery.task(name="deliveries.deliver")
def deliver_task(delivery_id: str) -> None:
    """Deliver what the id names, if it is still to be delivered."""
    deliver(UUID(delivery_id))


@celery.task(name="deliveries.tick")
def tick() -> None:
    """Ring for everything due: beat's bell, the second one beside the dispatcher's."""
    for delivery_id in wake_due():
        deliver_task.apply_async((str(delivery_id),), retry=False)


def deliver(delivery_id: UUID) -> None:
    """Make one delivery: intent committed, one call outside any transaction, outcome committed."""
    deadline = deadline_from_now()
    pass_point("before_intent")
    with db.transaction() as session:
        ticket = begin(session, delivery_id, settings=settings(), worker=WORKER)
        pass_point("in_intent")
    if ticket is None:
        return
    pass_point("after_intent")
    outcome = _publish(ticket, deadline)
    pass_point("after_call")
    with db.transaction() as session:
        delivery = record_outcome(session, ticket, outcome)
        pass_point("in_record")
        state, lateness = (
            delivery.state.value,
            (delivery.sent_at - delivery.due_at) if delivery.sent_at else None,
        )
    pass_point("after_record")
    log.info(
        "delivery.done",
        state=state,
        delivery_id=str(delivery_id),
        platform=ticket.platform,
        late_s=round(lateness.total_seconds(), 2) if lateness is not None else None,
    )


def _publish(ticket: Ticket, deadline: float) -> Receipt | ChannelError:
    """Check time and stops once more before the first byte, then make the one call."""
    if is_too_late(deadline):
        return Temporary("not started: the budget was used up before the call")
    with db.transaction() as session:
        if any(covers(stop, ticket.channel_id) for stop in open_stops(session)):
            return Temporary("not started: an emergency stop came")
    pass_point("before_call")
    if is_too_late(deadline):
        return Temporary("not started: the budget was used up before the call")
    outcome = call(lambda: channel_of(ticket).publish(ticket.message, deadline))
    return outcome if outcome is not None else Temporary("no answer")
