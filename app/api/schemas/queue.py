"""What waits for a decision, and how much of it there is."""

from app.api.schemas.checks import IssueOut
from app.api.schemas.fields import Answer, Instant
from app.api.schemas.posts import PostOut
from app.queries.queue import QueueEntry


class QueueItemOut(PostOut):
    """A post that waits: due when, how many seconds are left, what is found in it, and whether one opened it."""

    due_at: Instant
    seconds_left: int
    findings: list[IssueOut]
    opened: bool

    @classmethod
    def of_entry(cls, entry: QueueEntry) -> "QueueItemOut":
        """Return the answer for an entry."""
        return cls(
            **dict(PostOut.of(entry.view)),
            due_at=entry.due_at,
            seconds_left=entry.seconds_left,
            findings=[IssueOut.of(row) for row in entry.findings],
            opened=entry.is_opened,
        )


class MinistryCountOut(Answer):
    """How much of an organisation waits, and how much of its last 30 days was submitted as urgent."""

    organisation: str
    waiting: int
    urgent: int
    next_due_at: Instant | None
    submitted_lately: int
    urgent_lately: int


class QueueCountsOut(Answer):
    """The counts by organisation."""

    items: list[MinistryCountOut]
