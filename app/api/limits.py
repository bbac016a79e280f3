"""How large a request may be: said before anything of it is read, or as soon as it has grown too large (LI-02).

The framework's own limit would exchange an answer after its effect was committed, and answer in plain text.
"""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.problems import largest_body, problem

TOO_LARGE = 413


class BodyLimit:
    """Refuses a request whose body is, or turns out to be, larger than its path takes."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        largest = largest_body(scope["path"])
        announced = Headers(scope=scope).get("content-length", "")
        if announced.isdecimal() and (len(announced) > len(str(largest)) or int(announced) > largest):
            await problem(TOO_LARGE, "too-large", limit=largest)(scope, receive, send)
            return
        size = 0

        async def count() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > largest:
                raise HTTPException(TOO_LARGE)
            return message

        await self._app(scope, count, send)
