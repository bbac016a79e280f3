"""The files of a register and what must hold between them, checked before anything touches the database.

A register is a folder of twelve files, complete in itself: what a row refers to stands in the same folder. Five say who
speaks where; what bodies answered about it stands in the others (`sheets`).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from app.loading.answer_files import check_answers
from app.loading.rows import Fault, RegisterFaultsError, Row, find_duplicates, is_before, read_rows
from app.loading.sheets import COSTS, SHEETS, STRATEGIES
from app.models.channel import ChannelScope, ChannelState
from app.models.organisation import OrganisationKind

ORGANISATIONS = "organisations.csv"
NAMES = "organisation_names.csv"
PLATFORMS = "platforms.csv"
CHANNELS = "channels.csv"
HISTORY = "channel_history.csv"

COLUMNS = {
    ORGANISATIONS: (
        "abbreviation", "name", "kind", "parent", "is_lead", "valid_from", "valid_to", "answer", "source",
    ),
    NAMES: ("abbreviation", "name", "valid_from", "valid_to", "source"),
    PLATFORMS: ("slug", "name", "limit", "url_pattern"),
    CHANNELS: (
        "key", "organisation", "platform", "scope", "label", "printed_platform", "url", "handle", "printed_name",
        "period", "since", "until", "state", "end_reason", "source",
    ),
    HISTORY: ("key", "state", "since", "reason"),
    **{sheet.file: sheet.names for sheet in SHEETS},
}  # fmt: skip

KEYS = {
    ORGANISATIONS: "abbreviation", PLATFORMS: "slug", CHANNELS: "key", COSTS.file: "key", STRATEGIES.file: "key",
}  # fmt: skip
"""What rows of other files are referred to by."""


@dataclass(frozen=True)
class Register:
    """The rows of the files, free of faults; parents stand before their children. `answers` are by file."""

    organisations: list[Row]
    names: list[Row]
    platforms: list[Row]
    channels: list[Row]
    history: dict[str, list[Row]]
    answers: Mapping[str, list[Row]]


def read_register(folder: Path) -> Register:
    """Read and check a register's folder; raises RegisterFaultsError with every fault of every file."""
    files = {file: read_rows(folder / file, columns) for file, columns in COLUMNS.items()}
    faults = [fault for _, file_faults in files.values() for fault in file_faults]
    rows = {file: file_rows or [] for file, (file_rows, _) in files.items()}
    complete = {file for file, (_, file_faults) in files.items() if not file_faults}
    known = {
        file: {row[column] for row in rows[file]} if file in complete else None
        for file, column in KEYS.items()
    }
    faults += _check_organisations(rows[ORGANISATIONS], known[ORGANISATIONS])
    faults += _check_names(rows[NAMES], rows[ORGANISATIONS], known[ORGANISATIONS])
    faults += _check_platforms(rows[PLATFORMS])
    faults += _check_channels(rows[CHANNELS], known[ORGANISATIONS], known[PLATFORMS])
    faults += _check_history(rows[HISTORY], rows[CHANNELS], known[CHANNELS])
    faults += check_answers(rows, known)
    if faults:
        raise RegisterFaultsError(faults)
    return Register(
        _parents_first(rows[ORGANISATIONS]), rows[NAMES], rows[PLATFORMS], rows[CHANNELS],
        _by_key(rows[HISTORY]), {sheet.file: rows[sheet.file] for sheet in SHEETS},
    )  # fmt: skip


def _check_organisations(rows: list[Row], known: set[str] | None) -> Iterator[Fault]:
    """Check the tree: ministries are its roots, everything else hangs below something, at most one leads."""
    for row in rows:
        yield from row.check_required("abbreviation", "name", "kind", "is_lead")
        yield from row.check_choice("kind", OrganisationKind)
        yield from row.check_choice("is_lead", ("true", "false"))
        yield from row.check_reference("parent", known, ORGANISATIONS)
        yield from _check_validity(row)
        if row["kind"] == OrganisationKind.MINISTRY and row["parent"]:
            yield row.fault("parent", "Ein Ministerium steht unter keiner anderen Organisation.")
        if row["kind"] and row["kind"] != OrganisationKind.MINISTRY and not row["parent"]:
            yield row.fault("parent", "Hier fehlt die übergeordnete Organisation.")
    yield from find_duplicates(rows, "abbreviation")
    yield from _check_circles(rows)
    for row in [row for row in rows if row["is_lead"] == "true"][1:]:
        yield row.fault("is_lead", "Es kann nur eine Organisation federführend sein.")


def _check_circles(rows: list[Row]) -> Iterator[Fault]:
    """Complain about each organisation that is, over its parents, below itself."""
    parents = {row["abbreviation"]: row["parent"] for row in rows}
    for row in rows:
        above, seen = row["parent"], set[str]()
        while above and above not in seen and above != row["abbreviation"]:
            seen.add(above)
            above = parents.get(above, "")
        if above == row["abbreviation"] and above:
            yield row.fault("parent", f"„{above}“ ist sich hier selbst übergeordnet.")


def _check_names(rows: list[Row], organisations: list[Row], known: set[str] | None) -> Iterator[Fault]:
    """Check the further names; none may repeat the name in organisations.csv."""
    for row in rows:
        yield from row.check_required("abbreviation", "name")
        yield from row.check_reference("abbreviation", known, ORGANISATIONS)
        yield from _check_validity(row)
    yield from find_duplicates([*organisations, *rows], "abbreviation", "name")


def _check_validity(row: Row) -> Iterator[Fault]:
    """Check the two days of a validity and their order."""
    yield from row.check_date("valid_from")
    yield from row.check_date("valid_to")
    yield from row.check_order("valid_from", "valid_to")


def _check_platforms(rows: list[Row]) -> Iterator[Fault]:
    """Check that limits are whole numbers above zero and patterns are regular expressions."""
    for row in rows:
        yield from row.check_required("slug", "name")
        if row["limit"] and not re.fullmatch(r"[1-9]\d{0,8}", row["limit"], re.ASCII):
            yield row.fault("limit", f"„{row['limit']}“ ist keine ganze Zahl größer als null.")
        try:
            re.compile(row["url_pattern"])
        except (re.error, OverflowError, RecursionError) as error:
            yield row.fault("url_pattern", f"Das ist kein regulärer Ausdruck: {error}.")
    yield from find_duplicates(rows, "slug")


def _check_channels(
    rows: list[Row], organisations: set[str] | None, platforms: set[str] | None
) -> Iterator[Fault]:
    """Check the channels; addresses stay as printed, so a wrong one is a finding and not a fault."""
    for row in rows:
        yield from row.check_required("key", "organisation", "platform", "scope", "label", "state", "source")
        yield from row.check_choice("scope", ChannelScope)
        yield from row.check_choice("state", ChannelState)
        yield from row.check_reference("organisation", organisations, ORGANISATIONS)
        yield from row.check_reference("platform", platforms, PLATFORMS)
        yield from row.check_fuzzy_date("since")
        yield from row.check_fuzzy_date("until")
        yield from row.check_order("since", "until")
    yield from find_duplicates(rows, "key")
    yield from find_duplicates(rows, "label")


def _check_history(rows: list[Row], channels: list[Row], known: set[str] | None) -> Iterator[Fault]:
    """Check that each history runs forward in time and ends in the state channels.csv names."""
    for row in rows:
        yield from row.check_required("key", "state")
        yield from row.check_choice("state", ChannelState)
        yield from row.check_fuzzy_date("since")
        yield from row.check_reference("key", known, CHANNELS)
    yield from find_duplicates(rows, "key", "state", "since")
    states = {row["key"]: row["state"] for row in channels}
    for key, steps in _by_key(rows).items():
        for earlier, later in pairwise(steps):
            if is_before(later["since"], earlier["since"]):
                yield later.fault(
                    "since", f"„{later['since']}“ liegt vor „{earlier['since']}“ (Zeile {earlier.number})."
                )
        if key in states and steps[-1]["state"] != states[key]:
            message = f"Der Verlauf endet mit „{steps[-1]['state']}“, in {CHANNELS} steht „{states[key]}“."
            yield steps[-1].fault("state", message)


def _by_key(rows: list[Row]) -> dict[str, list[Row]]:
    """Return the rows of each channel in the order of the file."""
    steps: dict[str, list[Row]] = {}
    for row in rows:
        steps.setdefault(row["key"], []).append(row)
    return steps


def _parents_first(rows: list[Row]) -> list[Row]:
    """Return the rows with every parent before its children; the parents form no circle."""
    placed: dict[str, Row] = {}
    waiting = list(rows)
    while waiting:
        placed |= {
            row["abbreviation"]: row for row in waiting if not row["parent"] or row["parent"] in placed
        }
        waiting = [row for row in waiting if row["abbreviation"] not in placed]
    return list(placed.values())
