"""Submitting a post, as a program does it: the write that the benchmark of the pages measures beside its reads."""

import time
from datetime import timedelta

import httpx2

from app import clock


def submit_one(client: httpx2.Client) -> float:
    """Write a draft and return how long its submission took, in milliseconds. Raises RuntimeError if it is refused."""
    channels = {row["label"]: row["id"] for row in expect(client.get("/api/v1/channels?limit=100"))["items"]}
    proposed_at = (clock.now() + timedelta(days=30)).isoformat()
    draft = {
        "organisation": "MB",
        "title": "Messung",
        "text": "Neue Tablets für alle Schulen. Mehr dazu auf dem Landesportal.",
        "deliveries": [{"channel_id": channels["Landesportal"], "proposed_at": proposed_at}],
    }
    post = expect(client.post("/api/v1/posts", json=draft))
    body, once = {"neutrality_declared": True}, {"Idempotency-Key": post["id"]}
    begun = time.perf_counter()
    answer = client.post(f"/api/v1/posts/{post['id']}/submit", json=body, headers=once)
    took = (time.perf_counter() - begun) * 1000
    expect(answer)
    return took


def expect(answer: httpx2.Response) -> dict[str, list[dict[str, str]]] | dict[str, str]:
    """Return what a good answer says. Raises RuntimeError for any other."""
    if not answer.is_success:
        raise RuntimeError(f"{answer.url}: {answer.status_code} {answer.text[:300]}")
    return answer.json()
