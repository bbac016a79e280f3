"""What every answer carries, errors included: security headers, a request id, a line in the log (SECURITY BR-01)."""

import time
from collections.abc import MutableMapping
from typing import Any, Final

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uuid_utils.compat import uuid7

HEADERS: Final = {
    b"strict-transport-security": b"max-age=63072000; includeSubDomains",
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"content-security-policy": b"default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; "
    b"object-src 'none'; frame-ancestors 'none'; form-action 'none'",
}
_log = structlog.get_logger()


class Envelope:
    """Wraps the whole application, the answers of its outermost error handler included."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        structlog.contextvars.bind_contextvars(request_id=str(uuid7()))

        async def carry(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add_headers(message)
                _tell(scope, message["status"], began)
            await send(message)

        await self._app(scope, receive, carry)


def _add_headers(message: MutableMapping[str, Any]) -> None:
    present = {name.lower() for name, _ in message["headers"]}
    message["headers"] = [
        *message["headers"],
        *((name, value) for name, value in HEADERS.items() if name not in present),
    ]


def _tell(scope: Scope, status: int, began: float) -> None:
    if scope["path"] in {"/healthz", "/readyz", "/metrics"}:
        return
    _log.info(
        "request.answered",
        method=scope["method"],
        path=scope["path"],
        status=status,
        ms=round((time.perf_counter() - began) * 1000),
    )
