"""Delivering: intent, call, record, for one delivery or many at once. Whatever is here may run any number of times."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

import structlog
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app import db
from app.actions.attempts import Outcome, Ticket
from app.actions.outcomes import record_outcomes
from app.actions.publishing import begin_all
from app.channels.base import Account, ChannelError, Permanent, Receipt, Temporary, Unclear
from app.log import about, describe
from app.models import Delivery
from app.settings import settings
from app.workers.accounts import accounts_of
from app.workers.calls import (
    WORKER,
    call,
    channel_as,
    deadline_from_now,
    is_readable,
    is_too_late,
    record_patiently,
)
from app.workers.high_water import is_surely_current, stop
from app.workers.marks import note_marks
from app.workers.points import pass_point
from app.workers.preparation import find_intact_images
from app.workers.stop_watch import StopWatch

log = structlog.get_logger()
_stops = StopWatch()


def deliver(delivery_id: UUID) -> None:
    """Make one delivery: intent committed, one call outside any transaction, outcome committed."""
    with about(delivery_id=str(delivery_id)):
        deadline = deadline_from_now()
        for ticket in begin_together([delivery_id]):
            account = accounts_for([ticket])[ticket.channel_id]
            outcome = publish(ticket, account, deadline)
            record_together([(ticket, outcome)])


def begin_together(delivery_ids: Sequence[UUID], *, with_images: bool = True) -> list[Ticket]:
    """Commit the intents of these in one go and return the right to call for those that may leave.

    Behind a closed gate or without a database there is none, and the next bell tries again. `with_images` tells whether
    some of them show any.
    """
    pass_point("before_intent")
    try:
        intact = find_intact_images(*delivery_ids) if with_images else frozenset()
        with db.transaction() as session:
            is_current = is_surely_current(session)
            tickets = (
                begin_all(session, delivery_ids, settings=settings(), worker=WORKER, intact_images=intact)
                if is_current
                else []
            )
            pass_point("in_intent")
        if not is_current:
            stop()
    except OperationalError as error:
        log.warning("delivery.not_begun", **describe(error))
        return []
    if tickets:
        pass_point("after_intent")
        note_marks([{"attempt": str(ticket.attempt_id)} for ticket in tickets])
    return tickets


def accounts_for(tickets: Sequence[Ticket]) -> dict[UUID, Account | ChannelError]:
    """Return by channel whom to speak as, or why no call begins."""
    ids = {ticket.channel_id for ticket in tickets}
    try:
        return accounts_of(ids) if ids else {}
    except Exception as error:  # noqa: BLE001 - no call was made yet: whatever it is, trying again is harmless
        return dict.fromkeys(ids, Temporary(f"not started: {type(error).__name__}"))


def publish(ticket: Ticket, account: Account | ChannelError, deadline: float) -> Outcome:
    """Check time and stops once more before the first byte, then make the one call."""
    outcome = account if isinstance(account, ChannelError) else _publish(ticket, account, deadline)
    pass_point("after_call")
    return outcome


def record_together(answers: Sequence[tuple[Ticket, Outcome]]) -> None:
    """Commit what came of these calls in one go."""
    deliveries = record_patiently(partial(_record, answers=answers))
    pass_point("after_record")
    for delivery, (ticket, _) in zip(deliveries, answers, strict=True):
        late = (delivery.sent_at - delivery.due_at).total_seconds() if delivery.sent_at else None
        log.info(
            "delivery.done",
            delivery_id=str(delivery.id),
            state=delivery.state.value,
            platform=ticket.platform,
            late_s=round(late, 2) if late is not None else None,
        )


def _record(session: Session, answers: Sequence[tuple[Ticket, Outcome]]) -> list[Delivery]:
    deliveries = record_outcomes(session, answers)
    pass_point("in_record")
    return deliveries


def _publish(ticket: Ticket, account: Account, deadline: float) -> Outcome:
    if is_too_late(deadline):
        return Temporary("not started: the budget was used up before the call")
    if _stops.sees(ticket.channel_id):
        return Temporary("not started: an emergency stop came")
    channel = call(lambda: channel_as(ticket, account))
    if isinstance(channel, ChannelError):
        return channel if isinstance(channel, Permanent) else Temporary(f"not started: {channel}")
    pass_point("before_call")
    if is_too_late(deadline):
        return Temporary("not started: the budget was used up before the call")
    answer = call(lambda: channel.publish(ticket.message, deadline))
    if isinstance(answer, ChannelError) or (isinstance(answer, Receipt) and is_readable(answer)):
        return answer
    return Unclear("an answer without a readable id")
