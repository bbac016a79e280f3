"""A cutting proxy: it stands before a server and delays, silences or cuts what passes, before or after the work is done."""

import contextlib
import re
import socket
import threading
import time

from tests.channels.ugly import RESET


class Proxy:
    """Forwards to a port on 127.0.0.1. What `picks` finds (a request) gets the `fault`, if one is set.

    Faults: "silence" and "reset" never reach the server; "cut", "half", "half_open" let it finish first and then lose
    its answer, half of it, or only the news that it is over; "delay" waits `delay_s` before the answer goes on. Bytes are
    an answer of the proxy's own: the server hears nothing.
    """

    def __init__(self, port):
        self.fault = None
        self.delay_s = 0.0
        self.picks = lambda _request: True
        self.picked = 0
        self._target = ("127.0.0.1", port)
        self._over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self._listener.getsockname()[1]
        self.host = f"127.0.0.1:{self.port}"
        self.url = f"http://{self.host}"

    def __enter__(self):
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self._listener.close()

    def _accept(self):
        while not self._over.is_set():
            with contextlib.suppress(OSError):
                line, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line):
        with line, contextlib.suppress(OSError):
            request = read_request(line)
            fault = self.fault if self.picks(request) else None
            self.picked += fault is not None
            if fault == "silence":
                self._over.wait(30)
            elif fault == "reset":
                reset(line)
            elif isinstance(fault, bytes):
                line.sendall(fault)
            else:
                self._forward(line, request, fault)

    def _forward(self, line, request, fault):
        with socket.create_connection(self._target) as server:
            server.sendall(request)
            answer = b"".join(
                iter(lambda: server.recv(65_536), b"")
            )  # one call, one connection: it ends by itself
        if fault == "half_open":
            self._over.wait(30)
        elif fault == "cut":
            reset(line)
        else:
            time.sleep(self.delay_s if fault == "delay" else 0)
            line.sendall(answer[: len(answer) // 2] if fault == "half" else answer)


def read_request(line):
    """Return a whole request: only then can the caller's connection be reset at any time."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += line.recv(65_536) or b"\r\n\r\n"
    head, _, body = data.partition(b"\r\n\r\n")
    length = int((re.search(rb"\r\ncontent-length: *(\d+)", head, re.IGNORECASE) or [0, 0])[1])
    while len(body) < length:
        body += line.recv(65_536) or b" " * length
    return head + b"\r\n\r\n" + body


def reset(line):
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    line.close()
