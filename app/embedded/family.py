"""The supervisor's children: started, watched, started again with growing patience, and stopped in order."""

import contextlib
import os
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from signal import Signals
from typing import Final

from app.embedded.guard import Guard
from app.embedded.launch import EmbeddedError
from app.embedded.terminal import Terminal

_TICK_S: Final = 0.05
_FIRST_PAUSE_S: Final = 1.0
_LONGEST_PAUSE_S: Final = 60.0
_SETTLED_AFTER_S: Final = 60.0
_FAILURES_AT_START: Final = 3


@dataclass
class Child:
    """One process to keep alive, and what we know of it."""

    name: str
    spawn: Callable[[], subprocess.Popen[bytes]]
    is_ready: Callable[[], bool] = lambda: True
    stop_signal: Signals = Signals.SIGTERM
    last_signal: Signals = Signals.SIGKILL  # what its session gets if the supervisor is killed
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    due_at: float | None = None
    pause_s: float = _FIRST_PAUSE_S
    failures: int = field(default=0)

    @property
    def age_s(self) -> float:
        """How long ago it was started."""
        return time.monotonic() - self.started_at


class Family:
    """All children of one supervisor. `is_leaving` tells whether somebody has asked us to end."""

    def __init__(self, terminal: Terminal, is_leaving: Callable[[], bool]) -> None:
        self._terminal = terminal
        self._is_leaving = is_leaving
        self._guard = Guard()
        self._children: list[Child] = []

    def start(self, child: Child) -> None:
        """Start a child and keep it alive from now on."""
        self._children.append(child)
        self._spawn(child)

    def wait_for(self, children: Sequence[Child], within_s: float) -> bool:
        """Wait until these answer, and tell whether they do."""
        until = time.monotonic() + within_s
        while not all(child.is_ready() for child in children):
            failed = any(child.failures >= _FAILURES_AT_START for child in children)
            if failed or self._is_leaving() or time.monotonic() > until:
                return False
            self.tend()
        return True

    def run_once(self, child: Child) -> int:
        """Run a child to its end; return its exit code, 1 if it was told to leave."""
        process = self._spawn(child)
        while process.poll() is None and not self._is_leaving():
            self._terminal.wait(_TICK_S)
        if process.returncode is None:
            self._end([child], 10)
        self._bury(child)
        return process.returncode or 0

    def tend(self, for_s: float = _TICK_S) -> None:
        """Wait a moment; see who has died, and start again whose pause is over."""
        self._terminal.wait(for_s)
        for child in self._children:
            if child.process is not None and child.process.poll() is not None:
                self._mourn(child, _name_end(child.process.returncode))
            if child.due_at is not None and time.monotonic() >= child.due_at:
                try:
                    self._spawn(child)
                except (EmbeddedError, OSError) as error:
                    self._mourn(child, str(error))

    def stop(
        self, children: Sequence[Child], grace_s: float, is_urgent: Callable[[], bool] = lambda: False
    ) -> None:
        """End these together: each gets its signal, and after the grace, or when it becomes urgent, SIGKILL."""
        for child in children:
            child.due_at = None
        self._end([child for child in children if child.process is not None], grace_s, is_urgent)
        for child in children:
            self._bury(child)

    def dismiss(self) -> None:
        """Let the guard go; nobody is left."""
        self._guard.dismiss()

    def _spawn(self, child: Child) -> subprocess.Popen[bytes]:
        child.due_at, child.started_at = None, time.monotonic()
        process = child.process = child.spawn()
        self._guard.watch(process.pid, child.last_signal)
        if process.stdout is not None:
            self._terminal.attach(child.name, process.stdout)
        return process

    def _mourn(self, child: Child, reason: str) -> None:
        settled = child.age_s > _SETTLED_AFTER_S
        child.failures = 1 if settled else child.failures + 1
        child.pause_s = _FIRST_PAUSE_S if settled else child.pause_s
        self._bury(child)
        self._terminal.say(f"{child.name} ist ausgefallen ({reason}); Neustart in {child.pause_s:.0f} s")
        child.due_at = time.monotonic() + child.pause_s
        child.pause_s = min(child.pause_s * 2, _LONGEST_PAUSE_S)

    def _end(
        self, children: Sequence[Child], grace_s: float, is_urgent: Callable[[], bool] = lambda: False
    ) -> None:
        running = [child.process for child in children if child.process is not None]
        for child in children:
            if child.process is not None:
                child.process.send_signal(child.stop_signal)
        until = time.monotonic() + grace_s
        while any(process.poll() is None for process in running):
            if time.monotonic() > until or is_urgent():
                for process in running:
                    process.kill()
            self._terminal.wait(_TICK_S)

    def _bury(self, child: Child) -> None:
        """Forget a dead child, after ending whatever it left behind in its session."""
        if child.process is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.process.pid, Signals.SIGKILL)
        self._guard.forget(child.process.pid)
        self._terminal.drain()
        child.process = None


def _name_end(code: int) -> str:
    """Name the end of a process: its exit code, or the signal that ended it."""
    return f"Signal {Signals(-code).name}" if code < 0 else f"Code {code}"
