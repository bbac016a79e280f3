"""From a refusal to an answer: class -> status, once, as application/problem+json (RFC 9457)."""

from collections.abc import Sequence
from typing import Any, Final

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException as StarletteHTTPException

from app import errors
from app.api.deps import AnsweredBefore
from app.api.schemas.fields import RefusedValue
from app.errors import Issue, Refusal
from app.log import describe
from app.messages import explain

STATUS: Final[dict[type[Refusal], int]] = {
    errors.InvalidError: 422,
    errors.ImpossibleTimeError: 422,
    errors.NotSignedInError: 401,
    errors.NotAllowedError: 403,
    errors.NotFoundError: 404,
    errors.WrongStateError: 409,
    errors.RequestRunningError: 409,
    errors.StaleError: 412,
    errors.KeyReusedError: 422,
    errors.PreconditionMissingError: 428,
}
TITLES: Final[dict[int, str]] = {
    400: "Bad request",
    401: "Not signed in",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    409: "Conflict with the current state",
    412: "Changed in the meantime",
    413: "Too large",
    422: "Invalid request",
    428: "Precondition required",
    429: "Too many requests",
    500: "Internal error",
    503: "Busy",
}
_KEYS = {"missing": "missing", "extra_forbidden": "unknown-field"}
_PLAIN_KEYS = {404: "not-found", 405: "method-not-allowed", 413: "too-large"}
_LOCK_NOT_AVAILABLE = {"55P03", "57014", "40P01"}


def problem(status: int, key: str, issues: Sequence[Issue] = (), **context: Any) -> JSONResponse:
    """Return a problem; a single issue lends it its key, so that a client may look in one place."""
    key = issues[0].key if len(issues) == 1 and key == "invalid" else key
    detail = explain(key, **{**context, **(issues[0].context if len(issues) == 1 else {})})
    content = {
        "type": f"/docs#{key}",
        "title": TITLES.get(status, "Refused"),
        "status": status,
        "detail": detail,
        "key": key,
        "issues": [{"field": row.field, "key": row.key, "context": _described(row)} for row in issues],
    }
    if context:
        content["context"] = context
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None  # noqa: PLR2004 - the status itself
    return JSONResponse(content, status, headers, media_type="application/problem+json")


def answer_refusal(request: Request, refusal: Refusal) -> Response:  # noqa: ARG001 - FastAPI hands it over
    """Turn a refusal into its problem."""
    status = next(code for kind, code in STATUS.items() if isinstance(refusal, kind))
    return problem(status, refusal.key, refusal.issues, **refusal.context)


def answer_validation(request: Request, error: RequestValidationError) -> Response:  # noqa: ARG001
    """Turn what FastAPI found wrong with a request into issues with dotted paths."""
    if any(row["type"] == "json_invalid" for row in error.errors()):
        return problem(422, "malformed")
    return problem(422, "invalid", [_issue(row) for row in error.errors()])


def answer_http(request: Request, error: StarletteHTTPException) -> Response:  # noqa: ARG001
    """Turn the framework's own refusals into problems."""
    return problem(error.status_code, _PLAIN_KEYS.get(error.status_code, "invalid"))


def answer_before(request: Request, answer: AnsweredBefore) -> Response:  # noqa: ARG001
    """Repeat a committed answer."""
    return Response(answer.body, answer.status, answer.headers, media_type="application/json")


def answer_conflict(request: Request, error: StaleDataError) -> Response:  # noqa: ARG001
    """Two people at once: the second one reads again."""
    return problem(412, "stale")


def answer_database(request: Request, error: DBAPIError) -> Response:  # noqa: ARG001
    """Say whether somebody else holds the row; anything else is an internal error without detail."""
    state = getattr(error.orig, "sqlstate", None)
    if isinstance(error, OperationalError) or state in _LOCK_NOT_AVAILABLE:
        return problem(503, "busy")
    structlog.get_logger().error("request.database_refused", sqlstate=state, **describe(error))
    return problem(500, "internal")


def answer_crash(request: Request, error: Exception) -> Response:  # noqa: ARG001
    """Say that something went wrong here, and no more than that; the log knows."""
    structlog.get_logger().error("request.crashed", **describe(error))
    return problem(500, "internal")


def install(app: FastAPI) -> None:
    """Give the application its answers to refusals."""
    app.add_exception_handler(Refusal, answer_refusal)  # type: ignore[arg-type]
    app.add_exception_handler(RequestValidationError, answer_validation)  # type: ignore[arg-type]
    app.add_exception_handler(StarletteHTTPException, answer_http)  # type: ignore[arg-type]
    app.add_exception_handler(AnsweredBefore, answer_before)  # type: ignore[arg-type]
    app.add_exception_handler(StaleDataError, answer_conflict)  # type: ignore[arg-type]
    app.add_exception_handler(DBAPIError, answer_database)  # type: ignore[arg-type]
    app.add_exception_handler(Exception, answer_crash)


def _issue(row: dict[str, Any]) -> Issue:
    place = [str(part) for part in row["loc"] if part not in {"body", "query", "path", "header"}]
    field = ".".join(place) or "body"
    context = dict(row.get("ctx") or {})
    refusal = context.pop("error", None)
    if isinstance(refusal, RefusedValue):
        return Issue(field, refusal.key, refusal.context)
    context = {
        name: value if isinstance(value, int | float | str) else str(value) for name, value in context.items()
    }
    return Issue(
        field, _KEYS.get(row["type"], row["type"].replace("_", "-")), {"expected": row["msg"], **context}
    )


def _described(row: Issue) -> dict[str, Any]:
    return {**row.context, "message": explain(row.key, **row.context)}
