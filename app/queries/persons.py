"""Whose an account or an address is, as admins look it up."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.managing import ensure_manages_users
from app.models import User
from app.models.user import Actor


def list_accounts_of(session: Session, actor: Actor, user: User) -> Sequence[User]:
    """Return the other accounts behind which the same human being is, those of their services included. Admins only."""
    ensure_manages_users(actor)
    query = select(User).where(User.person_id == user.person_id, User.id != user.id)
    return session.execute(query.order_by(User.name, User.id)).scalars().all()


def find_user_id(session: Session, actor: Actor, email: str) -> UUID | None:
    """Return whose address this is, None if nobody's. Admins only."""
    ensure_manages_users(actor)
    query = select(User.id).where(User.email == email.strip().lower())
    return session.execute(query).scalar_one_or_none()
