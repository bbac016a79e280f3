"""What would be sent, and what stands in its way."""

from typing import Any
from uuid import UUID

from app.api.schemas.fields import Answer
from app.api.schemas.media import ImageOut
from app.errors import Issue
from app.messages import explain
from app.models.delivery import DeliveryState
from app.queries.posts import PostView

OVER = {
    DeliveryState.SENT.value,
    DeliveryState.CANCELLED.value,
    DeliveryState.REMOVING.value,
    DeliveryState.REMOVED.value,
}


class WouldSend(Answer):
    """A text, and its images, as they would be sent on one channel."""

    channel_id: UUID
    channel: str
    text_as_sent: str
    length: int
    limit: int | None
    media: list[ImageOut]


class IssueOut(Answer):
    """One thing to mend."""

    field: str
    key: str
    context: dict[str, Any]

    @classmethod
    def of(cls, row: Issue) -> "IssueOut":
        """Return the answer for an issue, with its sentence."""
        context = {**row.context, "message": explain(row.key, **row.context)}
        return cls(field=row.field, key=row.key, context=context)


class CheckOut(Answer):
    """The texts as they would be sent, and every issue."""

    deliveries: list[WouldSend]
    issues: list[IssueOut]

    @classmethod
    def of(cls, view: PostView, issues: list[Issue]) -> "CheckOut":
        """Return the answer for a post and its issues."""
        texts = [
            WouldSend(
                channel_id=row.channel_row.id,
                channel=row.channel_row.label,
                text_as_sent=row.text_as_sent,
                length=row.length,
                limit=row.limit,
                media=[ImageOut.of(image) for image in row.images],
            )
            for row in view.deliveries
            if row.state not in OVER
        ]
        return cls(deliveries=texts, issues=[IssueOut.of(row) for row in issues])
