"""What the operator sees: our own sentences, and every child's lines with its name in front."""

import contextlib
import os
import selectors
import sys
import time
from typing import IO, Final

_COLOURS: Final = ("36", "35", "33", "32", "34")
_LONGEST_LINE: Final = 65_536


class Terminal:
    """The one writer to standard output; it also waits, because the children's lines come while it does."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._names: list[str] = []
        self._rests: dict[str, bytes] = {}
        self._is_coloured = sys.stdout.isatty() and "NO_COLOR" not in os.environ

    def say(self, text: str) -> None:
        """Write a sentence of our own; if nobody reads any more, the work goes on in silence."""
        with contextlib.suppress(BrokenPipeError):
            sys.stdout.write(f"{text}\n")
            sys.stdout.flush()

    def attach(self, name: str, pipe: IO[bytes]) -> None:
        """Show from now on what a child writes into this pipe."""
        if name not in self._names:
            self._names.append(name)
        os.set_blocking(pipe.fileno(), False)
        self._selector.register(pipe, selectors.EVENT_READ, name)

    def wait(self, for_s: float) -> None:
        """Wait so long, and write what the children say meanwhile."""
        until = time.monotonic() + for_s
        while (left := until - time.monotonic()) > 0:
            if not self._selector.get_map():
                time.sleep(left)
                return
            for key, _ in self._selector.select(left):
                self._relay(key)

    def drain(self) -> None:
        """Write what is in the pipes already."""
        while ready := self._selector.select(0):
            for key, _ in ready:
                self._relay(key)

    def _relay(self, key: selectors.SelectorKey) -> None:
        pipe, name = key.fileobj, str(key.data)
        data = b""
        with contextlib.suppress(BlockingIOError):
            data = os.read(key.fd, _LONGEST_LINE)
        *lines, rest = (self._rests.pop(name, b"") + data).split(b"\n")
        if rest and data and len(rest) < _LONGEST_LINE:
            self._rests[name] = rest
        elif rest:
            lines.append(rest)
        for line in lines:
            self.say(f"{self._prefix(name)}{line.decode(errors='replace')}")
        if not data:
            self._selector.unregister(pipe)
            os.close(key.fd)

    def _prefix(self, name: str) -> str:
        label = f"{name:<10} | "
        colour = _COLOURS[self._names.index(name) % len(_COLOURS)]
        return f"\033[{colour}m{label}\033[0m" if self._is_coloured else label
