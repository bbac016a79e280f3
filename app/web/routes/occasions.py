"""Anlässe: the days worth a theme, entered by the desk."""

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import TypeAdapter

from app import clock
from app.actions.occasions import enter_occasion, remove_occasion
from app.editorial.permissions import Permission, is_allowed
from app.errors import Refusal
from app.fields import Title
from app.messages.themes import OCCASIONS
from app.models.occasion import OccasionKind
from app.queries.themes import list_occasions
from app.web.deps import Acting, Form, Looking
from app.web.forms import Entered, Fault, faults_of_refusal
from app.web.routes.themes import form_frame
from app.web.visit import Visit, lead_to

router = APIRouter(prefix="/occasions", include_in_schema=False)

LABELS: Final = {
    "name": "Bezeichnung",
    "kind": "Art",
    "first_day": "Erster Tag",
    "last_day": "Letzter Tag",
}
YEARS: Final = range(2000, 2100)
_title, _kind, _day = TypeAdapter(Title), TypeAdapter(OccasionKind), TypeAdapter(date)


@router.get("")
def show_occasions(visit: Looking, year: str = "") -> Response:
    """Show the occasions of a year; without one, of the year from today on."""
    return _show(visit, year)


@router.post("")
def take_occasion(visit: Acting, form: Form) -> Response:
    """Enter an occasion."""
    entered = Entered.of(form)
    try:
        with visit.session.begin_nested():
            _enter(visit, entered)
    except Refusal as refusal:
        return _show(visit, "", faults_of_refusal(refusal, "name", LABELS), entered)
    return lead_to("/occasions", said="occasion-entered")


@router.post("/{occasion_id}/remove")
def take_removal(visit: Acting, form: Form, occasion_id: UUID) -> Response:  # noqa: ARG001 - the form is checked first
    """Remove an occasion that should not be there."""
    remove_occasion(visit.session, visit.actor, occasion_id)
    return lead_to("/occasions", said="occasion-removed")


def _enter(visit: Visit, entered: Entered) -> None:
    entered.need("name", "kind", "first_day")
    name, kind = entered.take_if_any("name", _title), entered.take_if_any("kind", _kind)
    first, last = entered.take_if_any("first_day", _day), entered.take_if_any("last_day", _day)
    entered.ensure_clean()
    if name and kind and first:
        enter_occasion(
            visit.session, visit.actor, name=name, kind=kind, first_day=first, last_day=last or first
        )


def _show(
    visit: Visit, year: str, faults: list[Fault] | None = None, entered: Entered | None = None
) -> Response:
    today = clock.today()
    is_year = year.isascii() and year.isdecimal() and int(year) in YEARS
    since, until = (
        (date(int(year), 1, 1), date(int(year), 12, 31)) if is_year else (today, today + timedelta(days=365))
    )
    return visit.show(
        "desk/occasions.html",
        status=422 if faults else 200,
        occasions=list_occasions(visit.session, since=since, until=until),
        year=year if is_year else "",
        years=range(today.year - 1, today.year + 3),
        kinds=OCCASIONS,
        labels=LABELS,
        may_enter=is_allowed(visit.actor, Permission.ENTER_OCCASIONS),
        **form_frame(entered, faults),
    )
