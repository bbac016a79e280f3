"""Ending what no look ever ends: a post that stands on a channel and belongs to no row, once somebody has decided about it."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.actions.attempts import clock_of
from app.actions.events import record
from app.editorial.permissions import Permission, is_allowed
from app.errors import NotAllowedError, NotFoundError, WrongStateError
from app.models import Finding
from app.models.finding import ENDED_BY_HAND
from app.models.user import Actor


def end_by_hand(session: Session, actor: Actor, finding_id: UUID, *, reason: str) -> Finding:
    """Write what was decided about a finding, and that it is over.

    Raises NotFoundError, and WrongStateError for one that is over already or ends by itself with its cause.
    """
    if not is_allowed(actor, Permission.END_FINDING):
        raise NotAllowedError
    finding = session.get(Finding, finding_id, with_for_update=True, populate_existing=True)
    if finding is None:
        raise NotFoundError
    if finding.rule not in ENDED_BY_HAND:
        raise WrongStateError(key="finding-ends-by-itself")
    if finding.ended_at is not None:
        raise WrongStateError(key="finding-ended")
    finding.ended_at = clock_of(session)
    record(session, actor, "finding.end", finding, object_id=finding.id, reason=reason, rule=finding.rule)
    return finding
