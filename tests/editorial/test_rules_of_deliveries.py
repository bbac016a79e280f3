"""What follows from an answer, who may still write it down, and the numbers the protocol names (PUBLISHING 4 to 9)."""

from datetime import timedelta

import pytest

from app.editorial.deliveries import (
    AHEAD,
    KEEP_NO_IMAGES,
    LATE,
    WITHDRAWABLE,
    conclude,
    is_still_held_by,
    pairs,
)
from app.models.delivery import AttemptOutcome, DeliveryState
from tests.editorial.facts import facts_with

FENCE = 4
FOLLOWS = {
    AttemptOutcome.SENT: ("T6", "T6"),
    AttemptOutcome.TEMPORARY: ("T7", "T9"),
    AttemptOutcome.REFUSED: ("T8", "T9"),
    AttemptOutcome.UNKNOWN: ("T9", "T9"),
}
"""Answer -> what follows from it, and what follows while an earlier call may still have worked."""


@pytest.mark.parametrize("answer", FOLLOWS)
def test_a_failure_says_nothing_of_an_earlier_call_whose_answer_was_lost(answer):
    fresh, after_unknown = FOLLOWS[answer]
    assert conclude(answer, was_unknown=False) == fresh
    assert conclude(answer, was_unknown=True) == after_unknown


@pytest.mark.parametrize("state", DeliveryState)
@pytest.mark.parametrize("fence", [FENCE - 1, FENCE, FENCE + 1])
def test_only_the_worker_with_the_fence_writes_and_only_while_it_is_being_sent(state, fence):
    row = facts_with(delivery__state=state, delivery__fence=FENCE).delivery
    is_held = fence == FENCE and state is DeliveryState.SENDING
    assert is_still_held_by(fence, row) is is_held


def test_only_what_is_certainly_not_there_can_be_withdrawn():
    assert {DeliveryState.WAITING, DeliveryState.HELD} == WITHDRAWABLE


def test_the_numbers_are_those_of_the_protocol():
    assert AHEAD == LATE == timedelta(minutes=5)
    assert {"portal", "console", "webhook"} == KEEP_NO_IMAGES


def test_the_pairs_are_sorted_beginning_with_the_first_step():
    listed = [(old or "", new) for old, new in pairs()]
    assert listed == sorted(listed)
    assert listed[0] == ("", DeliveryState.WAITING)
