"""Costs, staffing, strategies and followers as a file says them: German heads, words and numbers, an entry a row."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.importing import Drawn
from app.errors import Issue
from app.fields import Abbreviation
from app.loading.reported_fields import (
    EURO,
    FIELDS,
    FLAGS,
    REASON,
    WORDS,
    complete,
    labels_of,
    split_position,
)
from app.loading.row_reader import RowReader
from app.loading.table_files import Line, read_lines
from app.models import Channel, CostItem, MetricsSnapshot, Platform, StaffingRecord, Strategy

_COMMON: Final = ("printed", "source")
ORDER: Final[Mapping[type[Any], tuple[str, ...]]] = {
    CostItem: (
        "organisation",
        "platforms",
        "year_from",
        "year_to",
        "service",
        "kind",
        "contractor",
        "award",
        "is_framework",
        "amount",
        "basis",
        "is_estimate",
        "nothing",
        "positions",
        "share",
        "share_reason",
        "unit_price",
        "quantity",
        "rounding",
        "advertising",
        "is_third_party",
        "not_separable",
        *_COMMON,
    ),
    StaffingRecord: (
        "organisation",
        "platforms",
        "persons_min",
        "persons_max",
        "comparator",
        "effort",
        "basis",
        "external",
        "nothing",
        *_COMMON,
    ),
    Strategy: ("organisation", "platforms", "kind", "document", "goals", *_COMMON),
    MetricsSnapshot: ("channel_id", "as_of", "followers", "views", *_COMMON),
}
"""The columns of a file, in the order of its template."""
NEEDED: Final[Mapping[type[Any], tuple[str, ...]]] = {
    CostItem: ("organisation",),
    StaffingRecord: ("organisation",),
    Strategy: ("organisation", "kind"),
    MetricsSnapshot: ("channel_id", "as_of"),
}
BOOKS: Final[Mapping[str, type[Any]]] = {
    "costs": CostItem,
    "staffing": StaffingRecord,
    "strategies": Strategy,
    "metrics-snapshots": MetricsSnapshot,
}
"""What can be brought in from a file, by the address of its list."""
_short: TypeAdapter[str] = TypeAdapter(Abbreviation)


def columns_of(model: type[Any]) -> dict[str, str]:
    """Return the heads of a file by field."""
    labels = labels_of(model)
    return {name: labels[name] for name in ORDER[model]}


def read_reported(
    session: Session, model: type[Any], content: bytes
) -> tuple[list[Drawn[Mapping[str, Any]]], list[Issue]]:
    """Return the entries that a file draws up, and everything wrong with its rows: `12.Betrag` is the field of an issue.

    Raises InvalidError for a file that cannot be read at all.
    """
    columns = columns_of(model)
    lines = read_lines(content, list(columns.values()), [columns[name] for name in NEEDED[model]])
    platforms = {row.name.casefold(): row.slug for row in session.scalars(select(Platform))}
    channels: dict[str, Any] = {}
    if model is MetricsSnapshot:
        for row in session.scalars(select(Channel)):
            channels |= {name: row.id for name in (row.label, row.url) if name}
    drawn, issues = [], []
    for line in lines:
        reader = _Reader(line, model, platforms, channels)
        values = reader.read()
        issues += reader.issues
        if values is not None:
            drawn.append(Drawn[Mapping[str, Any]](line.number, values))
    return drawn, issues


class _Reader(RowReader):
    """Reads one row, and notes what is wrong with it; platforms and channels go by the names people give them."""

    def __init__(
        self, line: Line, model: type[Any], platforms: Mapping[str, str], channels: Mapping[str, Any]
    ) -> None:
        super().__init__(line, columns_of(model))
        self.model, self.platforms, self.known_channels = model, platforms, channels
        self.ways: dict[str, Callable[[str], Any]] = {
            "organisation": lambda name: self.needed(name, _short),
            "platforms": lambda name: [
                self.platforms.get(word.casefold(), word) for word in self.words(name)
            ],
            "channel_id": self._channel,
            "as_of": self._needed_day,
            "positions": self._positions,
            "goals": lambda name: [self.valid(name, line, REASON) for line in self.lines(name)],
        } | dict.fromkeys(FLAGS, self.flag)

    def read(self) -> dict[str, Any] | None:
        """Return the entry as the actions take it; None where something is wrong."""
        values = {name: self._value(name) for name in self.columns}
        return None if self.issues else complete(values)

    def _value(self, name: str) -> Any:
        if name in self.ways:
            return self.ways[name](name)
        words = WORDS[self.model].get(name)
        if words is None:
            return self.if_any(name, FIELDS[self.model][name])
        is_needed = name in NEEDED[self.model]
        return self.choose(name, words, self.text(name)) if self.text(name) or is_needed else None

    def _channel(self, name: str) -> Any:
        said = self.text(name)
        if said not in self.known_channels:
            self.note(name, "import-channel-unknown" if said else "missing")
        return self.known_channels.get(said)

    def _needed_day(self, name: str) -> Any:
        if not self.text(name):
            self.note(name, "missing")
        return self.day(name)

    def _positions(self, name: str) -> list[dict[str, Any]]:
        parts = []
        for number, line in enumerate(self.lines(name), 1):
            part = split_position(line)
            if part is None:
                self.note(name, "positions-illegible", line=number)
            else:
                parts.append({"label": part[0], "amount": self.valid(name, part[1], EURO)})
        return parts
