"""Roles in organisations as admins handle them."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from app.api.schemas.fields import Abbreviation, Answer, Request
from app.editorial.memberships import Terms
from app.models import Membership
from app.models.user import Role

MOST_CHANNELS = 100


class MembershipIn(Request):
    """A role in an organisation; days are included. `channel_ids` are for channel managers and agencies."""

    user_id: UUID
    organisation: Abbreviation
    role: Role
    can_approve: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    deputy_for_id: UUID | None = None
    channel_ids: Annotated[list[UUID], Field(max_length=MOST_CHANNELS, default_factory=list)]

    def terms(self) -> Terms:
        """Return what the actions take."""
        return Terms(
            self.role,
            self.can_approve,
            self.valid_from,
            self.valid_to,
            self.deputy_for_id,
            tuple(self.channel_ids),
        )


class MembershipChange(Request):
    """What changes about a role; what is not named stays."""

    can_approve: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    channel_ids: Annotated[list[UUID], Field(max_length=MOST_CHANNELS, default_factory=list)]

    def changes(self) -> dict[str, Any]:
        """Return the fields that were named."""
        named: dict[str, Any] = {name: getattr(self, name) for name in self.model_fields_set}
        if "channel_ids" in named:
            named["channel_ids"] = tuple(self.channel_ids)
        return named


class MembershipOut(Answer):
    """A role in an organisation."""

    id: UUID
    user_id: UUID
    user: str
    organisation: str
    role: Role
    can_approve: bool
    valid_from: date | None
    valid_to: date | None
    deputy_for_id: UUID | None
    channel_ids: list[UUID]

    @classmethod
    def of(cls, row: Membership) -> "MembershipOut":
        """Return the answer for a row."""
        return cls(
            id=row.id,
            user_id=row.user_id,
            user=row.user.name,
            organisation=row.organisation.abbreviation,
            role=row.role,
            can_approve=row.can_approve,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            deputy_for_id=row.deputy_for_id,
            channel_ids=sorted(entry.channel_id for entry in row.entrusted),
        )
