"""One request of somebody signed in, and the pages it can be answered with."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import TypeAdapter
from sqlalchemy.orm import Session

from app import clock, db
from app.actions import reading
from app.editorial.permissions import MATRIX, Permission
from app.fields import Search
from app.models import Post
from app.models.user import Actor
from app.queries.notices import MOST_COUNTED, count_unread
from app.queries.restorations import is_in_restore_mode
from app.throttle import throttle
from app.web.areas import list_areas, list_parts
from app.web.forms import Entered
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
_search = TypeAdapter(Search)


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
        area, parts = list_parts(self.actor, path)
        frame = {
            "visit": self,
            "now": clock.now(),
            "menu": list_areas(self.actor, path),
            "area": area,
            "parts": parts,
            "help": help_path(path),
            "unread": count_unread(self.session, self.actor),
            "most_counted": MOST_COUNTED,
            "is_restoring": is_in_restore_mode(self.session),
            "notice": NOTICES.get(self.request.query_params.get("said", "")),
        }
        return show(template, status=status, **frame, **values)

    @property
    def may_write(self) -> bool:
        """Whether somebody writes posts at all; for which ministries is decided in the composer."""
        return self.actor.holds(*MATRIX[Permission.CREATE])

    def count_costly(self) -> None:
        """Count a request that costs much. Raises TooOftenError."""
        throttle().count(throttle().costly, str(self.actor.user_id))

    def take_words(self, entered: str) -> str | None:
        """Return the words to search for, None where there are none; searching counts as costly. Raises TooOftenError."""
        words = Entered({"q": entered}).take_if_any("q", _search)
        if words:
            self.count_costly()
        return words

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
