"""When «it is not there» may be believed, and when to look again: every bound to the instant (PUBLISHING 4 and 7)."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.editorial.pauses import PROBES, next_probe
from app.editorial.resolutions import Doubt, Evidence, find_doubt, plan_look
from tests.editorial.facts import INSTANT, NOON

QUIET = timedelta(minutes=10)
MINUTE = timedelta(minutes=1)
TOLD = (NOON + 2 * MINUTE, NOON + 5 * MINUTE)
"""Two looks just late enough to tell; the call was over at noon."""


def doubt(*absences, after, can_find=True, next_probe_at=None):
    evidence = Evidence(NOON, absences, can_find, next_probe_at)
    return find_doubt(evidence, quiet=QUIET, now=NOON + after)


def test_before_the_quiet_time_is_over_nobody_is_believed_not_even_by_an_instant():
    assert doubt(*TOLD, after=QUIET - INSTANT) == Doubt("quiet-time", NOON + QUIET)
    assert doubt(*TOLD, after=QUIET) is None
    assert doubt(after=QUIET - INSTANT, can_find=False) == Doubt("quiet-time", NOON + QUIET)
    assert doubt(after=QUIET, can_find=False) is None


def test_two_looks_must_agree_and_none_of_them_within_two_minutes_of_the_call():
    late = NOON + timedelta(hours=2)
    too_soon = NOON + 2 * MINUTE - INSTANT
    for absences in ((), TOLD[:1], (too_soon, TOLD[0]), (too_soon, too_soon, too_soon)):
        found = doubt(*absences, after=timedelta(hours=1), next_probe_at=late)
        assert found.key == "probes-missing"
        assert found.possible_from >= late
    assert doubt(*TOLD, after=timedelta(hours=1), next_probe_at=late) is None


def test_the_moment_named_is_the_first_at_which_it_could_be_believed():
    next_at = NOON + 15 * MINUTE
    assert doubt(TOLD[0], after=6 * MINUTE, next_probe_at=next_at).possible_from == next_at
    assert doubt(after=6 * MINUTE, next_probe_at=next_at).possible_from == NOON + 60 * MINUTE
    assert doubt(TOLD[0], after=3 * MINUTE, next_probe_at=TOLD[1]).possible_from == NOON + QUIET
    last = NOON + timedelta(hours=24)
    assert doubt(after=3 * MINUTE, next_probe_at=last).possible_from == last + 5 * MINUTE
    assert doubt(TOLD[0], after=QUIET).possible_from == NOON + QUIET


def test_the_looks_are_planned_2_5_15_60_minutes_and_24_hours_after_the_call():
    assert [step / MINUTE for step in PROBES] == [2, 5, 15, 60, 1440]
    for before, step in zip((timedelta(), *PROBES), PROBES, strict=False):
        assert next_probe(NOON, NOON + before) == NOON + step
        assert next_probe(NOON, NOON + step - INSTANT) == NOON + step
    assert next_probe(NOON, NOON + PROBES[-1]) is None


def plan(*absences, after, failed=False):
    return plan_look(Evidence(NOON, absences, can_find=True), failed=failed, now=NOON + after)


def test_what_could_not_be_seen_is_looked_for_sooner_and_the_more_seldom_the_longer_it_takes():
    assert plan(after=6 * MINUTE) == NOON + 15 * MINUTE
    assert plan(after=6 * MINUTE, failed=True) == NOON + 11 * MINUTE
    assert plan(after=14 * MINUTE, failed=True) == NOON + 15 * MINUTE
    assert plan(after=12 * 60 * MINUTE, failed=True) == NOON + 13 * 60 * MINUTE
    assert plan(after=48 * 60 * MINUTE, failed=True) == NOON + 52 * 60 * MINUTE


def test_when_the_plan_is_over_looking_ends_unless_too_few_looks_agree():
    over = timedelta(hours=24)
    assert plan(*TOLD, after=over) is None
    assert plan(*TOLD[:1], after=over) == NOON + timedelta(hours=26)
    assert plan(*TOLD, after=over, failed=True) == NOON + timedelta(hours=26)


@given(
    st.lists(st.timedeltas(timedelta(), timedelta(days=2)), max_size=6),
    st.timedeltas(timedelta(), timedelta(days=2)),
)
def test_nobody_is_ever_believed_without_quiet_and_two_looks_that_tell(seen, after):
    absences = [NOON + moment for moment in seen]
    telling = [moment for moment in seen if moment >= 2 * MINUTE]
    assert (doubt(*absences, after=after) is None) == (after >= QUIET and len(telling) >= 2)


@pytest.mark.parametrize("failed", [True, False])
@given(st.timedeltas(timedelta(), timedelta(days=30)))
def test_no_look_is_ever_planned_for_the_past(failed, after):
    planned = plan(after=after, failed=failed)
    assert planned > NOON + after
