"""What one is told, and what one chose about being told."""

from datetime import time
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, PlainSerializer, StringConstraints, WithJsonSchema

from app.api.schemas.fields import Answer, Instant, RefusedValue, Request
from app.editorial.telling import Group
from app.editorial.wishes import DEFAULTS, Wishes
from app.models.notification import NotificationKind
from app.models.notification_choice import Choice
from app.queries.notices import NoticeView


def _time_of_day(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise RefusedValue("time-of-day.invalid") from error


TimeOfDay = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{2}:[0-9]{2}$"),
    AfterValidator(_time_of_day),
    WithJsonSchema(
        {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$", "description": "Berlin wall time."}
    ),
]
"""A Berlin wall time as `22:00`. Becomes a `time`."""

Hour = Annotated[
    time,
    PlainSerializer(lambda at: f"{at:%H:%M}", return_type=str),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]{2}:[0-9]{2}$"}),
]


class NoticeOut(Answer):
    """One notice: what happened, who has to do what until when, and where it leads."""

    id: UUID
    kind: NotificationKind
    group: Group
    is_urgent: bool
    object_type: str
    object_id: UUID
    subject: str
    text: str
    who: str
    task: str
    until: str
    link: str
    created_at: Instant
    read_at: Instant | None

    @classmethod
    def of(cls, view: NoticeView) -> "NoticeOut":
        """Return the answer for a notice."""
        return cls(**_shown(view))


class NoticesReadOut(Answer):
    """How many notices are read now that were not."""

    read: int


class ChoiceIn(Request):
    """What is wanted: per group at once, in the digest or in the application only; the digest's time; quiet hours."""

    groups: dict[Group, Choice]
    digest_at: TimeOfDay
    quiet_from: TimeOfDay | None = None
    quiet_until: TimeOfDay | None = None


class ChoiceOut(Answer):
    """What holds for the account: every group there is, also those of which nothing was chosen."""

    groups: dict[Group, Choice]
    digest_at: Hour
    quiet_from: Hour | None
    quiet_until: Hour | None

    @classmethod
    def of(cls, wishes: Wishes) -> "ChoiceOut":
        """Return the answer for somebody's wishes."""
        return cls(
            groups={group: wishes.choice(group) for group in DEFAULTS},
            digest_at=wishes.digest_at,
            quiet_from=wishes.quiet_from,
            quiet_until=wishes.quiet_until,
        )


def _shown(view: NoticeView) -> dict[str, Any]:
    names = ("id", "kind", "group", "is_urgent", "object_type", "object_id", "created_at", "read_at")
    said = ("subject", "text", "who", "task", "until", "link")
    return {name: getattr(view, name) for name in names} | {name: getattr(view.words, name) for name in said}
