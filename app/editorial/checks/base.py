"""What a rule is: an id, where it comes from, how strict it may be, and a pure function that points at passages."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from app.editorial.neutrality import Flag
from app.errors import Issue
from app.models.check import CheckLevel
from app.models.post import Rendering, Revision

PAPER: Final = "Anlage 1"
"""The strategy paper of the government's social media work; its pages are named as printed."""


@dataclass(frozen=True)
class Period:
    """A pre-election period by name, first and last day included."""

    name: str
    first: date
    last: date


@dataclass(frozen=True)
class Due:
    """When something is to leave, as an instant and as Berlin's wall shows it."""

    at: datetime
    wall: datetime


@dataclass(frozen=True)
class Facts:
    """What a text alone does not say.

    `number` is the measure of the rule being asked. `planned` holds by channel when others are to leave there. `due`
    is a time other than the proposed one. `periods` are those in which something may be due. `foreign_theme`
    is the Kürzel of who leads the post's theme, where the post's ministry takes no part in it. `flags` are what the
    neutrality assistant says by field, None where it could not be asked.
    """

    signers: Sequence[str] = ()
    register: Sequence[str] = ()
    number: int = 0
    planned: Mapping[UUID, Sequence[datetime]] = field(default_factory=dict)
    periods: Sequence[Period] = ()
    due: Due | None = None
    foreign_theme: str | None = None
    flags: Sequence[tuple[str, Flag]] | None = ()

    def due_of(self, rendering: Rendering) -> Due:
        """Return when a rendering is to leave."""
        return self.due or Due(rendering.proposed_at, rendering.proposed_wall)


@dataclass(frozen=True)
class Number:
    """The measure of a rule: what it is usually, and between what the desk may set it."""

    usual: int
    least: int
    most: int


Find = Callable[[Revision, Sequence[Rendering], Facts], Iterable[Issue]]


@dataclass(frozen=True)
class Rule:
    """One rule. `levels` are those it may have, its usual one first; what blocks is technical and cannot be switched off.

    `chapter` and `page` name where it comes from. `is_of_text` says that a text alone is enough for it.
    """

    id: str
    find: Find
    chapter: str
    page: int | None
    levels: tuple[CheckLevel, ...] = (CheckLevel.HINT,)
    number: Number | None = None
    is_of_text: bool = False

    @property
    def is_technical(self) -> bool:
        """Whether it is about what a channel cannot be sent."""
        return CheckLevel.BLOCK in self.levels


def texts_of(revision: Revision, renderings: Sequence[Rendering]) -> list[tuple[str, str]]:
    """Return each text that will be read, once, by its field: the post's where a channel shows it, and the channels' own."""
    own = [
        (f"deliveries.{index}.text", row.text) for index, row in enumerate(renderings) if row.text is not None
    ]
    is_shown = not renderings or any(row.text is None for row in renderings)
    return ([("text", revision.text)] if is_shown else []) + own


def point_at(field_name: str, key: str, text: str, span: tuple[int, int], **context: Any) -> Issue:
    """Return an issue with its passage, `[start, end)` in code points of the field's stored text."""
    start, end = span
    return Issue(field_name, key, {"start": start, "end": end, "quote": text[start:end], **context})
