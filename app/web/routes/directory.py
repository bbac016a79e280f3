"""Das Verzeichnis: the official channels of the Land for everybody, and whether an account is one of them.

Nobody signs in, nothing is written, and nothing names who works on a channel.
"""

from typing import Final

from fastapi import APIRouter, Request, Response

from app import clock
from app.errors import InvalidError
from app.messages.states import CHANNEL_STATES
from app.queries.directory import (
    DirectoryStatus,
    Official,
    Wanted,
    check_account,
    find_entries,
    list_choices,
    list_entries,
)
from app.reports.render import write_csv
from app.reports.table import make_table
from app.throttle import site_of, throttle
from app.web.deps import ReadSession
from app.web.known import answer_unless_known
from app.web.pages import FRESH, error_page, templates
from app.web.text import legal, printed_date
from app.web.visit import HEADERS

READING: Final = ["GET", "HEAD"]
PAGE_LENGTH: Final = 50
LONGEST: Final = 2_000
OPEN_TO_ALL: Final = FRESH | {"Content-Security-Policy": HEADERS["Content-Security-Policy"]}
"""A form that only asks leads back to ourselves."""
STATUSES: Final = {DirectoryStatus.RUNNING: "wird betrieben", DirectoryStatus.ENDED: "beendet"}
COLUMNS: Final = {
    "Stelle": lambda row: row.organisation,
    "Name der Stelle": lambda row: row.organisation_name,
    "Plattform": lambda row: row.platform_name,
    "Bezeichnung": lambda row: row.label,
    "Name auf der Plattform": lambda row: row.handle,
    "Adresse": lambda row: row.url,
    "Stand": lambda row: CHANNEL_STATES[row.state],
    "Seit": lambda row: printed_date(row.since or ""),
    "Bis": lambda row: printed_date(row.until or ""),
    "Grund des Endes": lambda row: row.end_reason,
    "Bestätigt am": lambda row: row.confirmed_on,
}

router = APIRouter(prefix="/verzeichnis", include_in_schema=False)


@router.api_route("", methods=READING)
def show_directory(
    request: Request,
    session: ReadSession,
    account: str = "",
    q: str = "",
    platform: str = "",
    organisation: str = "",
    status: str = "",
    after: str | None = None,
) -> Response:
    """Show the channels, by what is looked for, and the answer about an account."""
    _count(request)
    account, wanted = account.strip()[:LONGEST], _read_wanted(q, platform, organisation, status)
    try:
        page = find_entries(session, wanted, limit=PAGE_LENGTH, after=after)
    except InvalidError:
        return error_page(404)
    platforms, bodies = list_choices(session)
    html = (
        templates()
        .get_template("portal/directory.html")
        .render(
            account=account,
            verdict=check_account(session, account) if account else None,
            official=Official,
            entries=page.items,
            next_after=page.next,
            is_first=after is None,
            wanted=wanted,
            platforms=platforms,
            bodies=bodies,
            statuses=STATUSES,
        )
    )
    kind = "text/html; charset=utf-8"
    return answer_unless_known(request, html.encode(), headers=OPEN_TO_ALL, media_type=kind)


@router.api_route(".csv", methods=READING)
def hand_out(request: Request, session: ReadSession) -> Response:
    """Return the whole directory as a file for a spreadsheet."""
    _count(request)
    table = make_table("verzeichnis", "Verzeichnis", COLUMNS, list_entries(session))
    named = {"Content-Disposition": f'attachment; filename="verzeichnis-{clock.today()}.csv"'}
    return answer_unless_known(
        request, write_csv(table), headers=FRESH | named, media_type="text/csv; charset=utf-8"
    )


def _count(request: Request) -> None:
    throttle().count(throttle().lookups, site_of(request.client.host if request.client else ""))


def _read_wanted(q: str, platform: str, organisation: str, status: str) -> Wanted:
    known = DirectoryStatus(status) if status in set(DirectoryStatus) else None
    return Wanted(legal(q.strip()[:200]), legal(platform), legal(organisation), known)
