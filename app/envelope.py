"""What every answer carries, errors included: security headers, a request id, a line in the log (SECURITY BR-01).

Requests are counted here, too, by the template of their route, so that no address anybody makes up becomes a label.
The counts are this process's own; with several web processes each is asked for its own.
"""

import re
import time
from collections.abc import Mapping, MutableMapping
from typing import Any, Final

import structlog
from prometheus_client import Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uuid_utils.compat import uuid7

from app.log import about

HEADERS: Final = {
    b"strict-transport-security": b"max-age=63072000; includeSubDomains",
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"content-security-policy": b"default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; "
    b"object-src 'none'; frame-ancestors 'none'; form-action 'none'",
}
REQUEST_ID: Final = b"x-request-id"
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
REQUESTS: Final = Counter(
    "redaktion_http_requests",
    "Requests answered by this web process.",
    ("method", "route", "status"),
)
SECONDS: Final = Histogram(
    "redaktion_http_request_seconds",
    "From the request to the first byte of its answer, in this web process.",
    ("method", "route"),
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
_QUIET: Final = frozenset({"/healthz", "/readyz", "/metrics"})
_OUR_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_log = structlog.get_logger()


class Envelope:
    """Wraps the whole application, the answers of its outermost error handler included."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request under an id of our own; one that came with it is not believed."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, request_id = time.perf_counter(), str(uuid7())

        async def carry(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add_headers(message, request_id)
                _tell(scope, message["status"], time.perf_counter() - began)
            await send(message)

        with about(request_id=request_id):
            await self._app(scope, receive, carry)


def _add_headers(message: MutableMapping[str, Any], request_id: str) -> None:
    present = {name.lower() for name, _ in message["headers"]}
    message["headers"] = [
        *message["headers"],
        *((name, value) for name, value in HEADERS.items() if name not in present),
        (REQUEST_ID, request_id.encode()),
    ]


def _tell(scope: Scope, status: int, seconds: float) -> None:
    """Count the request and write its line. The address itself is in neither: it could hold anything."""
    route = _template(scope)
    method = scope["method"] if scope["method"] in METHODS else "other"
    REQUESTS.labels(method, route, str(status)).inc()
    SECONDS.labels(method, route).observe(seconds)
    if scope["path"] not in _QUIET:
        ms = round(seconds * 1000)
        _log.info("request.answered", method=method, route=route, status=status, ms=ms, **_ids(scope))


def _ids(scope: Scope) -> dict[str, str]:
    """Return what the address names by an id of ours: `post_id`, `delivery_id`; whatever else stands there is not."""
    params: Mapping[str, Any] = scope.get("path_params") or {}
    return {name: str(value) for name, value in params.items() if _OUR_ID.fullmatch(str(value))}


def _template(scope: Scope) -> str:
    """Return the route's template with the prefix its router is included under; `none` where none was found.

    A route knows its own part only; the prefix is what stands before that in the address.
    """
    template = getattr(scope.get("route"), "path_format", None)
    if template is None:
        return "none"
    own_part = str(template).format_map({"path": "", **(scope.get("path_params") or {})})
    path = str(scope["path"])
    return path.removesuffix(own_part) + template if path.endswith(own_part) else str(template)
