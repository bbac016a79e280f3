"""Plain Celery for the delivery benchmark, as one would write it: a task per post, sent ahead with its `eta`.

`worker THREADS` runs a worker; `send PORT NUMBER CHANNELS DUE` hands in the posts. DELIVERY_LATE=1 acknowledges late and
lets the broker give a task to another after 10 s, which is what the manual offers against a killed worker.
DELIVERY_CLIENT=sockets sends over plain sockets instead of requests, the library that most would take.
"""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

sys.path[:0] = [str(Path(__file__).resolve().parent)]

import requests  # noqa: E402 - the folder is on the path from here on
from celery import Celery  # noqa: E402
from delivery_bare import BODY, post  # noqa: E402

LATE = bool(os.environ.get("DELIVERY_LATE"))
app = Celery("plain", broker=os.environ["DELIVERY_BROKER"])
app.conf.update(
    task_ignore_result=True,
    task_default_queue=os.environ.get("DELIVERY_QUEUE", "plain"),
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
    **(
        {
            "task_acks_late": True,
            "task_reject_on_worker_lost": True,
            "broker_transport_options": {"visibility_timeout": 10, "unacked_restore_limit": None},
        }
        if LATE
        else {}
    ),
)


@app.task(name="plain.send")
def send(port: int, channel: int, post_id: str) -> None:
    """Send one post."""
    if os.environ.get("DELIVERY_CLIENT") == "sockets":
        post(port, channel, post_id)
        return
    url = f"http://127.0.0.1:{port}/channel/{channel}"
    requests.post(url, data=BODY, headers={"webhook-id": post_id}, timeout=10).raise_for_status()


def hand_in(port: int, number: int, channels: int, due: float) -> None:
    """Hand in so many posts that are due at one moment."""
    when = datetime.fromtimestamp(due, UTC)
    with app.producer_pool.acquire() as producer:
        for place in range(number):
            send.apply_async((port, place % channels, str(uuid4())), eta=when, producer=producer)


if __name__ == "__main__":
    if sys.argv[1] == "send":
        hand_in(*map(int, sys.argv[2:5]), float(sys.argv[5]))
    else:
        words = ["--pool", "threads", "--concurrency", sys.argv[2], "--without-gossip", "--without-mingle"]
        app.worker_main(["--quiet", "worker", *words])
