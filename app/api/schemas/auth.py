"""Signing in, and who one is."""

from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

from app.api.schemas.fields import Answer, Instant, Name, Request
from app.models.user import Role


class TokenIn(Request):
    """What signs somebody in. `otp` is for accounts with a second factor."""

    email: Name
    password: Annotated[str, StringConstraints(max_length=128)]
    otp: Annotated[str, StringConstraints(max_length=10)] | None = None


class TokenOut(Answer):
    """A bearer token, shown this once."""

    access_token: str
    token_type: str = "bearer"  # noqa: S105 - the kind, not the token
    expires_at: Instant


class RoleOut(Answer):
    """A role held in an organisation, and whom one deputises for in it."""

    role: Role
    organisation: str
    deputy_for: str | None


class MeOut(Answer):
    """Who is asking."""

    id: UUID
    name: str
    email: str
    roles: list[RoleOut]
