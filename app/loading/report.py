"""What a load did, in numbers and in the few sentences an operator has to read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from app.loading.sheets import SHEETS
from app.models.base import Base


@dataclass
class Count:
    """How many rows of one kind were created, changed or found as the files have them."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0

    def create(self, session: Session, row: Base) -> None:
        """Add a new row to the session and count it."""
        session.add(row)
        self.created += 1

    def update(self, row: Base, values: Mapping[str, Any], *, is_changed: bool = False) -> None:
        """Set what differs and count the row as changed or unchanged; `is_changed` says it already is."""
        for name, value in values.items():
            if getattr(row, name) != value:
                setattr(row, name, value)
                is_changed = True
        if is_changed:
            self.changed += 1
        else:
            self.unchanged += 1

    def __str__(self) -> str:
        """Return the count as an operator reads it."""
        return f"{self.created} angelegt, {self.changed} geändert, {self.unchanged} unverändert"


@dataclass
class LoadReport:
    """What a load did, per kind; `kept` says which channels the system knows better than the files."""

    organisations: Count = field(default_factory=Count)
    names: Count = field(default_factory=Count)
    platforms: Count = field(default_factory=Count)
    channels: Count = field(default_factory=Count)
    answers: dict[str, Count] = field(
        default_factory=lambda: {sheet.german: Count() for sheet in SHEETS if sheet.parent is None}
    )
    kept: list[str] = field(default_factory=list)

    @property
    def is_unchanged(self) -> bool:
        """Tell whether the register already was as the files have it."""
        counts = (self.organisations, self.names, self.platforms, self.channels, *self.answers.values())
        return not any(count.created or count.changed for count in counts)

    def __str__(self) -> str:
        """Return the report as an operator reads it, a line per kind."""
        lines = [
            f"Organisationen: {self.organisations}",
            f"Namen: {self.names}",
            f"Plattformen: {self.platforms}",
            f"Kanäle: {self.channels}",
            *(f"{name}: {count}" for name, count in self.answers.items()),
            *self.kept,
        ]
        return "\n".join([*lines, "Es war nichts zu ändern."] if self.is_unchanged else lines)
