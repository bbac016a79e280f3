"""A real server for one application."""

import socket
import time
from contextlib import contextmanager
from threading import Thread

import uvicorn

from app import db


@contextmanager
def listening(app, port=0):
    """Yield the address of a real server; one that ends waits no longer than a second for open streams.

    A stream that is cancelled then may be looking into the database in a thread: that look is waited for.
    """
    busy_before = busy_connections()
    config = uvicorn.Config(app, lifespan="off", ws="none", log_level="critical", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    with socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(("127.0.0.1", port))
        thread = Thread(target=server.run, args=([sock],), daemon=True)
        thread.start()
        deadline = time.monotonic() + 60
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{sock.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(60)
            deadline = time.monotonic() + 60
            while busy_connections() > busy_before and time.monotonic() < deadline:
                time.sleep(0.01)


def busy_connections():
    """How many connections of this process are in use."""
    return db.engine().pool.checkedout() if db.engine.cache_info().currsize else 0
