"""Taking published deliveries off their channels."""

from functools import partial
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from app import db
from app.actions.attempts import Outcome, Ticket
from app.actions.removals import begin_removal, find_due_removals, record_removal, start_requested_removals
from app.actions.takedown_steps import note_arrivals
from app.channels.base import Channel, ChannelError, Temporary
from app.log import about
from app.settings import settings
from app.workers.calls import WORKER, call, channel_of, deadline_from_now, long_ago, record_patiently
from app.workers.celery_app import celery
from app.workers.high_water import is_surely_current
from app.workers.marks import note_mark
from app.workers.points import pass_point

log = structlog.get_logger()


@celery.task(name="takedowns.sweep")
def sweep() -> None:
    """Note which notices have arrived, begin removals that were ordered, and go on with those under way."""
    with db.transaction() as session:
        note_arrivals(session)
    with db.transaction() as session:
        start_requested_removals(session)
        pass_point("in_removal_start")
    with db.transaction() as session:
        due = find_due_removals(session)
    for delivery_id in due:
        with about(delivery_id=str(delivery_id)):
            remove(delivery_id)


def remove(delivery_id: UUID) -> None:
    """Remove one delivery: intent committed, delete and probe outside any transaction, outcome committed."""
    deadline = deadline_from_now()
    pass_point("before_removal_intent")
    with db.transaction() as session:
        is_current = is_surely_current(session)
        ticket = (
            begin_removal(session, delivery_id, settings=settings(), worker=WORKER) if is_current else None
        )
        pass_point("in_removal_intent")
    if ticket is None:
        return
    pass_point("after_removal_intent")
    note_mark(attempt=str(ticket.attempt_id))
    channel = call(lambda: channel_of(ticket))
    outcome = channel if isinstance(channel, ChannelError) else _remove(channel, ticket, deadline)
    pass_point("after_removal_call")
    at_once = not isinstance(channel, ChannelError) and channel.removes_at_once
    state = record_patiently(partial(_record, ticket=ticket, outcome=outcome, at_once=at_once))
    pass_point("after_removal_record")
    log.info("delivery.removal", state=state, delivery_id=str(delivery_id), platform=ticket.platform)


def _record(session: Session, ticket: Ticket, outcome: Outcome | None, *, at_once: bool) -> str:
    """Write the outcome; return the state it led to."""
    delivery = record_removal(session, ticket, outcome, settings=settings(), at_once=at_once)
    pass_point("in_removal_record")
    return delivery.state.value


def _remove(channel: Channel, ticket: Ticket, deadline: float) -> ChannelError | None:
    """Delete, then look; None means it is not there any more. Where nobody can be asked, the deletion's yes counts."""
    failed = call(lambda: channel.remove(ticket.remote_id or "", deadline))
    if isinstance(failed, ChannelError):
        return failed
    if not channel.can_find:
        return None
    found = call(lambda: channel.find(ticket.message, long_ago(), deadline))
    if isinstance(found, ChannelError):
        return found
    return Temporary("still there after the deletion") if found is not None else None
