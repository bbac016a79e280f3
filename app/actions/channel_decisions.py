"""Writing down decisions about channels and platforms, to which both then refer."""

from typing import Any

from sqlalchemy.orm import Session

from app import clock
from app.actions.content import find_organisation
from app.actions.events import record
from app.editorial.permissions import Permission, is_allowed
from app.errors import InvalidError, Issue, NotAllowedError
from app.models import Decision
from app.models.user import Actor


def record_decision(session: Session, actor: Actor, *, organisation: str, **said: Any) -> Decision:
    """Write down what an organisation decided; `said` are the columns of a decision. It is never changed.

    Raises InvalidError for an unknown organisation or a day still to come, NotAllowedError.
    """
    decided_by = find_organisation(session, organisation, "organisation")
    if not is_allowed(actor, Permission.RECORD_DECISION, organisation_id=decided_by.id):
        raise NotAllowedError
    if said["decided_on"] > clock.today():
        raise InvalidError(issues=[Issue("decided_on", "day-to-come")])
    decision = Decision(organisation=decided_by, by_id=actor.user_id, **said)
    session.add(decision)
    session.flush()
    record(session, actor, "decision.record", decision, object_id=decision.id)
    return decision
