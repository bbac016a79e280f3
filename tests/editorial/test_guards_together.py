"""The guards as a whole: their order, their necessity, and that from `unclear` nothing is ever held."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.editorial.deliveries import GUARDS, failing_guards, judge
from app.editorial.pauses import back_off
from app.models.channel import Idempotency
from app.models.delivery import DeliveryState
from tests.editorial.facts import BAD, NOON, facts_with, good_facts, stop_of

EVERYTHING_WRONG = {
    "delivery__next_attempt_at": NOON + timedelta(days=1),
    "control__mode": "restore",
    "stops": (stop_of(),),
    "control__clock_ok": False,
    "channel__state": "paused",
    "channel__environment": "production",
    "channel__access_ok": False,
    "channel__paused_until": NOON + timedelta(days=1),
    "channel__next_free_at": NOON + timedelta(days=1),
    "current_revision_id": None,
    "approval__due_at": NOON - timedelta(hours=1),
    "delivery__payload": "",
    "delivery__attempts": 10,
    "has_open_attempt": True,
    "channel__idempotency": Idempotency.MANUAL,
}


@pytest.mark.parametrize("guard", GUARDS)
def test_each_guard_has_facts_that_it_alone_refuses(guard):
    assert failing_guards(BAD[guard]()) == [guard]


@pytest.mark.parametrize("guard", GUARDS)
def test_without_a_guard_its_bad_facts_would_pass(guard, monkeypatch):
    facts = BAD[guard]()
    assert not judge(facts).is_clear
    monkeypatch.setitem(GUARDS, guard, replace(GUARDS[guard], holds=lambda _: True))
    assert judge(facts).is_clear


@pytest.mark.parametrize("guard", GUARDS)
def test_from_unclear_nothing_is_ever_held(guard):
    facts = BAD[guard]()
    if guard != "G01":
        facts.delivery.state = DeliveryState.UNCLEAR
    if guard == "G22":  # a channel served by hand knows no id of ours, so no machine tries again
        guard = "G01"
    verdict = judge(facts)
    assert (verdict.guard, verdict.hold) == (guard, None)
    assert (verdict.alarm, verdict.wake) == (GUARDS[guard].alarm, GUARDS[guard].wake)


@given(st.sets(st.sampled_from(sorted(EVERYTHING_WRONG)), min_size=1), st.sampled_from(DeliveryState))
def test_only_what_waits_can_be_held_whatever_is_wrong(wrong, state):
    facts = facts_with(delivery__state=state, **{name: EVERYTHING_WRONG[name] for name in wrong})
    verdict = judge(facts)
    assert not verdict.is_clear
    if state is not DeliveryState.WAITING:
        assert verdict.hold is None


@given(st.sets(st.sampled_from(sorted(EVERYTHING_WRONG)), min_size=1))
def test_the_first_failing_guard_decides(wrong):
    facts = facts_with(**{name: EVERYTHING_WRONG[name] for name in wrong})
    failing = failing_guards(facts)
    assert failing == sorted(failing)
    assert len(failing) == len(wrong)
    verdict, guard = judge(facts), GUARDS[failing[0]]
    assert verdict.guard == failing[0]
    assert (verdict.hold, verdict.alarm, verdict.wake) == (guard.hold, guard.alarm, guard.wake)


def test_a_row_that_is_not_due_is_left_alone_whatever_else_is_wrong():
    facts = facts_with(now=NOON - timedelta(hours=1), **EVERYTHING_WRONG)
    assert judge(facts).guard == "G02"
    assert judge(facts).hold is None


def test_a_missed_window_is_told_before_a_stop():
    late = facts_with(now=NOON + timedelta(hours=3), stops=(stop_of(),))
    assert failing_guards(late) == ["G03", "G06"]


def test_judging_changes_nothing():
    facts = good_facts()
    rows = (facts.delivery, facts.channel, facts.approval, facts.control)
    before = [dict(vars(row)) for row in rows]
    judge(facts)
    assert [dict(vars(row)) for row in rows] == before


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(0, 5), (1, 5), (2, 15), (3, 45), (4, 120), (5, 300), (10, 300)]
)
def test_pauses_grow_to_five_minutes_and_are_spread(attempts, seconds):
    assert back_off(attempts, 1.0) == timedelta(seconds=seconds)
    assert back_off(attempts, 0.8) == timedelta(seconds=seconds * 0.8)
