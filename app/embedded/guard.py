"""The last of the watch: ends the supervisor's children, and theirs, when the supervisor was killed.

PDEATHSIG reaches only the supervisor's own children. This small process holds the other end of a pipe; when the
pipe closes without a farewell, it signals the whole session of every child still on its list. It runs as a script
of its own, without site packages, to be there in milliseconds.
"""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterable
from signal import Signals


class Guard:
    """The supervisor's side of the pipe."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - this very file
            [sys.executable, "-I", "-S", __file__], stdin=subprocess.PIPE, start_new_session=True
        )

    def watch(self, pid: int, signal: Signals) -> None:
        """Put a child on the list, with the signal its session gets if we cannot end it ourselves."""
        self._tell(f"{pid} {int(signal)}\n")

    def forget(self, pid: int) -> None:
        """Take a child off the list: it is gone, and its number may soon be somebody else's."""
        self._tell(f"{pid} 0\n")

    def dismiss(self) -> None:
        """Say farewell: nobody is left to watch."""
        with contextlib.suppress(OSError):
            self._process.communicate()

    def _tell(self, line: str) -> None:
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):  # without a guard the children still have PDEATHSIG
                os.write(self._process.stdin.fileno(), line.encode())


def _stand_guard(lines: Iterable[str]) -> None:
    watched: dict[int, int] = {}
    for line in lines:
        pid, signal = map(int, line.split())
        watched[pid] = signal
        if signal == 0:
            del watched[pid]
    for pid, signal in watched.items():
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal)


if __name__ == "__main__":
    _stand_guard(sys.stdin)
