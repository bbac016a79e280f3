"""Kalender: what leaves on which day, by month, week and list, with what is lacking and where it is too tight."""

from collections.abc import Callable, Mapping
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Response
from sqlalchemy.orm import Session

from app import clock
from app.messages import STATES
from app.queries.channels import list_connected
from app.queries.cursor import Page
from app.queries.deliveries import DeliveryView, load_views
from app.queries.delivery_filter import DeliveryStatus
from app.queries.plan import find_plan
from app.web.calendar_days import WEEKDAYS, Wanted, read_wanted
from app.web.csv_file import Cell, csv_file
from app.web.deps import Looking, LookingOn
from app.web.pages import absolute
from app.web.planner import lay_out, title_of
from app.web.visit import Visit

router = APIRouter(prefix="/calendar", include_in_schema=False)

FILE_PAGE: Final = 500


def want(
    visit: Looking, view: str = "", day: str = "", channel: str = "", organisation: str = "", state: str = ""
) -> Wanted:
    """Return what the address asks for."""
    return read_wanted(visit.session, view, day, channel=channel, organisation=organisation, state=state)


WantedDep = Annotated[Wanted, Depends(want, scope="function")]


@router.get("")
def show_calendar(visit: LookingOn, wanted: WantedDep) -> Response:
    """Show a month, a week or four weeks as a list, by channel, organisation and state."""
    sheet = lay_out(visit, wanted)
    return visit.show(
        "desk/calendar/calendar.html",
        sheet=sheet,
        wanted=wanted,
        weekdays=WEEKDAYS,
        today=clock.today(),
        channels=list_connected(visit.session),
        all_states=list(DeliveryStatus),
    )


@router.get("/file")
def show_file(visit: Looking, wanted: WantedDep) -> Response:
    """Show the same stretch of time as a file for a spreadsheet, whole."""

    def fetch(session: Session, after: str | None) -> Page[DeliveryView]:
        rows = find_plan(session, visit.actor, wanted.filter, start=wanted.start, end=wanted.end).rows
        begin, end = int(after or 0), int(after or 0) + FILE_PAGE
        views = load_views(session, [row.id for row in rows[begin:end]])
        visit.note_reading(view.post for view in views.values())
        return Page([views[row.id] for row in rows[begin:end]], str(end) if rows[end:] else None)

    return csv_file(visit, "kalender", _columns(visit), fetch)


def _columns(visit: Visit) -> Mapping[str, Callable[[DeliveryView], Cell]]:
    return {
        "Zeit": lambda view: view.due_at or view.proposed_at,
        "Kanal": lambda view: view.channel_row.label,
        "Ressort": lambda view: view.post.organisation.abbreviation,
        "Beitrag": lambda view: title_of(visit.actor, view),
        "Stand": lambda view: STATES[view.state],
        "Was als Nächstes geschieht": lambda view: view.message,
        "Adresse": lambda view: absolute(f"/deliveries/{view.id}"),
    }
