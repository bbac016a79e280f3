"""Which accounts a list shows, and in which order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, exists, func, or_

from app import clock
from app.models import Membership, SecondFactor, User
from app.models.user import Role
from app.queries.cursor import as_id


class UserStatus(StrEnum):
    """What accounts are looked for that may need somebody's attention."""

    LOCKED = "locked"
    WITHOUT_FACTOR = "without_factor"
    INITIAL_PASSWORD = "initial_password"  # noqa: S105 - a status, not a password
    WITHOUT_ROLE = "without_role"


class UserOrder(StrEnum):
    """By what a list of accounts is sorted."""

    NEWEST = "newest"
    NAME = "name"
    EMAIL = "email"


@dataclass(frozen=True)
class UserFilter:
    """Which accounts are wanted; what is None narrows nothing.

    `text` searches name and address. `organisations` and `role` mean one role held today or later; `is_service` tells
    programs from people.
    """

    text: str | None = None
    organisations: Sequence[UUID] | None = None
    role: Role | None = None
    status: UserStatus | None = None
    is_service: bool | None = None


Keys = tuple[Sequence[SQLColumnExpression[Any]], Sequence[Callable[[str], Any]]]


def _sorted_as_in_german(text: SQLColumnExpression[Any]) -> SQLColumnExpression[Any]:
    """Return a text to sort by as DIN 5007-1 has it: without regard to case, an umlaut like its vowel."""
    return func.translate(
        func.replace(func.lower(text), "ß", "ss"), "äöüáàâéèêíìîóòôúùûç", "aouaaaeeeiiiooouuuc"
    )


KEYS: Final[dict[UserOrder, Keys]] = {
    UserOrder.NEWEST: ([User.id], [as_id]),
    UserOrder.NAME: ([_sorted_as_in_german(User.name), User.id], [str, as_id]),
    UserOrder.EMAIL: ([func.coalesce(User.email, ""), User.id], [str, as_id]),
}
"""The columns of each order and what reads them from a cursor; every one ends with the id."""


def narrow(query: Select[Any], wanted: UserFilter) -> Select[Any]:
    """Return a query for accounts narrowed to those that are wanted."""
    if wanted.text:
        found = (User.name, User.email)
        query = query.where(or_(*(column.icontains(wanted.text, autoescape=True) for column in found)))
    if wanted.organisations is not None or wanted.role is not None:
        query = query.where(_has_role(clock.today(), wanted.organisations, wanted.role))
    if wanted.is_service is not None:
        query = query.where(User.owner_id.is_not(None) if wanted.is_service else User.owner_id.is_(None))
    return query if wanted.status is None else query.where(_is(wanted.status))


def _is(status: UserStatus) -> ColumnElement[bool]:
    match status:
        case UserStatus.LOCKED:
            return User.locked_at.is_not(None)
        case UserStatus.WITHOUT_FACTOR:
            confirmed = (SecondFactor.user_id == User.id) & SecondFactor.confirmed_at.is_not(None)
            return User.owner_id.is_(None) & ~exists().where(confirmed)
        case UserStatus.INITIAL_PASSWORD:
            return User.password_is_initial.is_(True)
        case UserStatus.WITHOUT_ROLE:
            return ~_has_role(clock.today())


def _has_role(
    today: date, organisations: Sequence[UUID] | None = None, role: Role | None = None
) -> ColumnElement[bool]:
    """Return the condition under which an account holds such a role today or later."""
    is_alive = or_(Membership.valid_to.is_(None), Membership.valid_to >= today)
    found = (Membership.user_id == User.id) & is_alive
    if organisations is not None:
        found &= Membership.organisation_id.in_(organisations)
    if role is not None:
        found &= Membership.role == role
    return exists().where(found)
