"""Konten: finding people's accounts, and one account with all that is known of it."""

from collections.abc import Callable, Mapping
from typing import Final

from fastapi import APIRouter, Response
from pydantic import TypeAdapter
from sqlalchemy.orm import Session

from app import clock
from app.fields import Search
from app.models.user import Actor, Role
from app.queries.cursor import Page
from app.queries.organisations import find_organisation_ids
from app.queries.user_filter import UserFilter, UserOrder, UserStatus
from app.queries.users import UserView, list_users
from app.web.csv_file import Cell, csv_file
from app.web.deps import Looking
from app.web.roles import say_role
from app.web.visit import Visit

router = APIRouter(prefix="/admin/users", include_in_schema=False)

PAGE_LENGTH: Final = 50
FILE_PAGE: Final = 500
COLUMNS: Final[Mapping[str, Callable[[UserView], Cell]]] = {
    "Name": lambda view: view.user.name,
    "E-Mail-Adresse": lambda view: view.user.email,
    "Rollen": lambda view: "; ".join(map(say_role, view.memberships)),
    "Zweiter Faktor": lambda view: "ja" if view.has_second_factor else "nein",
    "Eigenes Passwort": lambda view: "nein" if view.user.password_is_initial else "ja",
    "Gesperrt seit": lambda view: view.user.locked_at,
    "Kennung": lambda view: str(view.user.id),
}
_search: Final = TypeAdapter(Search)


@router.get("")
def show_users(
    visit: Looking,
    q: str = "",
    organisation: str = "",
    role: str = "",
    status: str = "",
    sort: str = UserOrder.NAME,
    after: str | None = None,
) -> Response:
    """Show people's accounts, by words, organisation, role and what stands out about them."""
    wanted = {"q": q, "organisation": organisation, "role": role, "status": status, "sort": sort}
    fetch = _fetching(visit, wanted, PAGE_LENGTH)
    page = fetch(visit.session, after)
    return visit.show(
        "desk/admin/users.html",
        views=page.items,
        next=page.next,
        wanted=wanted,
        is_narrowed=any(value for name, value in wanted.items() if name != "sort"),
        today=clock.today(),
    )


@router.get(".csv")
def export_users(
    visit: Looking, q: str = "", organisation: str = "", role: str = "", status: str = "", sort: str = ""
) -> Response:
    """Return the same list as a file, all of it."""
    wanted = {"q": q, "organisation": organisation, "role": role, "status": status, "sort": sort}
    return csv_file(visit, "konten", COLUMNS, _fetching(visit, wanted, FILE_PAGE))


def _fetching(
    visit: Visit, wanted: Mapping[str, str], limit: int
) -> Callable[[Session, str | None], Page[UserView]]:
    """Return what fetches a page of the accounts that a form wants; what it cannot mean narrows nothing."""
    words = visit.take_words(wanted["q"])
    actor: Actor = visit.actor
    order = UserOrder(wanted["sort"]) if wanted["sort"] in set(UserOrder) else UserOrder.NAME
    chosen = wanted["organisation"].strip()

    def fetch(session: Session, after: str | None) -> Page[UserView]:
        narrowed = UserFilter(
            text=words,
            organisations=find_organisation_ids(session, chosen) if chosen else None,
            role=Role(wanted["role"]) if wanted["role"] in set(Role) else None,
            status=UserStatus(wanted["status"]) if wanted["status"] in set(UserStatus) else None,
            is_service=False,
        )
        return list_users(session, actor, narrowed, order=order, limit=limit, after=after)

    return fetch
