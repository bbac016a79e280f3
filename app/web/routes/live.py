"""The stream that tells open pages when to fetch themselves anew."""

from typing import Annotated

from fastapi import APIRouter, Header, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from app.actions.sign_in import digest_token
from app.db import sessions
from app.errors import NotSignedInError
from app.identity import find_actor
from app.models.user import Actor
from app.throttle import throttle
from app.web.guard import SESSION, read_cookie
from app.web.lookout import Lookout, tell_changes
from app.web.visit import HEADERS

router = APIRouter(include_in_schema=False)


@router.get("/live")
async def listen(
    request: Request, after: int = 0, last_event_id: Annotated[str | None, Header()] = None
) -> StreamingResponse:
    """Tell a page when something changes after what it shows; which of it concerns whom is seen when it is fetched.

    Listening is no sign of somebody being there: a page left open ends its sign-in like any other (ADR 0020).
    """
    token = read_cookie(request, SESSION)
    if token is None:
        raise NotSignedInError

    def find_listener() -> Actor:
        with sessions()() as session:
            actor = find_actor(session, digest_token(token), in_browser=True)
        if actor.lacks is not None:
            raise NotSignedInError
        return actor

    user_id = (await run_in_threadpool(find_listener)).user_id
    assert user_id is not None  # noqa: S101 - whoever signed in has an account
    await run_in_threadpool(throttle().count, throttle().by_account, str(user_id))
    known = last_event_id or ""
    after = int(known[:18]) if known.isdecimal() and known.isascii() else after
    lookout: Lookout = request.app.state.lookout
    parts = tell_changes(lookout, request, user_id, after, find_listener)
    return StreamingResponse(
        parts, headers=HEADERS | {"X-Accel-Buffering": "no"}, media_type="text/event-stream"
    )
