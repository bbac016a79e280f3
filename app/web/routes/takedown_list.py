"""Löschverfahren: which cases there are."""

from collections.abc import Callable, Mapping
from typing import Final

from fastapi import APIRouter, Response
from pydantic import TypeAdapter
from sqlalchemy.orm import Session

from app.fields import Search
from app.messages import ANSWERS, GROUNDS, OUTCOMES, STATES
from app.messages.takedowns import KINDS
from app.models.takedown import TakedownState
from app.queries.cursor import Page
from app.queries.takedown_filter import TakedownFilter
from app.queries.takedowns import TakedownView, list_takedowns
from app.throttle import throttle
from app.web.csv_file import Cell, csv_file
from app.web.deps import Looking, LookingOn
from app.web.forms import Entered
from app.web.visit import Visit

router = APIRouter(include_in_schema=False)

PAGE_LENGTH: Final = 30
FILE_PAGE_LENGTH: Final = 100
RUNNING: Final = "running"
"""What the list calls all cases that have not ended."""
COLUMNS: Final[Mapping[str, Callable[[TakedownView], Cell]]] = {
    "Ressort": lambda view: view.takedown.post.organisation.abbreviation,
    "Beitrag": lambda view: view.takedown.revision.title,
    "Art": lambda view: KINDS[view.takedown.kind],
    "Grund": lambda view: GROUNDS[view.takedown.ground],
    "Stand": lambda view: STATES[view.takedown.state],
    "Ergebnis": lambda view: OUTCOMES[view.takedown.outcome] if view.takedown.outcome else None,
    "Angekündigt": lambda view: view.takedown.opened_at,
    "Zugegangen": lambda view: view.delivered_at,
    "Frist": lambda view: view.takedown.deadline_at,
    "Letzte Antwort": lambda view: (
        ANSWERS[view.takedown.answers[-1].answer] if view.takedown.answers else None
    ),
    "Beendet": lambda view: view.takedown.ended_at,
    "Kennung": lambda view: str(view.takedown.id),
}
_search = TypeAdapter(Search)


@router.get("/takedowns")
def show_takedowns(
    visit: LookingOn, state: str = "", organisation: str = "", q: str = "", after: str | None = None
) -> Response:
    """Show the cases one may see, newest first, by state, organisation and words."""
    wanted = _read_filter(visit, state, organisation, q)
    page = list_takedowns(visit.session, visit.actor, wanted, limit=PAGE_LENGTH, after=after)
    visit.note_reading(view.takedown.post for view in page.items)
    return visit.show(
        "desk/takedowns/list.html",
        views=page.items,
        next=page.next,
        wanted={"state": state, "organisation": organisation, "q": q},
        all_states=list(TakedownState),
    )


@router.get("/takedowns.csv")
def hand_out_takedowns(visit: Looking, state: str = "", organisation: str = "", q: str = "") -> Response:
    """Return the same list, whole, for a spreadsheet."""
    wanted = _read_filter(visit, state, organisation, q)

    def fetch(session: Session, after: str | None) -> Page[TakedownView]:
        page = list_takedowns(session, visit.actor, wanted, limit=FILE_PAGE_LENGTH, after=after)
        visit.note_reading(view.takedown.post for view in page.items)
        return page

    return csv_file(visit, "loeschverfahren", COLUMNS, fetch)


def _read_filter(visit: Visit, state: str, organisation: str, q: str) -> TakedownFilter:
    words = Entered({"q": q}).take_if_any("q", _search)
    if words:
        throttle().count(throttle().costly, str(visit.actor.user_id))
    return TakedownFilter(
        state=TakedownState(state) if state in set(TakedownState) else None,
        is_open=state == RUNNING,
        organisation=organisation.strip() or None,
        text=words,
    )
