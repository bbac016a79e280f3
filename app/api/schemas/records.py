"""Revisions, timelines, stops: what is written down and looked up later."""

from uuid import UUID

from pydantic import Field

from app.api.schemas.fields import Answer, Instant, Reason, Request
from app.api.schemas.media import PostImageOut
from app.models.post import Cause, Revision
from app.models.stop import StopScope
from app.queries.stops import StopView


class VariantOut(Answer):
    """What a revision says on one channel."""

    channel_id: UUID
    text: str | None
    media: list[PostImageOut] | None
    proposed_at: Instant
    payload_sha256: str


class RevisionOut(Answer):
    """An immutable version of the content."""

    number: int
    sha256: str
    editor: str
    created_at: Instant
    title: str
    text: str
    note_to_desk: str | None
    alternative_url: str | None
    content_warning: str | None
    cause: Cause | None
    media: list[PostImageOut]
    citizen_value: str | None
    relevance: list[str]
    variants: list[VariantOut]

    @classmethod
    def of(cls, row: Revision) -> "RevisionOut":
        """Return the answer for a row."""
        variants = [
            VariantOut(
                channel_id=entry.variant.channel_id,
                text=entry.text,
                media=None if entry.media is None else [PostImageOut.of_row(image) for image in entry.media],
                proposed_at=entry.proposed_at,
                payload_sha256=entry.payload_sha256,
            )
            for entry in row.renderings
        ]
        return cls(
            number=row.number,
            sha256=row.sha256,
            editor=row.editor.name,
            created_at=row.created_at,
            title=row.title,
            text=row.text,
            note_to_desk=row.note_to_desk,
            alternative_url=row.alternative_url,
            content_warning=row.content_warning,
            cause=row.cause,
            media=[PostImageOut.of_row(image) for image in row.media],
            citizen_value=row.citizen_value,
            relevance=row.relevance,
            variants=variants,
        )


class HappeningOut(Answer):
    """One line of a timeline; `on_behalf`: done by the central desk for an organisation without a channel."""

    at: Instant
    actor: str
    action: str
    object_id: UUID
    from_: str | None = Field(serialization_alias="from")
    to: str | None
    reason: str | None
    on_behalf: bool


class InFlightOut(Answer):
    """A delivery whose call had begun before the stop."""

    delivery_id: UUID
    channel: str
    organisation: str


class StopIn(Request):
    """An emergency stop; `hold_all` also holds what is not due yet."""

    scope: StopScope
    channel_id: UUID | None = None
    reason: Reason
    hold_all: bool = False


class StopOut(Answer):
    """An emergency stop."""

    id: UUID
    scope: StopScope
    channel_id: UUID | None
    reason: str
    hold_all: bool
    by: str
    at: Instant
    lifted_at: Instant | None
    in_flight: list[InFlightOut]

    @classmethod
    def of(cls, view: StopView) -> "StopOut":
        """Return the answer for a view."""
        stop = view.stop
        return cls(
            id=stop.id,
            scope=stop.scope,
            channel_id=stop.channel_id,
            reason=stop.reason,
            hold_all=stop.hold_all,
            by=stop.by.name,
            at=stop.at,
            lifted_at=stop.lifted_at,
            in_flight=[InFlightOut.model_validate(row) for row in view.in_flight],
        )


class LiftIn(Request):
    """Why the stop ends."""

    reason: Reason
