"""Whether a way is open: one that fails is left alone for a while, longer with each failure in a row."""

from datetime import datetime, timedelta
from typing import Final

from app.models.way import Way

PAUSES_S: Final = (5, 15, 45, 120, 300)


def fail_way(way: Way, now: datetime, words: str) -> None:
    """Note one more failure, and let the way rest."""
    way.failures += 1
    way.failing_since = way.failing_since or now
    way.resumes_at = now + timedelta(seconds=PAUSES_S[min(way.failures, len(PAUSES_S)) - 1])
    way.last_error = words


def clear_way(way: Way) -> None:
    """Note that the way is open."""
    way.failures, way.failing_since, way.resumes_at, way.last_error = 0, None, None, None
