"""What the watcher found, as programs read it."""

from uuid import UUID

from app.api.schemas.fields import Answer, Instant, Request
from app.fields import Reason
from app.messages.findings import Level
from app.models.finding import FindingRule
from app.queries.findings import FindingView


class FindingOut(Answer):
    """Something that is not as it should be, or was not: what it is about, since when, and what to do.

    `subject_id` is a thing's id where `subject_type` is `delivery`, `channel` or `letter`, else a name. One that `ends_by_hand`
    is open until somebody ends it.
    """

    id: UUID
    rule: FindingRule
    level: Level
    title: str
    sentence: str
    next_step: str
    subject_type: str
    subject_id: str
    opened_at: Instant
    last_seen_at: Instant
    ended_at: Instant | None
    ends_by_hand: bool

    @classmethod
    def of(cls, view: FindingView) -> "FindingOut":
        """Return the answer for a view."""
        row, said = view.finding, view.said
        return cls(
            id=row.id,
            rule=FindingRule(row.rule),
            level=said.level,
            title=said.title,
            sentence=view.sentence,
            next_step=said.next_step,
            subject_type=row.subject_type,
            subject_id=row.subject_id,
            opened_at=row.opened_at,
            last_seen_at=row.last_seen_at,
            ended_at=row.ended_at,
            ends_by_hand=view.ends_by_hand,
        )


class FindingEndIn(Request):
    """What was decided about a finding that no look ever ends."""

    reason: Reason
