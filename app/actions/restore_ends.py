"""Ending restore mode: one person of the desk and one of the operators, in either order (SECURITY section 2)."""

from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.actions.attempts import clock_of
from app.actions.events import record
from app.editorial.permissions import MATRIX, Permission, is_allowed
from app.errors import NotAllowedError, NotFoundError, WrongStateError
from app.grants import find_grants
from app.models import PublishingControl, Restoration, User
from app.models.stop import PublishingMode
from app.models.user import Actor, Role


def confirm_restoration(session: Session, actor: Actor, restoration_id: UUID, *, reason: str) -> Restoration:
    """Say that the restored database may be trusted again; the second person's word ends restore mode.

    Nothing leaves by that: what was held is released one by one. Raises WrongStateError while channels are
    still listed, where the first word was one's own or of the same side, and once it has ended.
    """
    if not is_allowed(actor, Permission.END_RESTORE):
        raise NotAllowedError
    restoration = session.get(Restoration, restoration_id, with_for_update=True, populate_existing=True)
    if restoration is None:
        raise NotFoundError
    if restoration.reconciled_at is None:
        raise WrongStateError(key="restore-unfinished")
    if restoration.ended_at is not None:
        raise WrongStateError(state="ended")
    if restoration.first_by_id is None:
        restoration.first_by_id, restoration.first_at = actor.user_id, clock_of(session)
        restoration.first_reason = reason
        record(session, actor, "restore.confirm", restoration, object_id=restoration.id, reason=reason)
        return restoration
    _ensure_other_side(session, actor, session.get_one(User, restoration.first_by_id))
    restoration.ended_by_id, restoration.ended_at = actor.user_id, clock_of(session)
    restoration.end_reason = reason
    session.execute(update(PublishingControl).values(mode=PublishingMode.NORMAL))
    record(session, actor, "restore.end", restoration, object_id=restoration.id, reason=reason)
    return restoration


def _ensure_other_side(session: Session, actor: Actor, first: User) -> None:
    """Raise WrongStateError unless it is another person, and the two together are desk and operators."""
    if first.person_id == actor.person_id:
        raise WrongStateError(key="restore-same-person")
    sides = set(MATRIX[Permission.END_RESTORE])
    mine = {role for role in sides if actor.holds(role)}
    theirs = {grant.role for grant in find_grants(session, first.id)} & sides
    if not _is_both(mine, theirs):
        raise WrongStateError(key="restore-same-role")


def _is_both(mine: set[Role], theirs: set[Role]) -> bool:
    """Tell whether one of each side can be picked: nobody stands for both."""
    return any(one is not other for one in mine for other in theirs)
