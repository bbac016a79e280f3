"""Delivering: intent, call, record. A task takes an id, trusts nothing and may run any number of times."""

from functools import partial
from uuid import UUID

import structlog
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app import db
from app.actions.attempts import Outcome, Ticket
from app.actions.outcomes import record_outcome
from app.actions.publishing import begin, open_stops
from app.channels.base import ChannelError, Permanent, Receipt, Temporary, Unclear
from app.editorial.deliveries import covers
from app.log import about, describe
from app.settings import settings
from app.workers.calls import (
    WORKER,
    call,
    channel_of,
    deadline_from_now,
    is_readable,
    is_too_late,
    record_patiently,
)
from app.workers.celery_app import celery
from app.workers.points import pass_point
from app.workers.preparation import find_intact_images
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
    with about(delivery_id=str(delivery_id)):
        _deliver(delivery_id)


def _deliver(delivery_id: UUID) -> None:
    deadline = deadline_from_now()
    pass_point("before_intent")
    ticket = _begin(delivery_id)
    if ticket is None:
        return
    pass_point("after_intent")
    outcome = _publish(ticket, deadline)
    pass_point("after_call")
    state, late_s = record_patiently(partial(_record, ticket=ticket, outcome=outcome))
    pass_point("after_record")
    log.info("delivery.done", state=state, platform=ticket.platform, late_s=late_s)


def _begin(delivery_id: UUID) -> Ticket | None:
    """Commit the intent; behind a closed gate or without a database there is none, and the next bell tries again."""
    try:
        intact = find_intact_images(delivery_id)
        with db.transaction() as session:
            ticket = begin(session, delivery_id, settings=settings(), worker=WORKER, intact_images=intact)
            pass_point("in_intent")
    except OperationalError as error:
        log.warning("delivery.not_begun", **describe(error))
        return None
    return ticket


def _record(session: Session, ticket: Ticket, outcome: Outcome) -> tuple[str, float | None]:
    """Write the outcome; return the state it led to and, if it was sent, how late in seconds."""
    delivery = record_outcome(session, ticket, outcome)
    pass_point("in_record")
    late = delivery.sent_at - delivery.due_at if delivery.sent_at else None
    return delivery.state.value, round(late.total_seconds(), 2) if late is not None else None


def _publish(ticket: Ticket, deadline: float) -> Outcome:
    """Check time and stops once more before the first byte, then make the one call."""
    if is_too_late(deadline):
        return Temporary("not started: the budget was used up before the call")
    with db.transaction() as session:
        if any(covers(stop, ticket.channel_id) for stop in open_stops(session)):
            return Temporary("not started: an emergency stop came")
    channel = call(lambda: channel_of(ticket))
    if isinstance(channel, ChannelError):
        return channel if isinstance(channel, Permanent) else Temporary(f"not started: {channel}")
    pass_point("before_call")
    if is_too_late(deadline):
        return Temporary("not started: the budget was used up before the call")
    answer = call(lambda: channel.publish(ticket.message, deadline))
    if isinstance(answer, ChannelError) or (isinstance(answer, Receipt) and is_readable(answer)):
        return answer
    return Unclear("an answer without a readable id")
