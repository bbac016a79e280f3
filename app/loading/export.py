"""The register as files again: what was loaded and not changed since comes out as it went in, byte for byte."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.loading.register_answers import PARTS
from app.loading.register_files import CHANNELS, COLUMNS, HISTORY, NAMES, ORGANISATIONS, PLATFORMS
from app.loading.sheets import ABBREVIATIONS, COSTS, SNAPSHOTS, STAFFING, STRATEGIES, Sheet
from app.models import Channel, Organisation, Platform

Cells = Mapping[str, Any]
Sheets = dict[str, tuple[Sequence[str], Sequence[Cells]]]
STRAIGHT: Final = ("label", "url", "handle", "period", "since", "until", "end_reason", "source")


def export_register(session: Session, folder: Path) -> dict[str, int]:
    """Write the register's files into a folder, which is made if need be; return the number of rows by file.

    Channels and answers that came from no file have no key and are left out; so are demo channels.
    """
    rows = {**_register_rows(session), **_answer_rows(session)}
    folder.mkdir(parents=True, exist_ok=True)
    counts = {}
    for file, (columns, cells) in rows.items():
        lines = [["" if row.get(name) is None else str(row[name]) for name in columns] for row in cells]
        with (folder / file).open("w", encoding="utf-8", newline="") as paper:
            csv.writer(paper, lineterminator="\n").writerows([columns, *lines])
        counts[file] = len(lines)
    return counts


def _register_rows(session: Session) -> Sheets:
    """Return the rows of organisations, names, platforms, channels and histories."""
    organisations = sorted(session.scalars(select(Organisation)), key=lambda row: row.abbreviation)
    platforms = sorted(session.scalars(select(Platform)), key=lambda row: row.slug)
    query = select(Channel).where(Channel.source_key.is_not(None), Channel.is_demo.is_(False))
    channels = list(session.scalars(query.order_by(Channel.source_key)))
    rows: dict[str, list[Cells]] = {
        ORGANISATIONS: [_organisation(row) for row in organisations],
        NAMES: [
            {"abbreviation": row.abbreviation, **_columns(name, COLUMNS[NAMES][1:])}
            for row in organisations
            for name in sorted(row.names[1:], key=lambda name: name.name)
        ],
        PLATFORMS: [_columns(row, COLUMNS[PLATFORMS]) for row in platforms],
        CHANNELS: [_channel(row) for row in channels],
        HISTORY: [step for row in channels for step in _history(row)],
    }
    return {file: (COLUMNS[file], cells) for file, cells in rows.items()}


def _columns(row: object, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _organisation(row: Organisation) -> Cells:
    return {
        **_columns(row, ("abbreviation", "name", "kind", "valid_from", "valid_to", "answer", "source")),
        "parent": row.parent.abbreviation if row.parent else None,
        "is_lead": "true" if row.is_lead else "false",
    }


def _channel(row: Channel) -> Cells:
    return {
        **_columns(row, ("scope", "state", "printed_platform", "printed_name", *STRAIGHT)),
        "key": row.source_key,
        "organisation": row.organisation.abbreviation,
        "platform": row.platform_slug,
    }


def _history(row: Channel) -> list[Cells]:
    """Return a channel's steps, none where its only one says what the channel says itself."""
    steps = [_columns(step, ("state", "since", "reason")) for step in row.history]
    if steps == [{"state": row.state, "since": row.since, "reason": row.end_reason}]:
        return []
    return [{"key": row.source_key, **step} for step in steps]


def _answer_rows(session: Session) -> Sheets:
    """Return the rows of the answers and of their parts."""
    rows: Sheets = {}
    for sheet in (COSTS, STAFFING, STRATEGIES, SNAPSHOTS, ABBREVIATIONS):
        model: Any = sheet.model
        key = model.abbreviation if sheet is ABBREVIATIONS else model.source_key
        answers = list(session.scalars(select(model).where(key.is_not(None)).order_by(key)))
        rows[sheet.file] = (sheet.names, [_answer(sheet, row) for row in answers])
        if sheet.file in PARTS:
            name, parts = PARTS[sheet.file]
            cells = [
                {**_answer(parts, part), parts.names[0]: row.source_key}
                for row in answers
                for part in getattr(row, name)
            ]
            rows[parts.file] = (parts.names, cells)
    return rows


def _answer(sheet: Sheet, row: Any) -> Cells:
    """Return the cells of an answer or of a part of one."""
    found: dict[str, Any] = {
        column.name: column.kind.write(getattr(row, column.name))
        for column in sheet.columns
        if column.name not in {"key", "organisation", "channels", "channel", "platform", sheet.parent}
    }
    if "key" in sheet.names:
        found |= {"key": row.source_key, "organisation": row.organisation.abbreviation}
    if sheet is COSTS:
        found["channels"] = " ".join(channel.source_key or "" for channel in row.channels)
    if sheet is SNAPSHOTS:
        found |= {
            "platform": row.platform_slug,
            "channel": row.channel.source_key if row.channel else None,
        }
    return found
