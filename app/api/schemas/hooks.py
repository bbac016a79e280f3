"""Hooks as they are asked for and shown; a secret is in the answer that makes it and in no other (SECURITY CC-05)."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from app.actions.hooks import Wanted
from app.api.schemas.fields import Abbreviation, Answer, Endpoint, Instant, Request, Title
from app.editorial.telling import Group
from app.models import Hook, Letter
from app.models.letter import LetterState
from app.models.notification import NotificationKind

Groups = Annotated[list[Group], Field(min_length=1, max_length=len(Group))]


class HookIn(Request):
    """A hook to be made: whose, what it is called, where it is, and which groups of notifications it wants."""

    organisation: Abbreviation
    name: Title
    url: Endpoint
    groups: Groups


class HookChange(Request):
    """What changes about a hook; what is not named stays. `paused: false` also takes up again what was disabled."""

    name: Title | None = None
    url: Endpoint | None = None
    groups: Groups | None = None
    paused: bool | None = None

    def wanted(self, hook: Hook) -> Wanted:
        """Return what the hook is to be."""
        groups = self.groups if self.groups is not None else [Group(name) for name in hook.groups]
        return Wanted(self.name or hook.name, self.url or hook.url, groups)


class HookAnswerOut(Answer):
    """What became of one thing a hook was told; `answer` is the last answer, or why there was none."""

    id: UUID
    kind: NotificationKind
    state: LetterState
    attempts: int
    due_at: Instant
    sent_at: Instant | None
    answer: str | None


class HookOut(Answer):
    """A hook: how it is, since when it fails, and when it is tried again."""

    id: UUID
    organisation: str
    name: str
    url: str
    groups: list[Group]
    state: Literal["active", "paused", "disabled"]
    created_at: Instant
    failures: int
    failing_since: Instant | None
    resumes_at: Instant | None
    last_error: str | None

    @classmethod
    def of(cls, row: Hook) -> "HookOut":
        """Return the answer for a row."""
        return cls(**_shown(row))

    @property
    def etag(self) -> str:
        """A strong ETag of what people set, so that a failure in between is no conflict."""
        return HookSet.model_validate(self).etag


class HookSet(Answer):
    """What of a hook people set."""

    name: str
    url: str
    groups: list[Group]
    state: str


class HookWithAnswersOut(HookOut):
    """A hook with what became of the last things it was told, newest first."""

    last: list[HookAnswerOut]

    @classmethod
    def with_last(cls, row: Hook, letters: Sequence[Letter]) -> "HookWithAnswersOut":
        """Return the answer for a row and its last letters."""
        return cls(**_shown(row), last=[_answer(letter) for letter in letters])


class HookMadeOut(HookOut):
    """A hook with its secret, shown this once."""

    secret: str

    @classmethod
    def made(cls, row: Hook, secret: str) -> "HookMadeOut":
        """Return the answer for a row with a new secret."""
        return cls(**_shown(row), secret=secret)


def _answer(letter: Letter) -> HookAnswerOut:
    return HookAnswerOut(
        id=letter.id,
        kind=NotificationKind(letter.notification.kind),
        state=letter.state,
        attempts=letter.attempts,
        due_at=letter.due_at,
        sent_at=letter.sent_at,
        answer=letter.last_error,
    )


def _shown(row: Hook) -> dict[str, Any]:
    same = (
        "id",
        "name",
        "url",
        "groups",
        "created_at",
        "failures",
        "failing_since",
        "resumes_at",
        "last_error",
    )
    state = "disabled" if row.disabled_at else "paused" if row.paused_at else "active"
    return {name: getattr(row, name) for name in same} | {
        "organisation": row.organisation.abbreviation,
        "state": state,
    }
