"""When a second person is to approve: in a period, while the first approval stands, and never a third time."""

from dataclasses import replace
from uuid import uuid4

import pytest

from app.editorial.second_approvals import Standing, needs_second
from app.models.delivery import DeliveryState, HoldReason
from app.models.post import PostState

FIRST, SECOND, WRITER = uuid4(), uuid4(), uuid4()
WANTING = Standing(
    state=DeliveryState.WAITING,
    hold_reason=None,
    post_state=PostState.SCHEDULED,
    is_current=True,
    is_in_period=True,
    approvers={FIRST},
    writers={WRITER},
)


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"state": DeliveryState.HELD, "hold_reason": HoldReason.APPROVAL_LAPSED},
        {"state": DeliveryState.HELD, "hold_reason": HoldReason.MANUAL},
        {"state": DeliveryState.UNCLEAR},
        {"post_state": PostState.SUBMITTED},
        {"post_state": PostState.PUBLISHED},
        {"approvers": {FIRST, WRITER}},
    ],
)
def test_one_approval_that_stands_asks_for_a_second_person(more):
    assert needs_second(replace(WANTING, **more))


@pytest.mark.parametrize(
    "more",
    [
        {"is_in_period": False},
        {"is_current": False},
        {"approvers": set()},
        {"approvers": {WRITER}},
        {"approvers": {FIRST, SECOND}},
        {"state": DeliveryState.SENDING},
        {"state": DeliveryState.SENT},
        {"state": DeliveryState.CANCELLED},
        {"state": DeliveryState.HELD, "hold_reason": HoldReason.MISSED_WINDOW},
        {"state": DeliveryState.HELD, "hold_reason": HoldReason.BY_PERSON},
        {"post_state": PostState.CHANGES_REQUESTED},
        {"post_state": PostState.REJECTED},
        {"post_state": PostState.WITHDRAWN},
    ],
)
def test_without_a_period_or_a_first_approval_that_stands_or_after_two_nobody_is_asked(more):
    assert not needs_second(replace(WANTING, **more))
