"""Shutting accounts at once, and opening them again (SECURITY AU-08)."""

from uuid import UUID

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from app import db
from app.actions.events import record
from app.actions.managing import find_managed
from app.actions.sign_in import end_sign_ins
from app.errors import WrongStateError
from app.models import ApiToken, CalendarFeed, User
from app.models.user import Actor


def lock_user(session: Session, actor: Actor, user_id: UUID, *, reason: str) -> User:
    """Shut an account at once: its sign-ins end, its tokens and those of its services are revoked.

    The address of its calendar feed opens nothing any more.
    """
    user = find_managed(session, actor, user_id)
    if user.locked_at is not None:
        raise WrongStateError(state="locked")
    user.locked_at = now = db.now(session)
    end_sign_ins(session, user.id)
    services = select(User.id).where(User.owner_id == user.id)
    its_own = or_(ApiToken.user_id == user.id, ApiToken.user_id.in_(services))
    session.execute(update(ApiToken).where(its_own, ApiToken.revoked_at.is_(None)).values(revoked_at=now))
    session.execute(delete(CalendarFeed).where(CalendarFeed.user_id == user.id))
    record(session, actor, "user.lock", user, object_id=user.id, reason=reason)
    return user


def unlock_user(session: Session, actor: Actor, user_id: UUID, *, reason: str) -> User:
    """Open a locked account again; whoever it belongs to signs in anew and makes new tokens."""
    user = find_managed(session, actor, user_id)
    if user.locked_at is None:
        raise WrongStateError(state="unlocked")
    user.locked_at = None
    record(session, actor, "user.unlock", user, object_id=user.id, reason=reason)
    return user
