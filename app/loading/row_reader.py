"""Reading one row of a file that people filled in: days, words and choices as they write them, and what is wrong."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter, ValidationError

from app.errors import Issue
from app.fields import issue_of
from app.loading.table_files import Line

Word = TypeVar("Word")
Value = TypeVar("Value")
GERMAN_DAY: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)
YES_OR_NO: Final = {"ja": True, "nein": False, "": False}


class RowReader:
    """Reads one row by its fields, and notes what is wrong with it; `columns` are the heads by field."""

    def __init__(self, line: Line, columns: Mapping[str, str]) -> None:
        self.line, self.columns = line, columns
        self.issues: list[Issue] = []

    def note(self, name: str, key: str, **context: Any) -> None:
        """Note what is wrong with a field: `12.Art`."""
        self.issues.append(Issue(f"{self.line.number}.{self.columns[name]}", key, context))

    def text(self, name: str) -> str:
        """Return a cell as a text; nothing where the file lacks the column."""
        return self.line.text(self.columns[name])

    def words(self, name: str) -> list[str]:
        """Return what stands between the commas of a cell."""
        return [word for part in self.text(name).split(",") if (word := part.strip())]

    def lines(self, name: str) -> list[str]:
        """Return the lines of a cell."""
        return [line for part in self.text(name).splitlines() if (line := part.strip())]

    def valid(self, name: str, text: str, kind: TypeAdapter[Value]) -> Value | None:
        """Return a text as a value of its kind; None where it is none."""
        try:
            return kind.validate_python(text)
        except ValidationError as error:
            for row in error.errors():
                issue = issue_of(row)
                self.note(name, issue.key, **issue.context)
            return None

    def if_any(self, name: str, kind: TypeAdapter[Value]) -> Value | None:
        """Return a cell as a value of its kind; an empty one is simply None."""
        return self.valid(name, self.text(name), kind) if self.text(name) else None

    def needed(self, name: str, kind: TypeAdapter[Value]) -> Value | None:
        """Return a cell as a value of its kind; that an empty one lacks is noted."""
        if not self.text(name):
            self.note(name, "missing")
        return self.if_any(name, kind)

    def choose(self, name: str, words: Mapping[Word, str], said: str) -> Word | None:
        """Return what a word stands for; None where there is none, which is noted."""
        if not said:
            self.note(name, "missing")
            return None
        found = [value for value, word in words.items() if word.strip().casefold() == said.casefold()]
        if not found:
            self.note(name, "enum", expected=", ".join(word.strip() for word in words.values()))
        return found[0] if found else None

    def choices(self, name: str, words: Mapping[Word, str]) -> tuple[Word, ...]:
        """Return what the words of a cell stand for, each once."""
        chosen = (self.choose(name, words, said) for said in self.words(name))
        return tuple(dict.fromkeys(value for value in chosen if value is not None))

    def flag(self, name: str) -> bool:
        """Return whether a cell says `ja`; an empty one says `nein`."""
        said = self.text(name).casefold()
        if said not in YES_OR_NO:
            self.note(name, "enum", expected="ja, nein")
        return YES_OR_NO.get(said, False)

    def day(self, name: str) -> date | None:
        """Return the day of a cell, which may be a date of the workbook; None for an empty one."""
        value = self.line.cells.get(self.columns[name], "")
        if isinstance(value, date):
            return value.date() if isinstance(value, datetime) else value
        try:
            return day_of(value) if value else None
        except ValueError:
            self.note(name, "import-no-day")
            return None


def day_of(text: str) -> date:
    """Return the day of `1.3.2027` or `2027-03-01`. Raises ValueError."""
    found = GERMAN_DAY.fullmatch(text)
    return date(*(int(part) for part in reversed(found.groups()))) if found else date.fromisoformat(text)
