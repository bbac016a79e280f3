"""The runs of the delivery benchmark, each on its own: what is timed, what is killed, what is counted."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Self

import psutil
from delivery_office import ROOT, Office
from sqlalchemy import text

HERE: Final = ROOT / "benchmarks"
CHANNELS: Final = 50
THREADS: Final = 32
PASSED: Final = ("sending", "unclear", "held", "waiting")
"""What is not sent and still stands there for everybody to see."""


@dataclass(frozen=True)
class Platform:
    """The other side, as `delivery_channel.py` runs it."""

    port: int

    def ask(self, method: str = "GET", path: str = "") -> list[tuple[str, float]]:
        """Ask it for what came; DELETE forgets that afterwards."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/{path}", method=method)
        return [(one, moment) for one, moment in json.load(urllib.request.urlopen(request, timeout=30))]  # noqa: S310 - our own process

    def wait_for(self, number: int, within_s: float) -> list[tuple[str, float]]:
        """Return what came once it is so many, or the time is over, and forget it."""
        until = time.monotonic() + within_s
        while len(self.ask()) < number and time.monotonic() < until:
            time.sleep(0.25)
        return self.ask("DELETE")


@dataclass(frozen=True)
class Toll:
    """What a killed worker cost: posts that came twice, that never came, and that stand there as unclear or held."""

    arrived: int
    doubled: int
    lost: int
    visible: int


@dataclass
class Plain:
    """Plain Celery: its worker, and a way to hand in posts."""

    office: Office
    client: str
    late: bool = False
    worker: subprocess.Popen[bytes] | None = None
    environment: dict[str, str] = field(default_factory=dict)

    def __enter__(self) -> Self:
        """Start the worker."""
        own = {"DELIVERY_BROKER": self.office.broker, "DELIVERY_CLIENT": self.client}
        own["DELIVERY_QUEUE"] = (
            f"plain-{self.client}-{self.late}"  # nothing of a killed worker's comes to another
        )
        self.environment = {**os.environ, **own, **({"DELIVERY_LATE": "1"} if self.late else {})}
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Kill the worker."""
        self.kill()

    def start(self) -> None:
        """Start a worker."""
        words = [sys.executable, str(HERE / "delivery_celery.py"), "worker", str(THREADS)]
        self.worker = subprocess.Popen(
            words, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def kill(self) -> None:
        """Kill the worker, as kill -9 does."""
        if self.worker is not None:
            self.worker.send_signal(signal.SIGKILL)
            self.worker.wait()

    def hand_in(self, platform: Platform, number: int, due: float) -> None:
        """Hand in so many posts for one moment."""
        words = ["send", str(platform.port), str(number), str(CHANNELS), str(due)]
        subprocess.run(
            [sys.executable, str(HERE / "delivery_celery.py"), *words], env=self.environment, check=True
        )


@contextlib.contextmanager
def open_platform() -> Iterator[Platform]:
    """Yield a platform that answers every post after 50 ms."""
    platform = Platform(free_port())
    process = subprocess.Popen([sys.executable, str(HERE / "delivery_channel.py"), str(platform.port)])
    try:
        until = time.monotonic() + 20
        while True:
            with contextlib.suppress(OSError):
                platform.ask()
                break
            if time.monotonic() > until:
                raise TimeoutError
            time.sleep(0.1)
        yield platform
    finally:
        process.kill()
        process.wait()


def free_port() -> int:
    """Return a port of this machine that nobody has."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


def time_singles(office: Office, platform: Platform, number: int) -> list[float]:
    """Return by how many seconds posts came late that fall due one after the other, a third of a second apart."""
    begin = time.time() + 3
    office.schedule(number, begin, step_s=1 / 3)
    arrived = platform.wait_for(number, number / 3 + 20)
    with office.engine.connect() as connection:
        rows = connection.execute(text("select id, due_at from delivery"))
        due = {str(one): moment.timestamp() for one, moment in rows}
    return [moment - due[one] for one, moment in arrived]


def time_bare(platform: Platform, number: int) -> list[float]:
    """Return the same for a bare loop over posts that are due at one moment."""
    due = time.time() + 1.5
    words = [str(platform.port), str(number), str(CHANNELS), str(THREADS), str(due)]
    subprocess.run([sys.executable, str(HERE / "delivery_bare.py"), *words], check=True)
    return [moment - due for _, moment in platform.wait_for(number, 60)]


def time_ours(office: Office, platform: Platform, number: int) -> list[float]:
    """Return the same for our office."""
    due = time.time() + 5
    office.schedule(number, due)
    arrived = platform.wait_for(number, 120)
    _wait_until(lambda: "sending" not in office.states(), 60)
    return [moment - due for _, moment in arrived]


def time_plain(plain: Plain, platform: Platform, number: int) -> list[float]:
    """Return the same for plain Celery."""
    due = time.time() + 6
    plain.hand_in(platform, number, due)
    return [moment - due for _, moment in platform.wait_for(number, 60)]


def kill_plain(plain: Plain, platform: Platform, number: int) -> Toll:
    """Return what it costs to kill plain Celery's worker in the middle; another one starts at once, and has 30 s."""
    plain.hand_in(platform, number, time.time() + 6)
    _wait_until(lambda: len(platform.ask()) > number / 3, 60)
    plain.kill()
    plain.start()
    arrived = [one for one, _ in platform.wait_for(number + 1, 30)]
    return Toll(len(set(arrived)), len(arrived) - len(set(arrived)), number - len(set(arrived)), 0)


def kill_ours(office: Office, platform: Platform, number: int) -> Toll:
    """Return what it costs to kill our publishing worker in the middle; another one starts at once, and has 30 s."""
    before = office.states()
    office.schedule(number, time.time() + 5)
    _wait_until(lambda: len(platform.ask()) > number / 3, 60)
    office.end(("worker", "publish"))
    office.start("worker", "publish")
    arrived = [one for one, _ in platform.wait_for(number + 1, 30)]
    states, there = office.states(), set(arrived)
    grown = {name: count - before.get(name, 0) for name, count in states.items()}
    visible = sum(grown.get(name, 0) for name in PASSED)
    return Toll(len(there), len(arrived) - len(there), number - grown.get("sent", 0) - visible, visible)


def time_start() -> tuple[float, dict[str, float]]:
    """Return how many seconds a fresh demo needs until it answers, and each process's share of memory in MB after that."""
    port = free_port()
    plain = {name: value for name, value in os.environ.items() if not name.startswith("REDAKTION_")}
    with tempfile.TemporaryDirectory(prefix="redaktion-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o711)
        words = ["-m", "app.cli", "up", "--demo", "--data", name, "--port", str(port)]
        begun = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, *words],
            cwd=ROOT,
            env=plain,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait_until(lambda: _answers(port), 180)
            took = time.monotonic() - begun
            _wait_until(lambda: "worker" in weigh(process.pid), 60)
            time.sleep(10)
            return took, weigh(process.pid)
        finally:
            process.terminate()
            process.wait()


def weigh(pid: int) -> dict[str, float]:
    """Return by part how much memory is its own (PSS, in MB); a server's processes together."""
    found: dict[str, float] = {}
    for one in [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]:
        with contextlib.suppress(psutil.Error):
            name = _name(one.cmdline())
            found[name] = found.get(name, 0) + one.memory_full_info().pss / 1e6
    return found


def _name(words: Sequence[str]) -> str:
    line = " ".join(words)
    if "app.cli" in words:
        return words[words.index("app.cli") + 1]
    return next((name for name in ("postgres", "valkey") if name in line), "sonstiges")


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError):
        return bool(urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2).status == 200)  # noqa: PLR2004
    return False


def _wait_until(is_so: Callable[[], Any], within_s: float) -> None:
    until = time.monotonic() + within_s
    while not is_so():
        if time.monotonic() > until:
            raise TimeoutError
        time.sleep(0.1)
