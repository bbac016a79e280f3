"""Accounts with the roles they hold, as admins see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.actions.managing import ensure_manages_users
from app.errors import NotFoundError
from app.models import Membership, SecondFactor, User
from app.models.user import Actor
from app.queries.cursor import Page, fetch_page
from app.queries.user_filter import KEYS, UserFilter, UserOrder, narrow


@dataclass(frozen=True)
class UserView:
    """An account with its roles, past and future ones included."""

    user: User
    memberships: Sequence[Membership]
    has_second_factor: bool


def list_users(
    session: Session,
    actor: Actor,
    wanted: UserFilter,
    *,
    order: UserOrder = UserOrder.NEWEST,
    limit: int,
    after: str | None,
) -> Page[UserView]:
    """Return the accounts that are wanted, newest first unless asked otherwise. Admins only."""
    ensure_manages_users(actor)
    by, kinds = KEYS[order]
    is_newest = order is UserOrder.NEWEST
    page = fetch_page(
        session, narrow(_users(), wanted), by=by, kinds=kinds, limit=limit, after=after, descending=is_newest
    )
    return Page(_views(session, page.items), page.next)


def count_users(session: Session, actor: Actor, wanted: UserFilter) -> int:
    """Return how many accounts are wanted. Admins only."""
    ensure_manages_users(actor)
    count: int = session.execute(narrow(select(func.count()).select_from(User), wanted)).scalar_one()
    return count


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
        joinedload(User.owner),
        selectinload(User.memberships).options(
            joinedload(Membership.organisation),
            joinedload(Membership.deputy_for),
            selectinload(Membership.entrusted),
        ),
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
