"""Asking channels what stands there, outside any transaction."""

from functools import partial
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from app import db
from app.actions.probes import Look, claim_due_looks, claim_later_looks, claim_look, record_look
from app.channels.base import ChannelError, Receipt, Unclear
from app.models.delivery import DeliveryState
from app.settings import settings
from app.workers.calls import WORKER, call, channel_of, deadline_from_now, is_readable, record_patiently
from app.workers.points import pass_point

log = structlog.get_logger()


def probe_due() -> None:
    """Make the looks that are due."""
    with db.transaction() as session:
        due = claim_due_looks(session, settings=settings())
        pass_point("in_look_claim")
    pass_point("after_look_claim")
    for look in due:
        probe(look)


def probe_later() -> None:
    """Make the looks that are due at what is out or removed."""
    with db.transaction() as session:
        due = claim_later_looks(session, settings=settings())
        pass_point("in_look_claim")
    for look in due:
        probe(look)


def is_found(delivery_id: UUID) -> bool:
    """Look once, where the channel can be asked, and tell whether the delivery is there."""
    with db.transaction() as session:
        look = claim_look(session, delivery_id, settings=settings())
        pass_point("in_look_claim")
    return look is not None and probe(look) is DeliveryState.SENT


def probe(look: Look) -> DeliveryState:
    """Make one look, commit what was seen, and return the state it led to."""
    outcome = _ask(look)
    pass_point("after_look")
    state = record_patiently(partial(_record, look=look, outcome=outcome))
    pass_point("after_look_record")
    log.info(
        "delivery.probed",
        state=state.value,
        delivery_id=str(look.delivery_id),
        platform=look.platform,
        seen="nothing" if outcome is None else type(outcome).__name__,
    )
    return state


def _ask(look: Look) -> Receipt | ChannelError | None:
    """Return what stands there; what nobody can read is not seen, neither there nor absent."""
    deadline = deadline_from_now()
    channel = call(lambda: channel_of(look))
    if isinstance(channel, ChannelError):
        return channel
    seen = call(lambda: channel.find(look.message, look.since, deadline))
    if seen is None or isinstance(seen, ChannelError) or (isinstance(seen, Receipt) and is_readable(seen)):
        return seen
    return Unclear("an answer nobody can read")


def _record(session: Session, look: Look, outcome: Receipt | ChannelError | None) -> DeliveryState:
    """Write what was seen; return the state it led to."""
    state = record_look(session, look, outcome, settings=settings(), worker=WORKER).state
    pass_point("in_look_record")
    return state
