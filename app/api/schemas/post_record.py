"""The whole file of a post (Akte): everything written down about it, and whether it fits the chain of events."""

from typing import Any, Self
from uuid import UUID

from app.api.schemas.checks import IssueOut
from app.api.schemas.comments import CommentOut
from app.api.schemas.deliveries import AttemptOut, ResolutionOut
from app.api.schemas.fields import Answer, Instant
from app.api.schemas.posts import PostOut
from app.api.schemas.records import RevisionOut
from app.api.schemas.takedowns import RemovalOut, TakedownOut
from app.messages import explain
from app.models.post import Approval
from app.models.user import MACHINE
from app.queries.audit import LinkedEvent
from app.queries.post_record import DeliveryFile, PostRecord


class ApprovalOut(Answer):
    """A decision on one delivery: exactly this content at exactly this time."""

    delivery_id: UUID
    at: Instant
    by: str
    revision: int
    payload_sha256: str
    due_at: Instant
    window_s: int

    @classmethod
    def of(cls, row: Approval, numbers: dict[UUID, int]) -> Self:
        """Return the answer for a row; `numbers` are those of the revisions."""
        return cls(
            delivery_id=row.variant_id,
            at=row.created_at,
            by=row.approver.name,
            revision=numbers[row.revision_id],
            payload_sha256=row.payload_sha256,
            due_at=row.due_at,
            window_s=row.window_s,
        )


class DeliveryFileOut(Answer):
    """A delivery with the bytes that were approved, every call made for it, and what people said and ordered."""

    id: UUID
    channel: str
    state: str
    payload: str | None
    payload_sha256: str | None
    sent_sha256: str | None
    remote_id: str | None
    remote_url: str | None
    due_at: Instant | None
    sent_at: Instant | None
    removed_at: Instant | None
    attempts: list[AttemptOut]
    resolutions: list[ResolutionOut]
    removals: list[RemovalOut]

    @classmethod
    def of(cls, file: DeliveryFile) -> Self:
        """Return the answer for a delivery's file."""
        row = file.view.delivery
        return cls(
            id=file.view.id,
            channel=file.view.channel_row.label,
            state=file.view.state,
            payload=file.view.payload,
            payload_sha256=row.payload_sha256 if row else None,
            sent_sha256=row.sent_sha256 if row else None,
            remote_id=row.remote_id if row else None,
            remote_url=row.remote_url if row else None,
            due_at=file.view.due_at,
            sent_at=row.sent_at if row else None,
            removed_at=row.removed_at if row else None,
            attempts=[AttemptOut.of(entry) for entry in file.attempts],
            resolutions=[ResolutionOut.of(entry) for entry in file.resolutions],
            removals=[RemovalOut.of(entry) for entry in file.removals],
        )


class EventOut(Answer):
    """One event at its place in the chain."""

    position: int | None
    sha256: str | None
    fits: bool
    id: UUID
    at: Instant
    by: str
    action: str
    object_type: str
    object_id: UUID
    from_state: str | None
    to_state: str | None
    reason: str | None
    body: dict[str, Any]

    @classmethod
    def of(cls, row: LinkedEvent, name: str) -> Self:
        """Return the answer for an event and who is behind it."""
        return cls(
            position=row.position,
            sha256=row.sha256,
            fits=row.is_intact,
            by=name or MACHINE.name,
            **{key: getattr(row.event, key) for key in cls.model_fields if hasattr(row.event, key)},
        )


class ProofOut(Answer):
    """Whether everything fits its hashes and the chain, what does not, and how the chain ended then."""

    intact: bool
    faults: list[str]
    chain_length: int
    chain_sha256: str


class PostRecordOut(Answer):
    """The file of a post at one moment."""

    made_at: Instant
    made_for: str
    post: PostOut
    revisions: list[RevisionOut]
    comments: list[CommentOut]
    checks: list[IssueOut]
    approvals: list[ApprovalOut]
    deliveries: list[DeliveryFileOut]
    takedowns: list[TakedownOut]
    events: list[EventOut]
    proof: ProofOut

    @classmethod
    def of(cls, record: PostRecord) -> Self:
        """Return the answer for a record."""
        numbers = {row.id: row.number for row in record.revisions}
        issues = [
            IssueOut(
                field=row.field,
                key=row.key,
                context={**row.context, "message": explain(row.key, **row.context)},
            )
            for row in record.issues
        ]
        return cls(
            made_at=record.made_at,
            made_for=record.reader,
            post=PostOut.of(record.view),
            revisions=[RevisionOut.of(row) for row in record.revisions],
            comments=[CommentOut.of(row) for row in record.comments],
            checks=issues,
            approvals=[ApprovalOut.of(row, numbers) for row in record.approvals],
            deliveries=[DeliveryFileOut.of(row) for row in record.deliveries],
            takedowns=[TakedownOut.of(row) for row in record.takedowns],
            events=[EventOut.of(row, record.name(row.event.actor_id)) for row in record.events],
            proof=ProofOut(
                intact=not record.faults,
                faults=record.faults,
                chain_length=record.head.position,
                chain_sha256=record.head.sha256,
            ),
        )
