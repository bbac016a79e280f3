"""API tokens as they are asked for and shown."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from app.api.schemas.fields import Abbreviation, Answer, Instant, Request, Title, When
from app.models import ApiToken
from app.models.user import TokenScope


class ApiTokenIn(Request):
    """A token to be made; `service_id` names a service account of one's own that it is for."""

    name: Title
    scopes: Annotated[list[TokenScope], Field(min_length=1, max_length=len(TokenScope))]
    expires_at: When
    organisation: Abbreviation | None = None
    service_id: UUID | None = None


class ApiTokenOut(Answer):
    """What is known of a token."""

    id: UUID
    name: str
    scopes: list[TokenScope]
    organisation: str
    user: str
    is_service: bool
    created_at: Instant
    expires_at: Instant
    revoked_at: Instant | None
    last_used_at: Instant | None

    @classmethod
    def of(cls, row: ApiToken) -> "ApiTokenOut":
        """Return the answer for a row."""
        return cls(**_shown(row))


class ApiTokenMadeOut(ApiTokenOut):
    """A new token, shown this once."""

    token: str

    @classmethod
    def made(cls, row: ApiToken, token: str) -> "ApiTokenMadeOut":
        """Return the answer for a new row."""
        return cls(**_shown(row), token=token)


def _shown(row: ApiToken) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "scopes": row.scopes,
        "organisation": row.organisation.abbreviation,
        "user": row.user.name,
        "is_service": row.user.owner_id is not None,
        "created_at": row.created_at,
        "expires_at": row.expires_at,
        "revoked_at": row.revoked_at,
        "last_used_at": row.last_used_at,
    }
