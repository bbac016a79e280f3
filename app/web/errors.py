"""Errors for people: a German page under /portal and on the desk's pages, what machines get everywhere else."""

import inspect
import json
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException

from app.errors import NotSignedInError, Refusal, SignInIncompleteError
from app.web import guard
from app.web.pages import error_page
from app.web.visit import lead_to, show

FOR_READERS: Final = ("/portal", "/barrierefreiheit", "/verzeichnis")
FOR_MACHINES: Final = ("/api/", "/docs", "/openapi.json", "/healthz", "/readyz", "/metrics", "/static/")
MISSING: Final = {
    "password-change-required": "/account/password",
    "second-factor-missing": "/account/second-factor",
}
"""Where somebody supplies what their sign-in still lacks."""
TITLES: Final = {
    401: "Bitte anmelden",
    403: "Das geht so nicht",
    404: "Nicht gefunden",
    409: "Inzwischen geändert",
    412: "Inzwischen geändert",
    429: "Zu viele Anfragen",
    500: "Störung",
    503: "Kurz unterbrochen",
}


def speak_to_people(app: FastAPI) -> None:
    """Put a page for people before the answers for machines that the application has by now."""
    kinds = (Refusal, HTTPException, RequestValidationError, StaleDataError, DBAPIError, Exception)
    for kind in kinds:
        app.add_exception_handler(kind, _answer(app.exception_handlers[kind]))


def _answer(for_machines: Callable[[Request, Any], Any]) -> Callable[[Request, Exception], Any]:
    async def answer(request: Request, error: Exception) -> Response:
        spoken = for_machines(request, error)
        response: Response = await spoken if inspect.isawaitable(spoken) else spoken
        is_typo = isinstance(error, RequestValidationError)  # an address that names nothing
        status, path = 404 if is_typo else response.status_code, request.url.path
        if path.startswith(FOR_READERS):
            page = error_page(status)
            page.headers.update(_kept(response))
            return page
        if path.startswith(FOR_MACHINES) or "text/html" not in request.headers.get("accept", ""):
            return response
        return _page(request, error, response, status)

    return answer


def _page(request: Request, error: Exception, response: Response, status: int) -> Response:
    """Return the refusal's own sentence as a page; whoever only wanted to look is led to sign in first."""
    if isinstance(error, NotSignedInError) and request.method in {"GET", "HEAD"}:
        wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        gone = lead_to("/sign-in" if wanted == "/" else f"/sign-in?to={quote(wanted)}")
        guard.drop_cookie(gone, guard.SESSION)
        return gone
    if isinstance(error, SignInIncompleteError):
        return lead_to(MISSING[error.key])
    told = json.loads(bytes(response.body))
    issues = [row["context"]["message"] for row in told["issues"]]
    sentence = told["detail"]
    issues = [] if issues == [sentence] else issues
    page = show(
        "desk/error.html",
        status=status,
        title=TITLES.get(status, "Das ist so nicht möglich"),
        sentence=sentence,
        issues=issues,
    )
    page.headers.update(_kept(response))
    return page


def _kept(response: Response) -> dict[str, str]:
    """Return the headers that mean the same to people and to machines."""
    return {name: response.headers[name] for name in ("Retry-After", "Allow") if name in response.headers}
