"""Who may manage accounts: admins, and nobody those of their own person (SECURITY AZ-06)."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.editorial.permissions import Permission, is_allowed
from app.errors import InvalidError, Issue, NotAllowedError, NotFoundError, OwnAccountError
from app.models import User
from app.models.user import Actor


def find_managed(session: Session, actor: Actor, user_id: UUID) -> User:
    """Return an account of somebody else, locked. Raises NotAllowedError, NotFoundError, OwnAccountError."""
    ensure_manages_users(actor)
    user = session.get(User, user_id, with_for_update={"key_share": True}, populate_existing=True)
    if user is None:
        raise NotFoundError
    ensure_manages(actor, user)
    return user


def ensure_manages_users(actor: Actor) -> None:
    """Raise NotAllowedError for everybody but admins."""
    if not is_allowed(actor, Permission.MANAGE_USERS):
        raise NotAllowedError


def ensure_manages(actor: Actor, user: User) -> None:
    """Raise OwnAccountError where an admin would change an account of their own person (SECURITY AZ-06)."""
    ensure_manages_users(actor)
    if user.person_id == actor.person_id:
        raise OwnAccountError


def find_user(session: Session, user_id: UUID, field: str) -> User:
    """Return an account. Raises InvalidError naming the field."""
    user = session.get(User, user_id)
    if user is None:
        raise InvalidError(issues=[Issue(field, "user-unknown", {"id": str(user_id)})])
    return user
