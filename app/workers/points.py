"""Named points between the steps, where a test may kill the process to prove that nothing is lost or doubled.

`REDAKTION_CRASH_AT` names the point; without it a point is nothing. The names are the list the proof runs over:
`in_` a step means that it is done and not yet committed.
"""

import os
import signal
from typing import Final

POINTS: Final = (
    "in_preparation_wake",
    "before_preparation",
    "in_preparation_intent",
    "after_preparation_intent",
    "before_handle",
    "after_handle",
    "after_preparation",
    "in_preparation_record",
    "after_preparation_record",
    "before_wake",
    "in_wake",
    "after_wake",
    "before_intent",
    "in_intent",
    "after_intent",
    "before_call",
    "after_call",
    "in_record",
    "after_record",
    "in_expiry",
    "after_expiry",
    "in_late_answers",
    "in_look_claim",
    "after_look_claim",
    "after_look",
    "in_look_record",
    "after_look_record",
    "in_telling",
    "in_removal_start",
    "before_removal_intent",
    "in_removal_intent",
    "after_removal_intent",
    "after_removal_call",
    "in_removal_record",
    "after_removal_record",
    "in_check_claim",
    "after_check_claim",
    "after_check",
    "in_check_record",
    "after_check_record",
    "in_addressing",
    "after_addressing",
    "in_digests",
    "in_letter_claim",
    "after_letter_claim",
    "in_hand_over",
    "after_hand_over",
    "after_mail",
    "in_letter_record",
    "after_letter_record",
)

HOOK_POINTS: Final = (
    "in_hook_claim",
    "after_hook_claim",
    "after_hook_call",
    "in_hook_record",
    "after_hook_record",
)
"""The steps of telling a hook; the proof runs over them with a receiver outside."""

RESTORE_POINTS: Final = ("in_restoration", "in_list_claim", "after_list", "in_list_record", "after_mark")
"""The steps of restore mode, and of the marks that give a silently restored database away."""


def pass_point(name: str) -> None:
    """Die here, as by kill -9, if that is what the test wants."""
    if os.environ.get("REDAKTION_CRASH_AT") == name:
        os.kill(os.getpid(), signal.SIGKILL)
