"""How pages learn that something changed: one look at the database a second for all streams of this process.

Each stream is a coroutine that mostly sleeps; a thread and a connection are taken for the milliseconds of a look only.
Nothing is handed on from process to process: each looks for itself, and whoever comes back names where they were.
"""

import asyncio
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import Final
from uuid import UUID

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.exc import DBAPIError

from app.db import sessions
from app.errors import NotSignedInError
from app.queries.changes import find_change

LOOK_S: Final = 1.0
BEAT_S: Final = 20.0
"""How often a stream asks whether the sign-in still counts, and says a word that keeps proxies from ending it."""
MOST_STREAMS: Final = 6
"""How many a person may have open in this process; a page that nobody sees has none."""
COME_BACK: Final = "retry: 3000\n\n"
COME_LATER: Final = "retry: 60000\n\n"
BEAT: Final = ": \n\n"
ENDED: Final = "event: ended\ndata: ended\n\n"


class Lookout:
    """What the streams of one process share: the last change known to them, and who has how many open."""

    def __init__(self) -> None:
        self._position, self._looked_at, self._is_looking = 0, 0.0, False
        self._open: Counter[UUID] = Counter()

    async def look(self) -> int:
        """Return the position of the last change, asking the database when nobody did within a second."""
        if not self._is_looking and time.monotonic() - self._looked_at >= LOOK_S:
            self._is_looking = True
            try:
                self._position = await run_in_threadpool(_find_last, self._position)
            finally:
                self._is_looking, self._looked_at = False, time.monotonic()
        return self._position

    @contextmanager
    def seat(self, user_id: UUID) -> Iterator[bool]:
        """Count one more stream of a person as long as it is open, and tell whether there was room for it."""
        self._open[user_id] += 1
        try:
            yield self._open[user_id] <= MOST_STREAMS
        finally:
            self._open[user_id] -= 1
            self._open += Counter()  # forgets whoever has none


async def tell_changes(
    lookout: Lookout, request: Request, user_id: UUID, after: int, ensure_signed_in: Callable[[], object]
) -> AsyncIterator[str]:
    """Yield the parts of a stream (HTML standard, server-sent events): that something changed, and nothing of what.

    It begins behind the position `after` and ends with the sign-in, with the server, or when the reader has gone.
    """
    with lookout.seat(user_id) as is_free:
        yield COME_BACK if is_free else COME_LATER
        beat_at = time.monotonic() + BEAT_S
        while is_free and not _is_server_ending() and not await request.is_disconnected():
            try:
                if time.monotonic() >= beat_at:
                    await run_in_threadpool(ensure_signed_in)
                    beat_at = time.monotonic() + BEAT_S
                    yield BEAT
                position = await lookout.look()
            except NotSignedInError:
                yield ENDED
                return
            except DBAPIError:
                return  # the reader comes back by itself
            if position > after:
                after = position
                yield f"id: {after}\ndata: changed\n\n"
            await asyncio.sleep(LOOK_S)


def _find_last(known: int) -> int:
    with sessions()() as session:
        return find_change(session, after=known) or known


def _is_server_ending() -> bool:
    """Tell whether the server was told to end: it waits for all answers, and streams would last for ever.

    Its handler of signals is the one place where uvicorn lets this be seen.
    """
    server = getattr(signal.getsignal(signal.SIGTERM), "__self__", None)
    return bool(getattr(server, "should_exit", False))
