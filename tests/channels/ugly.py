"""A small real HTTP server with a bad temper: it can refuse, fall silent, trickle, cut, before or after doing its work."""

import contextlib
import json
import socket
import struct
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

RESET = struct.pack("ii", 1, 0)
SILENT_S = 60
"""How long a server says nothing, in seconds: whoever is back sooner did not wait for it."""


@dataclass(frozen=True)
class Heard:
    """A request as it arrived; header names in lower case."""

    method: str
    path: str
    headers: dict
    body: bytes
    client: tuple

    @property
    def json(self):
        return json.loads(self.body)


class Line(BaseHTTPRequestHandler):
    """One connection; a mood gets it and the work to do, and decides what the caller sees of it."""

    protocol_version = "HTTP/1.1"

    def handle_one_request(self):
        with contextlib.suppress(OSError):
            super().handle_one_request()

    def __getattr__(self, name):
        if name.startswith("do_"):
            return self._take
        raise AttributeError(name)

    def _take(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        heard = Heard(self.command, self.path, headers, body, self.client_address)
        self.close_connection = True
        self.server.ugly.take(self, heard)

    def answer(self, status, headers=None, body=b""):
        if not isinstance(body, bytes):
            body, headers = json.dumps(body).encode(), {"Content-Type": "application/json", **(headers or {})}
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def raw(self, data):
        self.wfile.write(data)

    def trickle(self, data, after=b""):
        self.wfile.write(after)
        for byte in data:
            if self.server.ugly.over.wait(0.05):
                return
            self.wfile.write(bytes([byte]))

    def wait(self):
        self.server.ugly.over.wait(SILENT_S)

    def reset(self):
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self.connection.close()

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, *_):
        """A caller that went away is what these tests are about."""


class Ugly:
    """A server on a port of its own, or a given one. `work(request)` returns status, headers and body; `mood` is for what `minds` picks."""

    def __init__(self, port=0):
        self.requests = []
        self.mood = None
        self.over = threading.Event()
        self._server = Server(("127.0.0.1", port), Line)
        self._server.ugly = self
        self.port = self._server.server_address[1]
        self.host = f"127.0.0.1:{self.port}"
        self.url = f"http://{self.host}"

    def minds(self, _heard):
        return True

    def work(self, _heard):
        return 200, {}, b"{}"

    def take(self, line, heard):
        self.requests.append(heard)
        if self.mood is not None and self.minds(heard):
            self.mood(line, lambda: self.work(heard))
        else:
            line.answer(*self.work(heard))

    def __enter__(self):
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self._server.shutdown()
        self._server.server_close()


@contextlib.contextmanager
def listen(take):
    """Accept one connection, hand it to `take`, and tell the port."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept():
            with contextlib.suppress(OSError):
                take(server.accept()[0])

        threading.Thread(target=accept, daemon=True).start()
        yield server.getsockname()[1]
