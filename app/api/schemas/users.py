"""Accounts as admins handle them."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import StringConstraints

from app.api.schemas.fields import Answer, Instant, Name, Reason, Request, Title
from app.api.schemas.memberships import MembershipOut
from app.queries.users import UserView

Password = Annotated[str, StringConstraints(max_length=1000)]


class PasswordIn(Request):
    """A new password for oneself."""

    current: Password
    password: Password


class UserIn(Request):
    """An account for a person; `same_person_as` names another account of the same human being."""

    email: Name
    name: Title
    same_person_as: UUID | None = None


class ServiceIn(Request):
    """An account for a program, and who answers for it."""

    name: Title
    owner_id: UUID


class UserChange(Request):
    """What changes about an account; what is not named stays."""

    email: Name | None = None
    name: Title | None = None


class UserOut(Answer):
    """An account."""

    id: UUID
    person_id: UUID
    name: str
    email: str | None
    owner_id: UUID | None
    locked_at: Instant | None
    password_is_initial: bool
    has_second_factor: bool
    memberships: list[MembershipOut]

    @classmethod
    def of(cls, view: UserView) -> "UserOut":
        """Return the answer for a view."""
        return cls(**_shown(view))


class UserMadeOut(UserOut):
    """An account with its initial password, shown this once: whoever signs in with it chooses their own first."""

    initial_password: str

    @classmethod
    def made(cls, view: UserView, password: str) -> "UserMadeOut":
        """Return the answer for an account whose password was just made."""
        return cls(**_shown(view), initial_password=password)


class UserReasonIn(Request):
    """Why an account is locked or opened again."""

    reason: Reason


def _shown(view: UserView) -> dict[str, Any]:
    user = view.user
    return {
        "id": user.id,
        "person_id": user.person_id,
        "name": user.name,
        "email": user.email,
        "owner_id": user.owner_id,
        "locked_at": user.locked_at,
        "password_is_initial": user.password_is_initial,
        "has_second_factor": view.has_second_factor,
        "memberships": [MembershipOut.of(row) for row in view.memberships],
    }
