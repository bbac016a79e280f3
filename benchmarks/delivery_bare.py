"""The bound of the delivery benchmark: a bare loop of threads that sends posts, without a database or a queue.

It speaks HTTP over plain sockets with as few steps as there can be, so that nothing with the same concurrency is much
faster.
"""

import socket
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

BODY = b"x" * 600


def post(port: int, channel: int, post_id: str) -> None:
    """Send one post over a connection of its own and wait for the answer."""
    head = (
        f"POST /channel/{channel} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
        f"webhook-id: {post_id}\r\nContent-Length: {len(BODY)}\r\nConnection: close\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port), 10) as line:
        line.sendall(head.encode() + BODY)
        heard = b""
        while part := line.recv(65536):
            heard += part
    if not heard.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(heard[:100])


def main(port: int, number: int, channels: int, threads: int, due: float) -> None:
    """Send so many posts from the due moment on."""
    with ThreadPoolExecutor(threads) as hands:
        time.sleep(max(due - time.time(), 0))
        for place in range(number):
            hands.submit(post, port, place % channels, str(uuid4()))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:5]), float(sys.argv[5]))
