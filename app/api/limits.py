"""How large a request may be: said before anything of it is read, or as soon as it has grown too large (LI-02).

The framework's own limit would exchange an answer after its effect was committed, and answer in plain text.
"""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.problems import LARGEST_BODY, problem

TOO_LARGE = 413


class BodyLimit:
    """Refuses a request whose body is, or turns out to be, larger than `largest` bytes."""

    def __init__(self, app: ASGIApp, largest: int = LARGEST_BODY) -> None:
        self._app, self._largest = app, largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "")
        if announced.isdecimal() and (
            len(announced) > len(str(self._largest)) or int(announced) > self._largest
        ):
            await problem(TOO_LARGE, "too-large", limit=self._largest)(scope, receive, send)
            return
        size = 0

        async def count() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > self._largest:
                raise HTTPException(TOO_LARGE)
            return message

        await self._app(scope, count, send)
