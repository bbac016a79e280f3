"""The platform of the delivery benchmark: one process that answers every post after a pause and notes when it came.

POST takes a post: its id is the header `webhook-id`, its moment the one at which its last byte was there, by the clock
that the database reads as well. GET returns what came since the last DELETE as `[[id, moment], ...]`; PUT /SECONDS sets
the pause.
"""

import asyncio
import json
import re
import sys
import time
from typing import Final

_LENGTH: Final = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_ID: Final = re.compile(rb"\r\nwebhook-id: *([^\r]+)", re.IGNORECASE)
_ANSWER: Final = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"


class Platform(asyncio.Protocol):
    """One connection with one request."""

    arrivals: Final[list[tuple[str, float]]] = []
    pause_s = 0.05

    def __init__(self) -> None:
        self._heard = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember whom to answer."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Hear more of the request; answer once it is whole."""
        self._heard += data
        head, blank, body = self._heard.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not blank or len(body) < int(length[1] if length else 0):
            return
        moment = time.time()
        if head.startswith(b"POST"):
            found = _ID.search(head)
            self.arrivals.append((found[1].decode() if found else "", moment))
            asyncio.get_running_loop().call_later(self.pause_s, self._answer, b"{}")
            return
        if head.startswith(b"PUT"):
            Platform.pause_s = float(head.split()[1].strip(b"/"))
        self._answer(json.dumps(self.arrivals).encode())
        if head.startswith(b"DELETE"):
            self.arrivals.clear()

    def _answer(self, body: bytes) -> None:
        self._transport.write(_ANSWER % len(body) + body)  # type: ignore[attr-defined]
        self._transport.close()


async def serve(port: int) -> None:
    """Serve until killed."""
    server = await asyncio.get_running_loop().create_server(Platform, "127.0.0.1", port, backlog=2000)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
