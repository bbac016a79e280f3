"""Cases (Löschverfahren): what they show, evidence included."""

from typing import Self
from uuid import UUID

from app.api.schemas.decisions import SentenceOut
from app.api.schemas.deliveries import AttemptOut
from app.api.schemas.fields import Answer, Instant
from app.api.schemas.posts import AbilityOut
from app.editorial.grounds import PAPER
from app.editorial.payload import text_of
from app.messages import GROUNDS
from app.models.ground import Ground
from app.models.removal import Removal
from app.models.takedown import (
    AnswerKind,
    TakedownAnswer,
    TakedownKind,
    TakedownOutcome,
    TakedownState,
)
from app.queries.takedowns import CoveredView, TakedownView


class TakedownGroundOut(Answer):
    """A ground and what it rests on for the channels that the case is about."""

    ground: Ground
    label: str
    source: str
    sentences: list[SentenceOut]

    @classmethod
    def of(cls, view: TakedownView) -> Self:
        """Return the answer for the ground of a case."""
        ground = view.takedown.ground
        sentences = [SentenceOut.model_validate(row) for row in view.sentences]
        return cls(ground=ground, label=GROUNDS[ground], source=PAPER, sentences=sentences)


class TakedownNoticeOut(Answer):
    """The notice: when it was put into the outbox, and when it was proven to have reached the ministry."""

    sent_at: Instant
    delivered_at: Instant | None


class TakedownAnswerOut(Answer):
    """What somebody of the ministry answered."""

    at: Instant
    by: str
    answer: AnswerKind
    statement: str | None

    @classmethod
    def of(cls, row: TakedownAnswer) -> Self:
        """Return the answer for a row."""
        return cls(at=row.at, by=row.by.name, answer=row.answer, statement=row.statement)


class TakedownDecisionOut(Answer):
    """Who ordered the removal; `by_same_person` marks for good that the same person had opened the case."""

    at: Instant
    by: str
    reason: str | None
    by_same_person: bool


class EndOut(Answer):
    """How the case ended; without a person it ended by itself."""

    at: Instant
    by: str | None
    outcome: TakedownOutcome | None
    reason: str | None


class RemovalOut(Answer):
    """An order to remove a delivery: the desk's in a case, or the ministry's own."""

    at: Instant
    by: str
    reason: str
    takedown_id: UUID | None
    closed_at: Instant | None

    @classmethod
    def of(cls, row: Removal) -> Self:
        """Return the answer for a row."""
        return cls(
            at=row.requested_at,
            by=row.requested_by.name,
            reason=row.reason,
            takedown_id=row.takedown_id,
            closed_at=row.closed_at,
        )


class CoveredOut(Answer):
    """One delivery of the case with its evidence: what stood there, the receipt, and what the platform answered."""

    delivery_id: UUID
    channel: str
    removable: bool
    state: str
    revision: int | None
    text_as_sent: str | None
    payload_sha256: str | None
    remote_id: str | None
    remote_url: str | None
    sent_at: Instant | None
    removed_at: Instant | None
    attempts: list[AttemptOut]
    removals: list[RemovalOut]

    @classmethod
    def of(cls, view: CoveredView) -> Self:
        """Return the answer for a view; what was never approved has no evidence yet."""
        delivery = view.delivery
        return cls(
            delivery_id=view.row.delivery_id,
            channel=view.row.variant.channel.label,
            removable=view.row.is_removable,
            state=view.state,
            revision=delivery.revision.number if delivery else None,
            text_as_sent=text_of(delivery.payload) if delivery else None,
            payload_sha256=delivery.payload_sha256 if delivery else None,
            remote_id=delivery.remote_id if delivery else None,
            remote_url=delivery.remote_url if delivery else None,
            sent_at=delivery.sent_at if delivery else None,
            removed_at=delivery.removed_at if delivery else None,
            attempts=[AttemptOut.of(row) for row in view.attempts],
            removals=[RemovalOut.of(row) for row in view.removals],
        )


class TakedownOut(Answer):
    """A case: what was announced, answered, decided, and what became of each delivery."""

    id: UUID
    post_id: UUID
    organisation: str
    title: str
    kind: TakedownKind
    state: TakedownState
    ground: TakedownGroundOut
    quote: str
    remedy: str
    revision: int
    revision_sha256: str
    opened_at: Instant
    opened_by: str
    notice: TakedownNoticeOut
    deadline_at: Instant
    urgent_reason: str | None
    answers: list[TakedownAnswerOut]
    decision: TakedownDecisionOut | None
    end: EndOut | None
    deliveries: list[CoveredOut]
    actions: list[AbilityOut]
    message: str

    @classmethod
    def of(cls, view: TakedownView) -> Self:
        """Return the answer for a view."""
        row = view.takedown
        return cls(
            id=row.id,
            post_id=row.post_id,
            organisation=row.post.organisation.abbreviation,
            title=row.revision.title,
            kind=row.kind,
            state=row.state,
            ground=TakedownGroundOut.of(view),
            quote=row.quote,
            remedy=row.remedy,
            revision=row.revision.number,
            revision_sha256=row.revision.sha256,
            opened_at=row.opened_at,
            opened_by=row.opened_by.name,
            notice=TakedownNoticeOut(sent_at=row.opened_at, delivered_at=view.delivered_at),
            deadline_at=row.deadline_at,
            urgent_reason=row.urgent_reason,
            answers=[TakedownAnswerOut.of(entry) for entry in row.answers],
            decision=_decision(view),
            end=_end(view),
            deliveries=[CoveredOut.of(entry) for entry in view.covered],
            actions=[AbilityOut.model_validate(entry) for entry in view.actions],
            message=view.message,
        )


def _decision(view: TakedownView) -> TakedownDecisionOut | None:
    row = view.takedown
    if row.executed_at is None or row.executed_by is None:
        return None
    return TakedownDecisionOut(
        at=row.executed_at,
        by=row.executed_by.name,
        reason=row.execute_reason,
        by_same_person=row.by_same_person,
    )


def _end(view: TakedownView) -> EndOut | None:
    row = view.takedown
    if row.ended_at is None:
        return None
    by = row.ended_by.name if row.ended_by else None
    return EndOut(at=row.ended_at, by=by, outcome=row.outcome, reason=row.end_reason)
