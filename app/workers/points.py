"""Named points between the steps, where a test may kill the process to prove that nothing is lost or doubled.

`REDAKTION_CRASH_AT` names the point; without it a point is nothing. The names are the list the proof runs over.
"""

import os
import signal
from typing import Final

POINTS: Final = (
    "before_wake",
    "after_wake",
    "before_intent",
    "in_intent",
    "after_intent",
    "before_call",
    "after_call",
    "in_record",
    "after_record",
)


def pass_point(name: str) -> None:
    """Die here, as by kill -9, if that is what the test wants."""
    if os.environ.get("REDAKTION_CRASH_AT") == name:
        os.kill(os.getpid(), signal.SIGKILL)
