"""Three kinds of platform under bad weather: they lose answers, refuse, dawdle, and remember when what arrived."""

import threading
from contextlib import ExitStack
from datetime import UTC, datetime
from random import Random

from tests.channels.dialects import DIALECTS

WEATHER = {
    "cut before": 0.01,
    "cut after": 0.01,
    "busy": 0.045,
    "broken": 0.005,
    "slow": 0.05,
}
"""How often a request that makes a post meets what; the rest passes."""
SLOW_S, SLOWEST_S = 0.3, 2.0


class Restless:
    """A platform with the weather of a seed; `arrivals` holds (text, when) of each post that came to stand there."""

    def __init__(self, platform, label, seed):
        self.label, self.platform = label, platform
        self.arrivals = []
        self.met = dict.fromkeys(WEATHER, 0)
        self._chance, self._lock = Random(seed), threading.Lock()  # noqa: S311 - repeatable, hides nothing
        self.server = DIALECTS[platform]()
        self.server.mood = self._take

    def _draw(self):
        with self._lock:
            hazard, drawn = self._chance.random(), None
            for name, share in WEATHER.items():
                hazard -= share
                if hazard < 0:
                    drawn = name
                    break
            if drawn:
                self.met[drawn] += 1
            return drawn, self._chance.uniform(SLOW_S, SLOWEST_S)

    def _take(self, line, work):
        weather, pause_s = self._draw()
        if weather == "busy":
            line.answer(429, {"Retry-After": "1"})
        elif weather == "broken":
            line.answer(500, {}, b"<h1>Something is broken</h1>")
        elif weather == "cut before":
            line.reset()
        else:
            if weather == "slow":
                self.server.over.wait(pause_s)
            answer = self._work(work)
            line.reset() if weather == "cut after" else line.answer(*answer)

    def _work(self, work):
        """Let the server do it, one request at a time, and remember what came to stand there anew."""
        with self._lock:
            before = len(self.server.copies())
            answer = work()
            after = self.server.copies()
            self.arrivals += [(words, datetime.now(UTC)) for words in after[before:]]
            return answer

    def copies(self):
        """The texts that stand there now."""
        with self._lock:
            return list(self.server.copies())


def open_platforms(stack: ExitStack, count, seed):
    """Return so many platforms, of each kind in turn, each on a port of its own."""
    kinds = list(DIALECTS)
    platforms = [
        Restless(
            kinds[number % len(kinds)], f"{kinds[number % len(kinds)].title()} {number + 1}", seed + number
        )
        for number in range(count)
    ]
    for platform in platforms:
        stack.enter_context(platform.server)
    return platforms
