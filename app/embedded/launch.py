"""Starting a process that cannot outlive us.

The kernel tells the child when its parent is gone (PDEATHSIG, Linux only), even after a SIGKILL that leaves us no
time to do anything. Every child leads a session of its own: Ctrl-C at the terminal reaches the supervisor alone,
which then ends the others in the right order.
"""

import ctypes
import os
import subprocess
import sys
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from signal import Signals
from typing import IO, Any, Final

_PR_SET_PDEATHSIG: Final = 1
_prctl: Final = ctypes.CDLL(None).prctl if sys.platform == "linux" else None


class EmbeddedError(Exception):
    """A local server or the supervisor cannot do its work; the message is for the operator, in German."""


@dataclass(frozen=True)
class Account:
    """The user and group a child runs as."""

    user_id: int
    group_id: int


def spawn(
    argv: Sequence[str | Path],
    *,
    on_parent_death: Signals,
    account: Account | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    stdin: int = subprocess.DEVNULL,
    output: IO[bytes] | int | None = None,
) -> subprocess.Popen[bytes]:
    """Start a child in its own session that gets `on_parent_death` when this process ends, however it ends.

    Call it from a thread that lives as long as the process, best the main one: for the kernel the parent is the
    thread. `output` takes both of the child's streams. What cannot be started at all is an EmbeddedError.
    """
    parent = os.getpid()

    def tie() -> None:  # runs in the child, after the switch of user, which would undo it
        if _prctl is not None:
            _prctl(_PR_SET_PDEATHSIG, int(on_parent_death))
            if os.getppid() != parent:  # it ended before we could ask to be told
                os._exit(1)

    with warnings.catch_warnings():
        # Python warns of fork with threads; the child above calls C functions bound beforehand, and takes no lock.
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            return subprocess.Popen(  # noqa: S603 - our own binaries and modules
                [str(word) for word in argv],
                stdin=stdin,
                stdout=output,
                stderr=None if output is None else subprocess.STDOUT,
                env=env,
                cwd=cwd,
                start_new_session=True,
                preexec_fn=tie,  # noqa: PLW1509 - see above
                **_switch(account),
            )
        except OSError as error:
            raise EmbeddedError(f"{argv[0]} lässt sich nicht starten ({error.strerror}).") from error


def run(
    argv: Sequence[str | Path], *, account: Account | None = None, env: Mapping[str, str], stdin: str = ""
) -> str:
    """Run a tool to its end, in the root folder, which every account may enter, and return what it said.

    Raises EmbeddedError if it fails.
    """
    process = spawn(
        argv,
        on_parent_death=Signals.SIGKILL,
        account=account,
        env=env,
        cwd=Path("/"),
        stdin=subprocess.PIPE,
        output=subprocess.PIPE,
    )
    said, _ = process.communicate(stdin.encode())
    if process.returncode:
        raise EmbeddedError(f"{Path(argv[0]).name} ist gescheitert:\n{said.decode(errors='replace')}")
    return said.decode(errors="replace")


def _switch(account: Account | None) -> dict[str, Any]:
    """Return Popen's words for the switch of user; root's other groups are given up, too."""
    if account is None:
        return {}
    return {"user": account.user_id, "group": account.group_id, "extra_groups": []}
