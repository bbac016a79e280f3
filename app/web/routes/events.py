"""Protokoll: who did what, when, on what and why."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import TypeAdapter
from sqlalchemy.orm import Session

from app import clock
from app.editorial.permissions import Permission, is_allowed
from app.errors import InvalidError
from app.fields import Search
from app.messages.protocol import AREAS, DEEDS, name_deed, tell
from app.queries.cursor import Page
from app.queries.events import EventFilter, EventView, list_events
from app.queries.organisations import find_organisation_ids
from app.throttle import throttle
from app.web.csv_file import Cell, csv_file
from app.web.deps import Looking
from app.web.event_details import details_of
from app.web.event_lines import line_of
from app.web.forms import Entered, faults_by_field, faults_of
from app.web.moments import start_of
from app.web.routes.verification import ensure_sees_all
from app.web.visit import Visit

router = APIRouter(prefix="/events", include_in_schema=False)

PAGE_LENGTH: Final = 50
FILE_PAGE: Final = 500
LABELS: Final = {"who": "Wer", "object": "Kennung"}
COLUMNS: Final[Mapping[str, Callable[[EventView], Cell]]] = {
    "Platz": lambda view: view.position,
    "Zeit": lambda view: clock.berlin(view.event.at),
    "Wer": lambda view: view.who,
    "Ereignis": lambda view: tell(view.who, view.event.action, view.thing.name),
    "Angaben": lambda view: "; ".join(details_of(view.event)),
    "Name des Ereignisses": lambda view: view.event.action,
    "Art der Sache": lambda view: view.event.object_type,
    "Kennung der Sache": lambda view: str(view.event.object_id),
    "Kennung des Ereignisses": lambda view: str(view.event.id),
}
_search, _id = TypeAdapter(Search), TypeAdapter(UUID)


@router.get("")
def show_events(
    visit: Looking,
    who: str = "",
    what: str = "",
    organisation: str = "",
    object: str = "",  # noqa: A002 - the field's name in the address
    start: str = "",
    end: str = "",
    after: str | None = None,
) -> Response:
    """Show the events that one may read, newest first, by who, what, whose, on what and when."""
    wanted = {
        "who": who,
        "what": what,
        "organisation": organisation,
        "object": object,
        "start": start,
        "end": end,
    }
    try:
        page, faults = _fetching(visit, wanted, PAGE_LENGTH)(visit.session, after), []
    except InvalidError as refusal:
        page, faults = Page([], None), faults_of(refusal.issues, labels=LABELS)
    is_admin = is_allowed(visit.actor, Permission.MANAGE_USERS)
    return visit.show(
        "desk/events.html",
        status=422 if faults else 200,
        lines=[(view, line_of(view, is_admin=is_admin)) for view in page.items],
        next=page.next,
        wanted=wanted,
        areas={area: (label, _deeds(area)) for area, label in AREAS.items()},
        sees_all=is_allowed(visit.actor, Permission.READ_EVENTS),
        faults=faults,
        errors=faults_by_field(faults),
    )


@router.get(".csv")
def export_events(visit: Looking) -> Response:
    """Return the same list as a file, all of it; for auditors."""
    ensure_sees_all(visit)
    names = ("who", "what", "organisation", "object", "start", "end")
    wanted = {name: visit.request.query_params.get(name, "") for name in names}
    return csv_file(visit, "protokoll", COLUMNS, _fetching(visit, wanted, FILE_PAGE))


def _deeds(area: str) -> dict[str, str]:
    """Return the events of an area with the names of what is done in them."""
    return {action: name_deed(action) for action in DEEDS if action.startswith(f"{area}.")}


def _fetching(
    visit: Visit, wanted: Mapping[str, str], limit: int
) -> Callable[[Session, str | None], Page[EventView]]:
    """Return what fetches a page of the events that a form wants. Raises InvalidError for what cannot be."""
    actor, entered = visit.actor, Entered(wanted)
    who, object_id = entered.take_if_any("who", _search), entered.take_if_any("object", _id)
    entered.ensure_clean()
    if who:
        throttle().count(throttle().costly, str(actor.user_id))
    what, chosen = wanted["what"], wanted["organisation"].strip()
    known = what in DEEDS or what.removesuffix(".") in AREAS
    days: tuple[datetime | None, datetime | None] = start_of(wanted["start"]), start_of(wanted["end"], days=1)

    def fetch(session: Session, after: str | None) -> Page[EventView]:
        houses = find_organisation_ids(session, chosen) if chosen else None
        narrowed = EventFilter(who, what if known else None, object_id, houses, *days)
        return list_events(session, actor, narrowed, limit=limit, after=after)

    return fetch
