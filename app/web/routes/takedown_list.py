"""Löschverfahren: which cases there are."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from fastapi import APIRouter, Response
from sqlalchemy.orm import Session

from app.messages import ANSWERS, GROUNDS, OUTCOMES, STATES
from app.messages.takedowns import KINDS
from app.models.takedown import TakedownState
from app.queries.cursor import Page
from app.queries.takedown_filter import TakedownFilter
from app.queries.takedowns import TakedownView, list_takedowns
from app.web.csv_file import Cell, csv_file
from app.web.deps import Looking, LookingOn
from app.web.visit import Visit

router = APIRouter(include_in_schema=False)

PAGE_LENGTH: Final = 50
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
    "Antworten": lambda view: ", ".join(ANSWERS[row.answer] for row in view.takedown.answers),
    "Beendet": lambda view: view.takedown.ended_at,
}


@router.get("/takedowns")
def show_takedowns(
    visit: LookingOn, state: str = "", organisation: str = "", q: str = "", after: str | None = None
) -> Response:
    """Show the cases one may see, newest first, by state, organisation and words."""
    page = _fetch(visit, _read_filter(visit, state, organisation, q), visit.session, after)
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
    fetch = partial(_fetch, visit, _read_filter(visit, state, organisation, q))
    return csv_file(visit, "loeschverfahren", COLUMNS, fetch)


def _fetch(visit: Visit, wanted: TakedownFilter, session: Session, after: str | None) -> Page[TakedownView]:
    page = list_takedowns(session, visit.actor, wanted, limit=PAGE_LENGTH, after=after)
    visit.note_reading(view.takedown.post for view in page.items)
    return page


def _read_filter(visit: Visit, state: str, organisation: str, q: str) -> TakedownFilter:
    words = visit.take_words(q)
    return TakedownFilter(
        state=TakedownState(state) if state in set(TakedownState) else None,
        is_open=state == "running",
        organisation=organisation.strip() or None,
        text=words,
    )
