"""One request of somebody signed in, and the pages it can be answered with."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from app import clock, db
from app.actions import reading
from app.editorial.permissions import MATRIX, Permission
from app.models import Post
from app.models.user import Actor, Role
from app.queries.notices import MOST_COUNTED, count_unread
from app.web.handbook import help_path
from app.web.notices import NOTICES
from app.web.pages import templates

HEADERS: Final = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "font-src 'self'; img-src 'self' data:; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; "
    "form-action 'self'",
}
"""Of every page for people who work here. Nothing stays in a browser's cache once somebody has signed out."""
MENU: Final = (
    ("/", "Mein Tag"),
    ("/posts", "Beiträge"),
    ("/approvals", "Freigabe"),
    ("/deliveries", "Ausspielungen"),
    ("/calendar", "Kalender"),
    ("/takedowns", "Löschverfahren"),
    ("/channels", "Kanäle"),
    ("/stops", "Not-Aus"),
    ("/events", "Protokoll"),
    ("/admin/hooks", "Webhooks"),
    ("/admin", "Verwaltung"),
)
"""The areas in the order of the menu."""
ONLY_FOR: Final = {
    "/approvals": (Role.CENTRAL_EDITOR, Role.MINISTRY_LEAD, Role.MINISTRY_EDITOR),
    "/takedowns": tuple(MATRIX[Permission.READ_TAKEDOWN]),
    "/admin/hooks": tuple(MATRIX[Permission.MANAGE_HOOKS]),
    "/events": tuple(MATRIX[Permission.READ_EVENTS]),
    "/admin": tuple(MATRIX[Permission.MANAGE_USERS]),
}
"""Areas that lie on the way of these roles only; what somebody may do there is decided there."""


@dataclass(frozen=True)
class Visit:
    """Who asks for what, in which session; `form_token` is what forms on the answer carry.

    `live_after` is the position in the chain of events of a page that shows by itself what happens later.
    """

    request: Request
    session: Session
    actor: Actor
    sign_in_sha256: str
    form_token: str
    live_after: int | None = None

    def show(self, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """Return a page in the frame for people who are signed in."""
        path = self.request.url.path
        frame = {
            "visit": self,
            "now": clock.now(),
            "menu": [
                (address, label, _is_here(path, address))
                for address, label in MENU
                if address not in ONLY_FOR or self.actor.holds(*ONLY_FOR[address])
            ],
            "help": help_path(path),
            "unread": count_unread(self.session, self.actor),
            "most_counted": MOST_COUNTED,
            "notice": NOTICES.get(self.request.query_params.get("said", "")),
        }
        return show(template, status=status, **frame, **values)

    def note_reading(self, posts: Iterable[Post]) -> None:
        """Write down which foreign drafts the page is about to show an auditor (ADR 0015); looking itself only reads."""
        with db.transaction() as own:
            reading.note_reading(own, self.actor, posts)


def show(template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Return a page with the headers of those for people who work here."""
    return HTMLResponse(templates().get_template(template).render(values), status, HEADERS)


def lead_to(path: str, *, said: str | None = None) -> Response:
    """Send a browser on after a form, so that reloading sends nothing twice; `said` names what is to be told there."""
    joint = "&" if "?" in path else "?"
    return RedirectResponse(path if said is None else f"{path}{joint}said={said}", 303, HEADERS)


def _is_here(path: str, address: str) -> bool:
    """Tell whether a page lies in this area of the menu and in none below it."""
    areas = [area for area, _ in MENU if path == area or (area != "/" and path.startswith(area + "/"))]
    return address == max(areas, key=len, default=None)
