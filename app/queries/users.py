"""Accounts with the roles they hold, as admins see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.actions.managing import ensure_manages_users
from app.errors import NotFoundError
from app.models import Membership, SecondFactor, User
from app.models.user import Actor
from app.queries.cursor import Page, as_id, fetch_page


@dataclass(frozen=True)
class UserView:
    """An account with its roles, past and future ones included."""

    user: User
    memberships: Sequence[Membership]
    has_second_factor: bool


def list_users(
    session: Session, actor: Actor, *, text: str | None, limit: int, after: str | None
) -> Page[UserView]:
    """Return the accounts, newest first; `text` searches name and address. Admins only."""
    ensure_manages_users(actor)
    query = _users()
    if text:
        query = query.where(
            User.name.icontains(text, autoescape=True) | User.email.icontains(text, autoescape=True)
        )
    page = fetch_page(session, query, by=[User.id], kinds=[as_id], limit=limit, after=after, descending=True)
    return Page(_views(session, page.items), page.next)


def get_user(session: Session, actor: Actor, user_id: UUID) -> UserView:
    """Return one account. Raises NotAllowedError for everybody but admins, NotFoundError."""
    ensure_manages_users(actor)
    query = _users().where(User.id == user_id).execution_options(populate_existing=True)
    user = session.execute(query).scalar_one_or_none()
    if user is None:
        raise NotFoundError
    return _views(session, [user])[0]


def _users() -> Select[User]:
    return select(User).options(
        selectinload(User.memberships).options(
            joinedload(Membership.organisation), selectinload(Membership.entrusted)
        )
    )


def _views(session: Session, users: Sequence[User]) -> list[UserView]:
    query = select(SecondFactor.user_id).where(
        SecondFactor.user_id.in_([user.id for user in users]), SecondFactor.confirmed_at.is_not(None)
    )
    with_factor = set(session.execute(query).scalars())
    return [
        UserView(user, sorted(user.memberships, key=lambda row: row.id), user.id in with_factor)
        for user in users
    ]
