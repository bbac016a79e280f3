"""What the servers of channels say the time is: the Date of their answers, a second clock for nothing (section 12)."""

from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from app.clock import now

FRESH: Final = timedelta(minutes=10)
SECOND: Final = timedelta(seconds=1)
_SEEN: Final[dict[str, tuple[datetime, float]]] = {}


def note_date(url: str, date: datetime | None, asked_at: datetime, answered_at: datetime) -> None:
    """Remember what a server's answer said of the time, between the question and the answer here.

    A Date has whole seconds: the server's clock was anywhere within that one.
    """
    host = urlsplit(url).hostname
    if host is None or date is None:
        return
    ahead = (date - answered_at).total_seconds()
    behind = (asked_at - date - SECOND).total_seconds()
    _SEEN[host] = answered_at, max(ahead, 0.0) - max(behind, 0.0)


def clocks_of_servers() -> dict[str, float]:
    """Return by how many seconds servers were ahead of this machine in the last ten minutes; negative where behind."""
    since = now() - FRESH
    return {host: seconds for host, (at, seconds) in list(_SEEN.items()) if at > since}
