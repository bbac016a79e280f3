"""Themen: finding what is planned, also as a file, and entering a new theme."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Response
from sqlalchemy.orm import Session

from app import clock
from app.actions.themes import create_theme
from app.editorial.permissions import MATRIX, Permission, is_allowed
from app.errors import Refusal
from app.messages.themes import COLUMNS, GOALS, KINDS, PURPOSES
from app.models import Organisation, Theme
from app.models.theme import CENTRAL_FIRST, Goal, Purpose, Sensitivity, ThemeKind
from app.queries.cursor import Page
from app.queries.organisations import list_organisations
from app.queries.theme_pages import list_ministries
from app.queries.themes import ThemeFilter, list_themes
from app.reports.render import RENDERERS, XLSX
from app.reports.table import make_table
from app.web.csv_file import Cell, csv_file
from app.web.deps import Acting, Form, Looking
from app.web.forms import Entered, Fault, Fields
from app.web.moments import is_to_be_chosen
from app.web.pages import absolute
from app.web.queue_place import as_id
from app.web.theme_forms import LABELS, choosable, faults_of_theme, read_plan
from app.web.visit import HEADERS, Visit, lead_to

router = APIRouter(prefix="/themes", include_in_schema=False)

PAGE_LENGTH: Final = 30
FILE_PAGE_LENGTH: Final = 200
MOST_ORGANISATIONS: Final = 500
CELLS: Final[dict[str, Callable[[Theme], Cell]]] = {
    "title": lambda theme: theme.title,
    "kind": lambda theme: KINDS[theme.kind],
    "lead_id": lambda theme: theme.lead.abbreviation,
    "ministries": lambda theme: ", ".join(row.organisation.abbreviation for row in theme.ministries),
    "starts_on": lambda theme: theme.starts_on,
    "ends_on": lambda theme: theme.ends_on,
    "embargo_until": lambda theme: theme.embargo_until,
    "sensitivity": lambda theme: "ja" if theme.sensitivity is Sensitivity.CONFIDENTIAL else "nein",
    "summary": lambda theme: theme.summary,
    "goals": lambda theme: ", ".join(GOALS[Goal(row)] for row in theme.goals),
    "purposes": lambda theme: ", ".join(PURPOSES[Purpose(row)] for row in theme.purposes),
    "target_groups": lambda theme: ", ".join(theme.target_groups),
    "formats": lambda theme: ", ".join(theme.formats),
    "address": lambda theme: absolute(f"/themes/{theme.id}"),
}
PLAN: Final = {COLUMNS[name]: cell for name, cell in CELLS.items()}
"""What a file says of a theme; it can be brought in again."""


@dataclass(frozen=True)
class Wanted:
    """Which themes somebody wants to see, as the address says it; what in it makes no sense narrows nothing."""

    q: str = ""
    kind: str = ""
    organisation: str = ""
    since: str = ""
    until: str = ""
    ideas: str = ""

    def fetch(self, visit: Visit, session: Session, *, limit: int, after: str | None) -> Page[Theme]:
        """Return a page of them. Words make it a costly request."""
        wanted = ThemeFilter(
            kind=ThemeKind(self.kind) if self.kind in set(ThemeKind) else None,
            organisation_id=as_id(self.organisation),
            since=_day(self.since),
            until=_day(self.until),
            ideas=bool(self.ideas),
            text=visit.take_words(self.q),
        )
        return list_themes(session, visit.actor, wanted, limit=limit, after=after)


WantedDep = Annotated[Wanted, Depends()]


@router.get("")
def show_themes(visit: Looking, wanted: WantedDep, after: str | None = None) -> Response:
    """Show the themes that one may know of, the newest first."""
    page = wanted.fetch(visit, visit.session, limit=PAGE_LENGTH, after=after)
    monday = clock.today() - timedelta(days=clock.today().weekday())
    return visit.show(
        "desk/themes/list.html",
        themes=page.items,
        next=page.next,
        after=after,
        wanted=vars(wanted),
        kinds=KINDS,
        ministries=list_ministries(visit.session),
        weeks=[
            (label, {"since": monday + timedelta(days=days), "until": monday + timedelta(days=days + 6)})
            for label, days in (("Diese Woche", 0), ("Nächste Woche", 7))
        ],
        may_enter=is_planner(visit),
    )


@router.get(".csv")
def hand_out_themes(visit: Looking, wanted: WantedDep) -> Response:
    """Return the same list, whole, for a spreadsheet."""
    return csv_file(
        visit,
        "themen",
        PLAN,
        lambda session, after: wanted.fetch(visit, session, limit=FILE_PAGE_LENGTH, after=after),
    )


@router.get(".xlsx")
def hand_out_workbook(visit: Looking, wanted: WantedDep) -> Response:
    """Return the same list as a workbook."""
    visit.count_costly()
    themes: list[Theme] = []
    after = None
    while True:
        page = wanted.fetch(visit, visit.session, limit=FILE_PAGE_LENGTH, after=after)
        themes += page.items
        after = page.next
        if after is None:
            return as_workbook(themes)


def as_workbook(themes: Iterable[Theme]) -> Response:
    """Return themes as a workbook to fill in and bring in."""
    kind, write = RENDERERS[XLSX]
    named = {"Content-Disposition": f'attachment; filename="themen-{clock.today()}.xlsx"'}
    content = write(make_table("themen", "Themen", PLAN, themes))
    return Response(content, media_type=kind, headers=HEADERS | named)


@router.get("/new")
def show_new(visit: Looking) -> Response:
    """Show the empty form for a theme."""
    leads = leads_for(visit)
    return show_form(visit, None, Entered({"lead": str(leads[0].id)} if len(leads) == 1 else {}))


@router.post("/new")
def take_new(visit: Acting, form: Form) -> Response:
    """Enter a theme."""
    entered = Entered.of(form)
    try:
        with visit.session.begin_nested():
            theme = create_theme(visit.session, visit.actor, read_plan(entered))
    except Refusal as refusal:
        return show_form(visit, None, entered, faults_of_theme(refusal, "kind"))
    return lead_to(f"/themes/{theme.id}", said="theme-created")


def show_form(
    visit: Visit, theme: Theme | None, entered: Entered, faults: list[Fault] | None = None
) -> Response:
    """Return the form for a theme, new or to be changed."""
    may_put_first = is_allowed(visit.actor, Permission.PUT_CENTRAL_FIRST)
    return visit.show(
        "desk/themes/form.html",
        status=422 if faults else 200,
        theme=theme,
        labels=LABELS,
        kinds={kind: name for kind, name in KINDS.items() if may_put_first or _is_open(kind, theme)},
        goals=GOALS,
        purposes=PURPOSES,
        leads=leads_for(visit),
        ministries=choosable(list_ministries(visit.session), theme),
        asks_for_fold=is_to_be_chosen(entered, "-embargo"),
        **form_frame(entered, faults),
    )


def form_frame(entered: Entered | None, faults: list[Fault] | None) -> dict[str, Any]:
    """Return what every page with forms is given: what was entered, and what is wrong with it."""
    return {
        "faults": faults or [],
        "errors": {fault.field: fault.sentence for fault in faults or []},
        "entered": Fields(entered.texts if entered else {}),
    }


def leads_for(visit: Visit) -> list[Organisation]:
    """Return the organisations whose themes one plans, by abbreviation."""
    rows = list_organisations(visit.session, limit=MOST_ORGANISATIONS, after=None).items
    return [row for row in rows if is_allowed(visit.actor, Permission.PLAN, organisation_id=row.id)]


def is_planner(visit: Visit) -> bool:
    """Tell whether somebody plans themes of any ministry."""
    return visit.actor.holds(*MATRIX[Permission.PLAN])


def _is_open(kind: ThemeKind, theme: Theme | None) -> bool:
    return kind not in CENTRAL_FIRST or (theme is not None and theme.kind is kind)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
