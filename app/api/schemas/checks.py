"""What would be sent, and what stands in its way."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from app.actions.checking import Checked
from app.api.schemas.fields import Answer, Instant, Request, Text, WebAddress
from app.api.schemas.media import ImageOut
from app.editorial.checks import VERSION
from app.editorial.checks.results import Result
from app.errors import Issue
from app.messages import explain
from app.messages.checks import say_neutrality
from app.models import CheckRun
from app.models.check import CheckLevel, CheckOccasion
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


class ResultOut(Answer):
    """One thing a rule points at, with its passage where it has one: `[start, end)` in code points of the field."""

    rule: str
    level: CheckLevel
    indicator: str | None
    indicator_level: str | None
    field: str
    key: str
    start: int | None
    end: int | None
    quote: str | None
    message: str
    justification: str | None

    @classmethod
    def of(cls, row: Result) -> "ResultOut":
        """Return the answer for a result, with its sentence."""
        context = row.issue.context
        return cls(
            rule=row.rule,
            level=row.level,
            indicator=row.indicator,
            indicator_level=row.indicator_level,
            field=row.issue.field,
            key=row.issue.key,
            start=context.get("start"),
            end=context.get("end"),
            quote=context.get("quote"),
            message=explain(row.issue.key, **context),
            justification=row.justification,
        )


class ResultsOut(Answer):
    """What the checks say and by which versions; where `not_checked`, the neutrality assistant's silence means nothing."""

    results: list[ResultOut]
    not_checked: bool
    neutrality: str
    rules: str
    assistant: str | None
    lexicon: str | None

    @classmethod
    def of_checked(cls, checked: Checked) -> "ResultsOut":
        """Return the answer for what the checks say now."""
        said = checked.said
        return cls(**told(checked.results, checked.is_not_checked, VERSION, said.rules, said.lexicon))


def told(
    results: Sequence[Result],
    is_not_checked: bool,  # noqa: FBT001 - one of five values in a row
    rules: str,
    assistant: str | None,
    lexicon: str | None,
) -> dict[str, Any]:
    """Return results with their versions; `neutrality` says in words whether the assistant found anything."""
    return {
        "results": [ResultOut.of(row) for row in results],
        "not_checked": is_not_checked,
        "neutrality": say_neutrality([row.rule for row in results], is_not_checked=is_not_checked),
        "rules": rules,
        "assistant": assistant,
        "lexicon": lexicon,
    }


class RunOut(ResultsOut):
    """What was found in a revision on one occasion."""

    id: UUID
    revision: int
    occasion: CheckOccasion
    at: Instant
    by: str | None

    @classmethod
    def of(cls, row: CheckRun) -> "RunOut":
        """Return the answer for a row."""
        results = [Result.of(entry) for entry in row.results]
        return cls(
            id=row.id,
            revision=row.revision.number,
            occasion=row.occasion,
            at=row.at,
            by=row.by.name if row.by else None,
            **told(results, row.is_not_checked, row.rules, row.assistant, row.lexicon),
        )


class TextIn(Request):
    """A text alone, before there is a post."""

    text: Text
    alternative_url: WebAddress | None = None


class CheckOut(ResultsOut):
    """The texts as they would be sent, every issue that keeps them from it, and all that the checks say."""

    deliveries: list[WouldSend]
    issues: list[IssueOut]

    @classmethod
    def of(cls, view: PostView, checked: Checked) -> "CheckOut":
        """Return the answer for a post and what the checks say of it."""
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
        issues = [row.issue for row in checked.results if row.level is CheckLevel.BLOCK]
        return cls(
            deliveries=texts,
            issues=[IssueOut.of(row) for row in issues],
            **dict(ResultsOut.of_checked(checked)),
        )
