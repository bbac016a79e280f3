"""Organisations and channels."""

from datetime import date
from uuid import UUID

from app.api.schemas.fields import Answer, Instant
from app.editorial.counting import limit_of
from app.models.channel import ApprovalMode, Channel, ChannelScope, ChannelState, Idempotency
from app.models.organisation import Organisation, OrganisationKind


class OrganisationOut(Answer):
    """A ministry, authority, company or division."""

    id: UUID
    abbreviation: str
    name: str
    kind: OrganisationKind
    parent: str | None

    @classmethod
    def of(cls, row: Organisation) -> "OrganisationOut":
        """Return the answer for a row."""
        parent = row.parent.abbreviation if row.parent else None
        return cls(id=row.id, abbreviation=row.abbreviation, name=row.name, kind=row.kind, parent=parent)


class ChannelStatusOut(Answer):
    """A state a channel was in, since when (year, month or day) and why."""

    state: ChannelState
    since: str | None
    reason: str | None


class CredentialsOut(Answer):
    """That there are credentials, since when and until when. The fingerprint changes with every new setting."""

    fingerprint: str
    set_at: Instant
    expires_at: Instant | None


class ChannelOut(Answer):
    """A channel of the register; dates in the precision printed, `confirmed_on` the day its entry was last confirmed.

    `connected` is also true where somebody serves it `by_hand`; `checked_at` and `check_error` are the last preflight's.
    """

    id: UUID
    label: str
    platform: str
    organisation: str
    scope: ChannelScope
    state: ChannelState
    url: str | None
    handle: str | None
    since: str | None
    until: str | None
    end_reason: str | None
    confirmed_on: date | None
    approval_mode: ApprovalMode
    limit: int | None
    connected: bool
    by_hand: bool
    access_ok: bool
    checked_at: Instant | None
    check_error: str | None
    credentials: CredentialsOut | None
    history: list[ChannelStatusOut]

    @classmethod
    def of(cls, row: Channel) -> "ChannelOut":
        """Return the answer for a row."""
        return cls(
            id=row.id,
            label=row.label,
            platform=row.platform_slug,
            organisation=row.organisation.abbreviation,
            scope=row.scope,
            state=row.state,
            url=row.url,
            handle=row.handle,
            since=row.since,
            until=row.until,
            end_reason=row.end_reason,
            confirmed_on=row.confirmed_on,
            approval_mode=row.approval_mode,
            limit=limit_of(row),
            connected=row.is_connected,
            by_hand=row.idempotency is Idempotency.MANUAL,
            access_ok=row.access_ok,
            checked_at=row.checked_at,
            check_error=row.check_error,
            credentials=CredentialsOut.model_validate(row.credential) if row.credential else None,
            history=[ChannelStatusOut.model_validate(entry) for entry in row.history],
        )
