"""Pakete: finding what leaves together, also as a file, and making a package of a theme's posts or of others."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from sqlalchemy.orm import Session

from app import clock
from app.actions.packages import create_package
from app.errors import InvalidError, Issue, NotFoundError, Refusal
from app.messages.packages import RESTS, TRIGGERS
from app.models import Organisation, Package
from app.queries.cursor import Page
from app.queries.deliveries import DeliveryView
from app.queries.package_pages import list_choosable
from app.queries.packages import PackageFilter, list_packages
from app.queries.posts import get_post
from app.queries.theme_pages import list_ministries, list_themes_to_hang_on
from app.queries.themes import find_theme
from app.web.csv_file import Cell, csv_file
from app.web.deps import Acting, Form, Looking, LookingOn
from app.web.forms import Entered, Fault
from app.web.moments import is_to_be_chosen
from app.web.package_forms import LABELS, MEMBER, chosen_in, faults_of_package, read_bundle
from app.web.pages import absolute
from app.web.queue_place import as_id
from app.web.routes.themes import form_frame, is_planner, leads_for
from app.web.visit import Visit, lead_to

router = APIRouter(prefix="/packages", include_in_schema=False)

PAGE_LENGTH: Final = 30
FILE_PAGE_LENGTH: Final = 200
STANDS: Final = {"waiting": "noch nicht ausgelöst", "fired": "ausgelöst"}


def say_moment(package: Package) -> str:
    """Return what fires a package, or what did."""
    if package.is_fired(clock.now()):
        return TRIGGERS[package.fired_by]
    return "Zur geplanten Zeit" if package.fires_at else "Wartet auf die Pressedatenbank oder eine Hand"


COLUMNS: Final[dict[str, Callable[[Package], Cell]]] = {
    "Titel": lambda row: row.title,
    "Pressemitteilung": lambda row: row.press_release,
    "Ressort": lambda row: row.organisation.abbreviation,
    "Thema": lambda row: row.theme.title if row.theme else "",
    "Stand": say_moment,
    "Auslösung": lambda row: row.fires_at,
    "Wenn eine nicht bereit ist": lambda row: RESTS[row.rest],
    "Adresse": lambda row: absolute(f"/packages/{row.id}"),
}


@dataclass(frozen=True)
class Wanted:
    """Which packages somebody wants to see, as the address says it; what in it makes no sense narrows nothing."""

    q: str = ""
    organisation: str = ""
    state: str = ""

    def fetch(self, visit: Visit, session: Session, *, limit: int, after: str | None) -> Page[Package]:
        """Return a page of them. Words make it a costly request."""
        wanted = PackageFilter(
            organisation_id=as_id(self.organisation),
            is_fired=self.state == "fired" if self.state in STANDS else None,
            text=visit.take_words(self.q),
        )
        return list_packages(session, visit.actor, wanted, limit=limit, after=after)


WantedDep = Annotated[Wanted, Depends()]


@router.get("")
def show_packages(visit: LookingOn, wanted: WantedDep, after: str | None = None) -> Response:
    """Show the packages that one may know of, the newest first."""
    page = wanted.fetch(visit, visit.session, limit=PAGE_LENGTH, after=after)
    return visit.show(
        "desk/packages/list.html",
        packages=page.items,
        next=page.next,
        after=after,
        wanted=vars(wanted),
        stands=STANDS,
        say_moment=say_moment,
        ministries=list_ministries(visit.session),
        may_make=is_planner(visit),
    )


@router.get(".csv")
def hand_out_packages(visit: Looking, wanted: WantedDep) -> Response:
    """Return the same list, whole, for a spreadsheet."""
    return csv_file(
        visit,
        "pakete",
        COLUMNS,
        lambda session, after: wanted.fetch(visit, session, limit=FILE_PAGE_LENGTH, after=after),
    )


@router.get("/new")
def show_new(visit: Looking, theme: str = "", post: str = "") -> Response:
    """Show the form for a package of a theme's posts, or of those of none; those of a post are chosen already."""
    chosen: dict[str, str] = {}
    if post_id := as_id(post):
        view = get_post(visit.session, visit.actor, post_id)
        theme = str(view.theme_id or "")
        chosen = {f"{MEMBER}{row.id}": "1" for row in view.deliveries}
        chosen |= {"organisation": str(view.post.organisation_id)}
    return _show(visit, Entered(chosen), as_id(theme))


@router.post("/new")
def take_new(visit: Acting, form: Form) -> Response:
    """Make a package."""
    entered = Entered.of(form)
    theme_id = as_id(entered.text("theme"))
    try:
        with visit.session.begin_nested():
            entered.need("organisation")
            bundle, home = read_bundle(entered), as_id(entered.text("organisation"))
            if home is None:
                raise InvalidError(issues=[Issue("organisation_id", "organisation-unknown")])
            package = create_package(
                visit.session, visit.actor, organisation_id=home, theme_id=theme_id, bundle=bundle
            )
    except NotFoundError:
        raise
    except Refusal as refusal:
        return _show(visit, entered, theme_id, faults_of_package(refusal, "organisation"))
    return lead_to(f"/packages/{package.id}", said="package-created")


def show_form(
    visit: Visit,
    package: Package | None,
    entered: Entered,
    choosable: Sequence[DeliveryView],
    faults: list[Fault] | None = None,
    **more: object,
) -> Response:
    """Return the form for a package, new or to be changed."""
    return visit.show(
        "desk/packages/form.html",
        status=422 if faults else 200,
        package=package,
        choosable=choosable,
        labels=LABELS,
        rests=RESTS,
        member=MEMBER,
        asks_for_fold=is_to_be_chosen(entered, "-fires"),
        **form_frame(entered, faults),
        **more,
    )


def _show(
    visit: Visit, entered: Entered, theme_id: UUID | None, faults: list[Fault] | None = None
) -> Response:
    theme = find_theme(visit.session, visit.actor, theme_id) if theme_id else None
    homes = leads_for(visit)
    likely = [row for row in homes if theme is not None and row.id == theme.lead_id] or homes
    if "organisation" not in entered.texts and len(likely) == 1:
        entered = Entered(dict(entered.texts) | {"organisation": str(likely[0].id)})
    choosable = list_choosable(visit.session, visit.actor, theme_id=theme_id, chosen=chosen_in(entered))
    visit.note_reading(view.post for view in choosable)
    themes = list_themes_to_hang_on(visit.session, visit.actor, today=clock.today(), at_present=theme_id)
    return show_form(
        visit, None, entered, choosable, faults, theme=theme, themes=themes, organisations=_sorted(homes)
    )


def _sorted(rows: Sequence[Organisation]) -> list[Organisation]:
    return sorted(rows, key=lambda row: row.abbreviation)
