"""A plan of themes as a file says it: German heads and words, days as people write them, ministries by abbreviation."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.actions.importing import Drawn
from app.actions.themes import Plan
from app.errors import ImpossibleTimeError, Issue
from app.fields import Note, Surface, Title
from app.loading.row_reader import RowReader, day_of
from app.loading.table_files import Line, read_lines
from app.messages.themes import COLUMNS, GOALS, KINDS, PURPOSES
from app.models import Organisation
from app.models.theme import Sensitivity

GERMAN_INSTANT: Final = re.compile(r"(\d{1,2}\.\d{1,2}\.\d{4}),? (\d{1,2}):(\d\d)", re.ASCII)
MOST_WORDS: Final = 20
_title, _note, _word = TypeAdapter(Title), TypeAdapter(Note), TypeAdapter(Surface)


def read_plans(session: Session, content: bytes) -> tuple[list[Drawn[Plan]], list[Issue]]:
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


class _Reader(RowReader):
    """Reads one row, and notes what is wrong with it."""

    def __init__(self, line: Line, houses: Mapping[str, UUID]) -> None:
        super().__init__(line, COLUMNS)
        self.houses = houses

    def read(self) -> Plan | None:
        """Return the theme; None where something is wrong."""
        starts_on, ends_on = self.day("starts_on"), self.day("ends_on")
        lead = self._house("lead_id", self.text("lead_id"))
        values: dict[str, Any] = {
            "title": self.needed("title", _title),
            "kind": self.choose("kind", KINDS, self.text("kind")),
            "lead_id": lead,
            "ministries": tuple(
                house for name in self.words("ministries") if (house := self._house("ministries", name))
            ),
            "starts_on": starts_on,
            "ends_on": ends_on or starts_on,
            "embargo_until": self._instant("embargo_until"),
            "sensitivity": Sensitivity.CONFIDENTIAL if self.flag("sensitivity") else Sensitivity.NORMAL,
            "summary": self.if_any("summary", _note),
            "goals": self.choices("goals", GOALS),
            "purposes": self.choices("purposes", PURPOSES),
            "target_groups": self._short("target_groups"),
            "formats": self._short("formats"),
        }
        return None if self.issues else Plan(**values)

    def _short(self, name: str) -> tuple[str, ...]:
        words = self.words(name)
        if len(words) > MOST_WORDS:
            self.note(name, "import-too-many", most=MOST_WORDS)
        return tuple(word for said in words if (word := self.valid(name, said, _word)))

    def _house(self, name: str, abbreviation: str) -> UUID | None:
        if not abbreviation:
            self.note(name, "missing")
        elif abbreviation not in self.houses:
            self.note(name, "import-house-unknown", abbreviation=abbreviation)
        return self.houses.get(abbreviation)

    def _instant(self, name: str) -> datetime | None:
        value = self.line.cells.get(COLUMNS[name], "")
        if not value:
            return None
        try:
            return clock.to_instant(value if isinstance(value, datetime) else _wall_of(value))
        except ImpossibleTimeError as error:
            self.note(name, error.key, **error.context)
        except (ValueError, OverflowError):
            self.note(name, "import-no-instant")
        return None


def _wall_of(value: str | date) -> datetime:
    """Return the wall time of `1.3.2027 10:00` or `2027-03-01 10:00`. Raises ValueError; a day alone would mean midnight."""
    found = GERMAN_INSTANT.fullmatch(value) if isinstance(value, str) else None
    if found:
        day = day_of(found[1])
        return datetime(day.year, day.month, day.day, int(found[2]), int(found[3]))  # noqa: DTZ001 - wall time
    if not isinstance(value, str) or ":" not in value:
        raise ValueError(value)
    wall = datetime.fromisoformat(value)
    if wall.tzinfo is not None:
        raise ValueError(value)
    return wall
