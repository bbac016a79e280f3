"""The last look at the stops before the first byte (PUBLISHING section 6), shared by those who ask at the same time.

An answer counts only if it was looked up after the question: nobody is told of a time before they asked.
"""

import threading
from uuid import UUID

from app import db
from app.actions.facts import open_stops
from app.clock import boot_time
from app.editorial.deliveries import covers
from app.models import PublishingStop


class StopWatch:
    """Who looks, looks for all who wait meanwhile."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._looked_at = 0.0
        self._stops: list[PublishingStop] = []

    def sees(self, channel_id: UUID) -> bool:
        """Tell whether a stop covers the channel now."""
        return any(covers(stop, channel_id) for stop in self._look(boot_time()))

    def _look(self, asked_at: float) -> list[PublishingStop]:
        with self._lock:
            if self._looked_at <= asked_at:
                begun_at = boot_time()
                with db.transaction() as session:
                    self._stops = open_stops(session)
                self._looked_at = begun_at
            return self._stops
