"""Entering the days worth a theme; what was entered wrongly is removed again."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from app.actions.events import record
from app.editorial.permissions import Permission, is_allowed
from app.errors import InvalidError, Issue, NotAllowedError, NotFoundError
from app.models import Occasion
from app.models.occasion import OccasionKind
from app.models.user import Actor


def enter_occasion(
    session: Session, actor: Actor, *, name: str, kind: OccasionKind, first_day: date, last_day: date
) -> Occasion:
    """Enter an occasion, both days included. Raises NotAllowedError for anybody but the desk."""
    _ensure_allowed(actor)
    if last_day < first_day:
        raise InvalidError(issues=[Issue("last_day", "theme-ends-early")])
    occasion = Occasion(
        name=name, kind=kind, first_day=first_day, last_day=last_day, entered_by_id=actor.user_id
    )
    session.add(occasion)
    _record(session, actor, "occasion.enter", occasion)
    return occasion


def remove_occasion(session: Session, actor: Actor, occasion_id: UUID) -> None:
    """Remove an occasion that should not be there."""
    _ensure_allowed(actor)
    occasion = session.get(Occasion, occasion_id, with_for_update=True)
    if occasion is None:
        raise NotFoundError
    _record(session, actor, "occasion.remove", occasion)
    session.delete(occasion)


def _ensure_allowed(actor: Actor) -> None:
    if not is_allowed(actor, Permission.ENTER_OCCASIONS):
        raise NotAllowedError


def _record(session: Session, actor: Actor, action: str, occasion: Occasion) -> None:
    session.flush()
    record(
        session, actor, action, occasion, object_id=occasion.id, name=occasion.name, kind=occasion.kind.value
    )
