"""A plan of themes as a file says it: German heads and words, days as people write them, ministries by abbreviation."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final, TypeVar
from uuid import UUID

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.actions.plan_imports import Drawn
from app.actions.themes import Plan
from app.errors import ImpossibleTimeError, Issue
from app.fields import Note, Surface, Title, issue_of
from app.loading.plan_files import Line, read_lines
from app.messages.themes import COLUMNS, GOALS, KINDS, PURPOSES
from app.models import Organisation
from app.models.theme import Sensitivity

Word = TypeVar("Word")
GERMAN_DAY: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)
GERMAN_INSTANT: Final = re.compile(r"(\d{1,2}\.\d{1,2}\.\d{4}),? (\d{1,2}):(\d\d)", re.ASCII)
MOST_WORDS: Final = 20
YES_OR_NO: Final = {"ja": Sensitivity.CONFIDENTIAL, "nein": Sensitivity.NORMAL, "": Sensitivity.NORMAL}
_title, _note, _word = TypeAdapter(Title), TypeAdapter(Note), TypeAdapter(Surface)


def read_plans(session: Session, content: bytes) -> tuple[list[Drawn], list[Issue]]:
    """Return the themes that a file draws up, and everything wrong with its rows: `12.Art` is the field of an issue.

    Raises InvalidError for a file that cannot be read at all.
    """
    needed = [COLUMNS["title"], COLUMNS["kind"], COLUMNS["lead_id"]]
    lines = read_lines(content, list(COLUMNS.values()), needed)
    rows = session.execute(select(Organisation.abbreviation, Organisation.id))
    houses = {abbreviation: key for abbreviation, key in rows}
    drawn, issues = [], []
    for line in lines:
        reader = _Reader(line, houses)
        plan = reader.read()
        issues += reader.issues
        if plan is not None:
            drawn.append(Drawn(line.number, plan))
    return drawn, issues


class _Reader:
    """Reads one row, and notes what is wrong with it."""

    def __init__(self, line: Line, houses: Mapping[str, UUID]) -> None:
        self.line, self.houses = line, houses
        self.issues: list[Issue] = []

    def read(self) -> Plan | None:
        """Return the theme; None where something is wrong."""
        starts_on, ends_on = self._day("starts_on"), self._day("ends_on")
        lead = self._house("lead_id", self._text("lead_id"))
        values: dict[str, Any] = {
            "title": self._take("title", _title),
            "kind": self._choose("kind", KINDS, self._text("kind")),
            "lead_id": lead,
            "ministries": tuple(
                house for name in self._words("ministries") if (house := self._house("ministries", name))
            ),
            "starts_on": starts_on,
            "ends_on": ends_on or starts_on,
            "embargo_until": self._instant("embargo_until"),
            "sensitivity": self._sensitivity(),
            "summary": self._take("summary", _note) if self._text("summary") else None,
            "goals": self._choices("goals", GOALS),
            "purposes": self._choices("purposes", PURPOSES),
            "target_groups": self._short("target_groups"),
            "formats": self._short("formats"),
        }
        return None if self.issues else Plan(**values)

    def _note(self, name: str, key: str, **context: Any) -> None:
        self.issues.append(Issue(f"{self.line.number}.{COLUMNS[name]}", key, context))

    def _text(self, name: str) -> str:
        return self.line.text(COLUMNS[name])

    def _words(self, name: str) -> list[str]:
        return [word for part in self._text(name).split(",") if (word := part.strip())]

    def _take(self, name: str, kind: TypeAdapter[str]) -> str | None:
        if not self._text(name):
            self._note(name, "missing")
            return None
        return self._valid(name, self._text(name), kind)

    def _valid(self, name: str, text: str, kind: TypeAdapter[str]) -> str | None:
        try:
            return kind.validate_python(text)
        except ValidationError as error:
            for row in error.errors():
                issue = issue_of(row)
                self._note(name, issue.key, **issue.context)
            return None

    def _short(self, name: str) -> tuple[str, ...]:
        words = self._words(name)
        if len(words) > MOST_WORDS:
            self._note(name, "import-too-many", most=MOST_WORDS)
        return tuple(word for said in words if (word := self._valid(name, said, _word)))

    def _choose(self, name: str, words: Mapping[Word, str], said: str) -> Word | None:
        if not said:
            self._note(name, "missing")
            return None
        found = [value for value, word in words.items() if word.casefold() == said.casefold()]
        if not found:
            self._note(name, "enum", expected=", ".join(words.values()))
        return found[0] if found else None

    def _choices(self, name: str, words: Mapping[Word, str]) -> tuple[Word, ...]:
        chosen = (self._choose(name, words, said) for said in self._words(name))
        return tuple(dict.fromkeys(value for value in chosen if value is not None))

    def _house(self, name: str, abbreviation: str) -> UUID | None:
        if not abbreviation:
            self._note(name, "missing")
        elif abbreviation not in self.houses:
            self._note(name, "import-house-unknown", abbreviation=abbreviation)
        return self.houses.get(abbreviation)

    def _sensitivity(self) -> Sensitivity | None:
        said = self._text("sensitivity").casefold()
        if said not in YES_OR_NO:
            self._note("sensitivity", "enum", expected="ja, nein")
        return YES_OR_NO.get(said)

    def _day(self, name: str) -> date | None:
        value = self.line.cells.get(COLUMNS[name], "")
        if isinstance(value, date):
            return value.date() if isinstance(value, datetime) else value
        try:
            return _day_of(value) if value else None
        except ValueError:
            self._note(name, "import-no-day")
            return None

    def _instant(self, name: str) -> datetime | None:
        value = self.line.cells.get(COLUMNS[name], "")
        if not value:
            return None
        try:
            return clock.to_instant(value if isinstance(value, datetime) else _wall_of(value))
        except ImpossibleTimeError as error:
            self._note(name, error.key, **error.context)
        except (ValueError, OverflowError):
            self._note(name, "import-no-instant")
        return None


def _day_of(text: str) -> date:
    """Return the day of `1.3.2027` or `2027-03-01`. Raises ValueError."""
    found = GERMAN_DAY.fullmatch(text)
    return date(*(int(part) for part in reversed(found.groups()))) if found else date.fromisoformat(text)


def _wall_of(value: str | date) -> datetime:
    """Return the wall time of `1.3.2027 10:00` or `2027-03-01 10:00`. Raises ValueError; a day alone would mean midnight."""
    found = GERMAN_INSTANT.fullmatch(value) if isinstance(value, str) else None
    if found:
        day = _day_of(found[1])
        return datetime(day.year, day.month, day.day, int(found[2]), int(found[3]))  # noqa: DTZ001 - wall time
    if not isinstance(value, str) or ":" not in value:
        raise ValueError(value)
    wall = datetime.fromisoformat(value)
    if wall.tzinfo is not None:
        raise ValueError(value)
    return wall
