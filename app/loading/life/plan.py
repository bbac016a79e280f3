"""What the story tells: the posts of `data/demo/posts.toml`, each with its instants."""

import tomllib
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from app import clock
from app.loading.life.days import at, whole_minutes, working_day

POSTS: Final = Path(__file__).resolve().parents[3] / "data" / "demo" / "posts.toml"
OWN: Final = frozenset({"board", "mb", "mw"})
"""The channels that belong to one ministry."""
_FIRST: Final = time(9, 5)
_SPREAD_MINUTES: Final = 170
_STEP_MINUTES: Final = 23
"""Posts are written between 9:05 and 11:55, no two of a day at the same minute as far as that goes."""
_DAYS_AHEAD: Final = 3


@dataclass(frozen=True)
class Plan:
    """One post: whose, what it says where, when it is due, when it was written, and the course it takes.

    `words` holds what people say about it on that course, by name: a reason, a comment, another wording.
    """

    organisation: str
    title: str
    text: str
    due_at: datetime
    written_at: datetime
    channels: tuple[str, ...] = ("portal",)
    course: str = "published"
    short: str | None = None
    image: str | None = None
    joint: tuple[str, ...] = ()
    note: str | None = None
    words: dict[str, str] = field(default_factory=dict)

    @property
    def author(self) -> str:
        """Who writes it: its ministry's editor, or the desk on behalf of one without a channel of its own."""
        return "desk1" if self.course == "on_behalf" else self.organisation.lower()

    @property
    def lead(self) -> str:
        """Who leads in its ministry."""
        return f"{self.organisation.lower()}.lead"

    @property
    def decider(self) -> str:
        """Who decides on it at the central desk: one or the other, but nobody on what they wrote themselves."""
        return "desk2" if self.course == "on_behalf" or self.written_at.minute % 2 else "desk1"

    @property
    def approvers(self) -> list[tuple[int, str]]:
        """Who approves it, so many minutes after it was written: the desk for central channels, the lead for own ones."""
        own = set(self.channels) & OWN
        desk = [(110, self.decider)] if set(self.channels) - own else []
        return [*desk, *([(125, self.lead)] if own else [])]

    def after(self, **passed: float) -> datetime:
        """Return the instant so long after it was written."""
        return self.written_at + timedelta(**passed)


def read_plans(now: datetime) -> list[Plan]:
    """Return every post of the story, as it lies around now."""
    with POSTS.open("rb") as file:
        rows = tomllib.load(file)["post"]
    return [_plan(row, number, now) for number, row in enumerate(rows)]


def _plan(row: dict[str, Any], number: int, now: datetime) -> Plan:
    today = clock.from_instant(now).wall.date()
    known = {name: row.pop(name) for name in ("organisation", "title", "text")}
    known |= {name: row.pop(name) for name in ("course", "short", "image", "note") if name in row}
    known |= {name: tuple(row.pop(name)) for name in ("channels", "joint") if name in row}
    if "in_minutes" in row:
        due_at = whole_minutes(now, 5) + timedelta(minutes=row.pop("in_minutes"))
        written_at = now - timedelta(hours=3, minutes=number % 10)
    else:
        day = row.pop("day")
        due_at = at(working_day(today, day), time.fromisoformat(row.pop("time")))
        before = day - 1 if day < 0 else -1 - number % _DAYS_AHEAD
        minutes = number * _STEP_MINUTES % _SPREAD_MINUTES
        written_at = at(working_day(today, before), _FIRST) + timedelta(minutes=minutes)
    return Plan(**known, due_at=due_at, written_at=written_at, words=row)
