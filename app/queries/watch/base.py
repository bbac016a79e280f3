"""What a rule of the watcher is: what it is called, how it looks, and how often."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from sqlalchemy.orm import Session

from app.models.finding import FindingRule

EVERY_MINUTE = timedelta(seconds=50)
"""A little less than the watcher's own turn, so that none is left out."""


@dataclass(frozen=True)
class Fault:
    """One thing that is not as it should be: with what, and the details that its sentence names."""

    subject_type: str
    subject_id: object
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Seen:
    """What a look found wrong. Where it was not `is_whole`, what it did not name may be wrong all the same."""

    faults: Sequence[Fault] = ()
    is_whole: bool = True


@dataclass(frozen=True)
class PortalLook:
    """What the public pages answered: visible or not, for those that were asked; `is_away` where they did not answer."""

    sent: Mapping[UUID, bool] = field(default_factory=dict)
    removed: Mapping[UUID, bool] = field(default_factory=dict)
    is_away: bool = False


@dataclass(frozen=True)
class Around:
    """What a look may know beyond the database.

    `parts` are those that must give signs of work within `silent_s`; while `is_patient` none is called silent.
    `memory` is the rule's own, kept until its next look.
    """

    parts: Sequence[str] = ()
    silent_s: int = 90
    is_patient: bool = False
    heads_file: Path | None = None
    portal: PortalLook = field(default_factory=PortalLook)
    memory: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Rule:
    """One rule of the pegboard."""

    name: FindingRule
    look: Callable[[Session, Around], Seen]
    every: timedelta = EVERY_MINUTE


_HOUR: Final = 60
_DAY: Final = 24 * _HOUR


def instant(value: datetime) -> str:
    """Return an instant as a detail keeps it."""
    return value.isoformat()


def say_length(seconds: float) -> str:
    """Return a length of time as a sentence names it behind `seit` or `vor`: `1 Minute`, `12 Minuten`, `6 Tagen`."""
    minutes = max(round(seconds / 60), 1)
    if minutes < 2 * _HOUR:
        return "1 Minute" if minutes == 1 else f"{minutes} Minuten"
    return f"{minutes // _HOUR} Stunden" if minutes < 2 * _DAY else f"{minutes // _DAY} Tagen"
