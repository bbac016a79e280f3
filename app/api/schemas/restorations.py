"""A restored database: what became of its channels, and who ends restore mode."""

from uuid import UUID

from app.api.schemas.fields import Answer, Instant, Request
from app.fields import Reason
from app.models.restoration import ListOutcome, RestorationLook
from app.queries.restorations import RestorationView


class ChannelLookOut(Answer):
    """A channel: its list of posts, how many of them were deliveries of ours, and how many belong to no row.

    No outcome while it is still asked; `unreadable`: people have to look.
    """

    channel_id: UUID
    channel: str
    outcome: ListOutcome | None
    posts: int
    found: int
    unknown: int
    error: str | None

    @classmethod
    def of(cls, look: RestorationLook) -> "ChannelLookOut":
        """Return the answer for a row."""
        return cls(
            channel_id=look.channel_id,
            channel=look.channel.label,
            outcome=look.outcome,
            posts=look.posts,
            found=look.found,
            unknown=look.unknown,
            error=look.error,
        )


class RestorationOut(Answer):
    """One time in restore mode, over once `ended_at` is set. Channels are listed from `since` on.

    `is_behind`: nobody announced it; the office found an older copy of its database.
    """

    id: UUID
    is_behind: bool
    began_at: Instant
    since: Instant
    reconciled_at: Instant | None
    first_by: str | None
    first_at: Instant | None
    first_reason: str | None
    ended_by: str | None
    ended_at: Instant | None
    end_reason: str | None
    channels: list[ChannelLookOut]

    @classmethod
    def of(cls, view: RestorationView) -> "RestorationOut":
        """Return the answer for a view."""
        row = view.restoration
        return cls(
            id=row.id,
            is_behind=row.is_behind,
            began_at=row.began_at,
            since=row.since,
            reconciled_at=row.reconciled_at,
            first_by=row.first_by.name if row.first_by else None,
            first_at=row.first_at,
            first_reason=row.first_reason,
            ended_by=row.ended_by.name if row.ended_by else None,
            ended_at=row.ended_at,
            end_reason=row.end_reason,
            channels=[ChannelLookOut.of(look) for look in view.looks],
        )


class ConfirmationIn(Request):
    """Why the database may be trusted again."""

    reason: Reason
