"""What bodies answered, in the database: each row follows its file, known by its key.

Nothing is deleted, except sub-positions and goals that left the file of their item or strategy.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.loading.report import Count, LoadReport
from app.loading.rows import Row
from app.loading.sheets import ABBREVIATIONS, COSTS, GOALS, POSITIONS, SNAPSHOTS, STAFFING, STRATEGIES, Sheet
from app.models.channel import Channel
from app.models.cost import CostItem
from app.models.organisation import Organisation
from app.models.printed import PrintedAbbreviation
from app.models.strategy import Strategy

PARTS: Final = {COSTS.file: ("positions", POSITIONS), STRATEGIES.file: ("goals", GOALS)}
"""Which answers have parts: under what name, from what file."""


@dataclass(frozen=True)
class Known:
    """What rows refer to: organisations by abbreviation, channels by key."""

    organisations: Mapping[str, Organisation]
    channels: Mapping[str | None, Channel]


def load_answers(
    session: Session,
    rows: Mapping[str, Sequence[Row]],
    organisations: Mapping[str, Organisation],
    report: LoadReport,
) -> None:
    """Bring in costs, staffing, strategies, snapshots and abbreviations; organisations and channels are there."""
    session.flush()
    known = Known(organisations, {row.source_key: row for row in session.scalars(select(Channel))})
    for sheet in (COSTS, STAFFING, STRATEGIES, SNAPSHOTS):
        _load_sheet(session, sheet, rows, known, report.answers[sheet.german])
    abbreviations = {row.abbreviation: row for row in session.scalars(select(PrintedAbbreviation))}
    for row in rows[ABBREVIATIONS.file]:
        values = _values_of(ABBREVIATIONS, row, known)
        count = report.answers[ABBREVIATIONS.german]
        if row["abbreviation"] in abbreviations:
            count.update(abbreviations[row["abbreviation"]], values)
        else:
            count.create(session, PrintedAbbreviation(**values))


def _load_sheet(
    session: Session, sheet: Sheet, rows: Mapping[str, Sequence[Row]], known: Known, count: Count
) -> None:
    """Bring in one file of answers with the parts of each."""
    model: Any = sheet.model
    query = select(model).options(
        *(selectinload(way) for way in (CostItem.positions, CostItem.channels) if model is CostItem),
        *(selectinload(way) for way in (Strategy.goals,) if model is Strategy),
    )
    answers = {answer.source_key: answer for answer in session.scalars(query)}
    name, parts = PARTS.get(sheet.file, ("", None))
    for row in rows[sheet.file]:
        values = _values_of(sheet, row, known)
        answer = answers.get(row["key"])
        is_new = answer is None
        if answer is None:
            answer = model(**values)
            count.create(session, answer)
        is_changed = parts is not None and _load_parts(
            getattr(answer, name),
            parts.model,
            [
                _values_of(parts, part, known)
                for part in rows[parts.file]
                if part[parts.names[0]] == row["key"]
            ],
        )
        if not is_new:
            count.update(answer, values, is_changed=is_changed)


def _load_parts(existing: list[Any], model: Any, wanted: list[dict[str, Any]]) -> bool:
    """Make the parts of an answer what its file says; tell whether anything changed."""
    known = {part.position: part for part in existing}
    places = {values["position"] for values in wanted}
    gone = [part for part in existing if part.position not in places]
    count = Count()
    for part in gone:
        existing.remove(part)
    for values in wanted:
        if values["position"] in known:
            count.update(known[values["position"]], values)
        else:
            existing.append(model(**values))
            count.created += 1
    return bool(gone or count.created or count.changed)


def _values_of(sheet: Sheet, row: Row, known: Known) -> dict[str, Any]:
    """Return a checked row as the values of its table."""
    values = {column.name: column.kind.read(row[column.name]) for column in sheet.columns}
    values.pop(sheet.parent or "", None)
    if "key" in values:
        values["source_key"] = values.pop("key")
        values["organisation"] = known.organisations[values["organisation"]]
    if "channels" in values:
        values["channels"] = [known.channels[key] for key in sorted(values["channels"])]
    if sheet is SNAPSHOTS:
        values["platform_slug"] = values.pop("platform")
        values["channel"] = known.channels[values["channel"]] if values["channel"] else None
    return values
