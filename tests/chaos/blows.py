"""What hits the office: any of its processes killed, its servers restarted, its broker emptied, a worker frozen."""

import contextlib
import os
import signal
import threading
import time
from random import Random

import redis

from app.embedded.valkey import Valkey
from tests.embedded.conftest import wait_until
from tests.workers.whole_office import QUICK

PARTS = {
    "web": "app.cli web",
    "Disponent": "app.cli dispatcher",
    "Arbeiter": "app.cli worker",
    "PostgreSQL": "bin/postgres",
    "Valkey": "valkey-server",
}
BACK_WITHIN_S = 150
FROZEN_S = 2 * QUICK["LEASE"]


class Blows:
    """So many kills, spread over the time in which posts leave; between them the broker is emptied and a worker freezes."""

    def __init__(self, office, kills, seed, *, over_s):
        self.office, self.kills, self.pause_s = office, kills, over_s / (kills + 1)
        self.chance = Random(seed)  # noqa: S311 - repeatable, hides nothing
        self.dealt = dict.fromkeys((*PARTS, "FLUSHALL", "eingefroren"), 0)
        self.failed = None
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._deal, daemon=True)

    def start(self):
        self._thread.start()

    def end(self):
        """Wait for the last one, and that everything is back."""
        self._thread.join()
        self._over.set()
        if self.failed:
            raise self.failed

    @property
    def count(self):
        return sum(self.dealt[name] for name in PARTS)

    def _deal(self):
        try:
            for number in range(self.kills):
                self._over.wait(self.pause_s * self.chance.uniform(0.5, 1.5))
                if number % len(PARTS) == 0:
                    order = self.chance.sample(list(PARTS), len(PARTS))
                    self._empty_broker()
                if number == self.kills // 2:
                    self._freeze()
                self._kill(order[number % len(PARTS)])
            wait_until(self.office.answers, BACK_WITHIN_S)
        except AssertionError as error:
            self.failed = error

    def _kill(self, name):
        wait_until(lambda: self.office.member(PARTS[name]), BACK_WITHIN_S)
        is_back = self.office.kill(PARTS[name])
        self.dealt[name] += 1
        wait_until(is_back, BACK_WITHIN_S)

    def _empty_broker(self):
        with contextlib.suppress(redis.RedisError), contextlib.closing(self._broker()) as broker:
            broker.flushall()
            self.dealt["FLUSHALL"] += 1

    def _broker(self):
        return redis.Redis(unix_socket_path=str(Valkey(self.office.folder).socket), socket_timeout=2)

    def _freeze(self):
        """Stop the worker for twice the lease, in the middle of whatever it does; it goes on as if nothing had been."""
        wait_until(lambda: self.office.member(PARTS["Arbeiter"]), BACK_WITHIN_S)
        worker = self.office.member(PARTS["Arbeiter"])
        os.kill(worker, signal.SIGSTOP)
        self.dealt["eingefroren"] += 1
        threading.Thread(target=self._thaw, args=(worker,), daemon=True).start()

    @staticmethod
    def _thaw(worker):
        time.sleep(FROZEN_S)
        with contextlib.suppress(ProcessLookupError):
            os.kill(worker, signal.SIGCONT)
