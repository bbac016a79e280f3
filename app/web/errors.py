"""Errors for readers: under /portal a German page, everywhere else what machines get."""

import inspect
from collections.abc import Callable
from typing import Any, Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException

from app.web.pages import error_page

FOR_READERS: Final = "/portal"


def speak_to_readers(app: FastAPI) -> None:
    """Put a page for readers before the answers for machines that the application has by now."""
    for kind in (HTTPException, RequestValidationError, DBAPIError, Exception):
        app.add_exception_handler(kind, _answer(app.exception_handlers[kind]))


def _answer(for_machines: Callable[[Request, Any], Any]) -> Callable[[Request, Exception], Any]:
    async def answer(request: Request, error: Exception) -> Response:
        spoken = for_machines(request, error)
        response: Response = await spoken if inspect.isawaitable(spoken) else spoken
        if not request.url.path.startswith(FOR_READERS):
            return response
        is_typo = isinstance(error, RequestValidationError)  # an address that names nothing
        return error_page(404 if is_typo else response.status_code)

    return answer
