"""Signing in, and who one is."""

from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

from app.api.schemas.fields import Answer, Instant, Name, Request
from app.models.user import Role

Code = Annotated[str, StringConstraints(max_length=10)]


class TokenIn(Request):
    """What signs somebody in. `otp` is for accounts with a second factor."""

    email: Name
    password: Annotated[str, StringConstraints(max_length=128)]
    otp: Code | None = None


class TokenOut(Answer):
    """A bearer token, shown this once."""

    access_token: str
    token_type: str = "bearer"  # noqa: S105 - the kind, not the token
    expires_at: Instant


class FactorIn(Request):
    """Who sets up a second factor shows that they know the password."""

    password: Annotated[str, StringConstraints(max_length=128)]


class FactorOut(Answer):
    """What makes the one-time codes, shown this once: for typing, and as the address in a QR code."""

    secret: str
    uri: str


class ConfirmIn(Request):
    """The first code of a second factor."""

    otp: Code


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


class ForgottenIn(Request):
    """For which address a new password is asked."""

    email: Name


class LinkIn(Request):
    """The token of a one-time link, and the password that is chosen with it."""

    token: Annotated[str, StringConstraints(max_length=200)]
    password: Annotated[str, StringConstraints(max_length=1000)]
