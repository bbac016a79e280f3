"""The verdict on a chaotic course sees each failure it is there for."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from tests.chaos.__main__ import Course, report, table, together
from tests.chaos.blows import PARTS
from tests.chaos.verdict import MOST_STOPPED, ZERO, Verdict, judge_platform

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SOON = NOON + timedelta(seconds=2)
WORDS = "Meldung 00001 (MB)"


def row(state="sent", hold_reason=None):
    course = f"{state}, Mastodon 2, unknown 500"
    return SimpleNamespace(
        id="1", state=state, hold_reason=hold_reason, due_at=NOON, text=WORDS, course=course
    )


def platform(*arrivals, copies=None):
    standing = [words for words, _ in arrivals] if copies is None else copies
    return SimpleNamespace(arrivals=list(arrivals), copies=lambda: standing)


def judged(platform, row, confirmed=frozenset()):
    verdict = Verdict(deliveries=100)
    judge_platform(verdict, platform, {row.text: row}, confirmed)
    return verdict


def test_a_post_that_arrived_once_after_its_time_is_well():
    verdict = judged(platform((WORDS, SOON)), row())
    assert verdict.is_well
    assert verdict.late(1) == 2


WRONG = {
    "doppelt": (platform((WORDS, SOON), (WORDS, SOON)), row()),
    "verloren": (platform(), row()),
    "verfrüht": (platform((WORDS, NOON - timedelta(microseconds=1))), row()),
    "anderer Text": (platform((WORDS, SOON), ("Ungeprüft.", SOON)), row()),
    "nach Rücknahme": (platform((WORDS, SOON)), row(state="cancelled")),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_must_not_happen_is_counted(name):
    verdict = judged(*WRONG[name])
    assert verdict.counts[name] == 1
    assert not verdict.is_well


def test_what_arrived_after_a_confirmed_withdrawal_counts_whatever_the_office_says():
    assert judged(platform((WORDS, SOON)), row(), frozenset({"1"})).counts["nach Rücknahme"] == 1


def test_what_still_waits_at_the_end_is_lost():
    assert judged(platform(), row(state="waiting")).counts["verloren"] == 1


@pytest.mark.parametrize("name", sorted(set(ZERO) - set(WRONG)))
def test_what_the_office_itself_finds_counts_as_well(name):
    verdict = judged(platform((WORDS, SOON)), row())
    verdict.counts[name] = 1
    assert not verdict.is_well


def test_few_may_stand_still_unasked_and_as_many_as_people_wanted():
    verdict = judged(platform((WORDS, SOON)), row(state="held", hold_reason="channel_refused"))
    verdict.stopped["unclear"] = int(MOST_STOPPED * 100) - 1
    assert verdict.is_well
    verdict.stopped["unclear"] += 1
    assert not verdict.is_well
    assert not judged(platform(), row(state="held", hold_reason="by_person")).stopped


def test_what_stands_unclear_says_where_and_what_its_last_call_met():
    assert judged(platform(), row(state="unclear")).stopped == {"unclear, Mastodon 2, unknown 500": 1}


def test_courses_are_counted_together_and_one_that_went_wrong_shows():
    weather = {"busy": 1}
    blows = dict.fromkeys((*PARTS, "FLUSHALL"), 2)
    well = Course(1, 10, judged(platform((WORDS, SOON)), row()), blows, weather)
    wrong = Course(2, 20, judged(*WRONG["doppelt"]), blows, weather, given_up=1)
    whole = together([well, wrong])
    assert (whole.seconds, whole.kills, whole.given_up, whole.weather) == (30, 20, 1, {"busy": 2})
    assert (whole.verdict.deliveries, whole.verdict.arrived) == (200, 3)
    assert whole.verdict.counts["doppelt"] == 1
    assert not whole.verdict.is_well
    assert [line.split(" | ")[0] for line in table([well, wrong])[2:]] == ["| 1", "| 2", "| alle"]
    assert "doppelt" in report([well, wrong])
