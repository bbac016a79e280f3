"""What a plan lacks and where it is too tight, from values in memory."""

from datetime import UTC, date, datetime, timedelta

import pytest
from uuid_utils.compat import uuid7

from app.editorial.planning import Planned, find_collisions, find_gaps

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
PORTAL, CONSOLE, MB = uuid7(), uuid7(), uuid7()


def planned(minutes, channel=PORTAL, state="waiting", min_gap_s=0):
    return Planned(uuid7(), NOON + timedelta(minutes=minutes), channel, MB, state, min_gap_s)


def test_two_on_one_channel_within_five_minutes_collide_and_each_names_the_other():
    one, other = planned(0), planned(4)
    assert find_collisions([other, one]) == {one.id: other, other.id: one}


@pytest.mark.parametrize(
    "rows",
    [
        [planned(0), planned(5)],
        [planned(0), planned(0, channel=CONSOLE)],
        [planned(0), planned(1, state="held")],
        [planned(0, state="sent"), planned(1)],
        [planned(0), planned(1, state="cancelled")],
    ],
)
def test_far_enough_apart_elsewhere_or_not_about_to_leave_nothing_collides(rows):
    assert find_collisions(rows) == {}


def test_what_is_only_proposed_collides_already():
    assert len(find_collisions([planned(0), planned(2, state="proposed")])) == 2


def test_a_channel_that_asks_for_a_longer_gap_gets_it():
    assert len(find_collisions([planned(0, min_gap_s=1800), planned(29, min_gap_s=1800)])) == 2
    assert find_collisions([planned(0, min_gap_s=1800), planned(30, min_gap_s=1800)]) == {}


def test_of_three_in_a_row_each_names_the_nearest():
    first, second, third = planned(0), planned(3), planned(4)
    assert find_collisions([first, second, third]) == {first.id: second, second.id: third, third.id: second}


def test_gaps_are_the_days_from_today_on_without_anything():
    days = [date(2026, 11, number) for number in range(20, 27)]
    filled = [date(2026, 11, 22), date(2026, 11, 24)]
    assert find_gaps(days, filled, today=date(2026, 11, 22)) == {
        date(2026, 11, 23),
        date(2026, 11, 25),
        date(2026, 11, 26),
    }
