"""From a refusal to an answer: class -> status, once, as application/problem+json (RFC 9457)."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException as StarletteHTTPException

from app import errors
from app.api.deps import KEY_HEADER, AnsweredBefore
from app.errors import Issue, Refusal
from app.fields import issue_of
from app.imaging import LARGEST_BYTES
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
    errors.JustificationMissingError: 409,
    errors.StaleError: 412,
    errors.KeyReusedError: 422,
    errors.PreconditionMissingError: 428,
    errors.TooOftenError: 429,
    errors.NotReadyError: 503,
    errors.TooLargeError: 413,
    errors.UnsupportedMediaError: 415,
    errors.RestoreModeError: 503,
    errors.BusyError: 503,
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
    415: "Unsupported media type",
    422: "Invalid request",
    428: "Precondition required",
    429: "Too many requests",
    500: "Internal error",
    503: "Not possible right now",
}
LARGEST_BODY: Final = 256 * 1024
LARGEST_UPLOAD: Final = LARGEST_BYTES + 64 * 1024
"""Of a request with a file: the file and what stands around it."""
UPLOADS: Final = frozenset(
    {"/api/v1/media", "/api/v1/imports", "/posts/compose", "/themes/import", "/imports"}
)
MOST_ISSUES: Final = 50
_PLAIN_KEYS = {404: "not-found", 405: "method-not-allowed"}
_SOMEBODY_ELSE: Final = {"55P03", "57014", "40P01", "23505"}
"""What the database says where others hold a row or have just written the same one; the second try tells more."""


def describe_problem(status: int, key: str, issues: Sequence[Issue] = (), **context: Any) -> dict[str, Any]:
    """Return what a problem says; issues of one kind lend it their key, so that a client may look in one place."""
    if key == "invalid" and len({row.key for row in issues}) == 1:
        key = issues[0].key
    detail = explain(key, **{**context, **(issues[0].context if issues and issues[0].key == key else {})})
    content = {
        "type": f"/docs#{key}",
        "title": TITLES.get(status, "Refused"),
        "status": status,
        "detail": detail,
        "key": key,
        "issues": [
            {"field": row.field, "key": row.key, "context": _described(row)} for row in issues[:MOST_ISSUES]
        ],
    }
    if context:
        content["context"] = context
    return content


def problem(
    status: int,
    key: str,
    issues: Sequence[Issue] = (),
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> JSONResponse:
    """Return a problem as an answer."""
    content = describe_problem(status, key, issues, **context)
    extra = {"WWW-Authenticate": "Bearer"} if status == 401 else {}  # noqa: PLR2004 - the status itself
    return JSONResponse(content, status, {**(headers or {}), **extra}, media_type="application/problem+json")


def status_of(refusal: Refusal) -> int:
    """Return the status of a refusal."""
    return next(code for kind, code in STATUS.items() if isinstance(refusal, kind))


def answer_refusal(request: Request, refusal: Refusal) -> Response:  # noqa: ARG001 - FastAPI hands it over
    """Turn a refusal into its problem."""
    status = status_of(refusal)
    wait = refusal.context.get("retry_after") if isinstance(refusal, errors.TooOftenError) else None
    headers = {"Retry-After": str(wait)} if wait else None
    return problem(status, refusal.key, refusal.issues, headers, **refusal.context)


def answer_validation(request: Request, error: RequestValidationError) -> Response:  # noqa: ARG001
    """Turn what FastAPI found wrong with a request into issues with dotted paths."""
    found = {(row["type"], row["loc"]) for row in error.errors()}
    if ("missing", ("header", KEY_HEADER)) in found:
        return problem(400, "idempotency-key-required")
    if any(kind == "json_invalid" for kind, _ in found):
        return problem(422, "malformed")
    return problem(422, "invalid", [issue_of(row) for row in error.errors()])


def largest_body(path: str) -> int:
    """Return how many bytes a request to a path may have."""
    return LARGEST_UPLOAD if path in UPLOADS else LARGEST_BODY


def answer_http(request: Request, error: StarletteHTTPException) -> Response:
    """Turn the framework's own refusals into problems; a body it could not read at all is malformed."""
    if error.status_code == 400:  # noqa: PLR2004 - the status itself
        return problem(422, "malformed")
    if error.status_code == 413:  # noqa: PLR2004 - the status itself
        return problem(413, "too-large", limit=largest_body(request.url.path))
    return problem(error.status_code, _PLAIN_KEYS.get(error.status_code, "invalid"), headers=error.headers)


def answer_before(request: Request, answer: AnsweredBefore) -> Response:  # noqa: ARG001
    """Repeat a committed answer."""
    return Response(answer.body, answer.status, answer.headers, media_type="application/json")


def answer_conflict(request: Request, error: StaleDataError) -> Response:  # noqa: ARG001
    """Two people at once: the second one reads again."""
    return problem(412, "stale")


def answer_database(request: Request, error: DBAPIError) -> Response:  # noqa: ARG001
    """Say whether somebody else holds the row or just wrote it; anything else is an internal error without detail."""
    state = getattr(error.orig, "sqlstate", None)
    if isinstance(error, OperationalError) or state in _SOMEBODY_ELSE:
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


def _described(row: Issue) -> dict[str, Any]:
    return {**row.context, "message": explain(row.key, **row.context)}
