"""Report «Kanäle»: who speaks where, with the columns of the Drucksache (REQUIREMENTS R092, R104)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from app.models.channel import Channel
from app.models.organisation import Organisation, OrganisationKind
from app.reports.pages import find_page
from app.reports.table import Cell, Table

TITLE: Final = "Kanäle"
COLUMNS: Final[Mapping[str, Callable[[Channel], Cell]]] = {
    "Ressort": lambda row: find_ministry(row.organisation).abbreviation,
    "Bereich/Behörde": lambda row: find_body(row.organisation),
    "Plattform": lambda row: row.printed_platform or row.platform.name,
    "Nutzername": lambda row: row.printed_name or row.url or row.handle,
    "Zeitraum": lambda row: row.period or row.since,
    "Grund für Deaktivierung": lambda row: row.end_reason,
    "Seite": lambda row: find_page(row.source),
}


def report_channels(channels: Sequence[Channel], without: Sequence[Organisation]) -> Table:
    """Return the channels as a table; below them the bodies that declared to have none."""
    rows: list[list[Cell]] = [[cell(row) for cell in COLUMNS.values()] for row in channels]
    for organisation in without:
        ministry, body = find_ministry(organisation).abbreviation, find_body(organisation)
        rows.append([ministry, body, organisation.answer, None, None, None, find_page(organisation.source)])
    return Table("kanaele", TITLE, list(COLUMNS), rows)


def find_ministry(organisation: Organisation) -> Organisation:
    """Return the ministry an organisation belongs to; itself if it is one."""
    while organisation.parent is not None:
        organisation = organisation.parent
    return organisation


def find_body(organisation: Organisation) -> str | None:
    """Return the abbreviation of an authority, company or division; None for a ministry."""
    return None if organisation.kind is OrganisationKind.MINISTRY else organisation.abbreviation
