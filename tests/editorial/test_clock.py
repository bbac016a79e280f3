"""Berlin in, UTC inside, Berlin out: every minute of the days on which the clocks are changed (PUBLISHING 12)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app import clock
from app.errors import DoubledTimeError, ImpossibleTimeError, MissingTimeError

SPRING = [date(2027, 3, 28)]
AUTUMN = [date(2026, 10, 25), date(2027, 10, 31)]
USUAL = [date(2028, 2, 29), date(2026, 12, 31), date(2027, 1, 1), date(2026, 11, 22)]
CHANGED_HOUR = 2
MINUTE = timedelta(minutes=1)
days = pytest.mark.parametrize("day", [*SPRING, *AUTUMN, *USUAL], ids=str)


def minutes(day):
    midnight = datetime.combine(day, time())
    return [midnight + n * MINUTE for n in range(24 * 60)]


def refused(wall):
    """The class of the refusal of a wall time, or None."""
    try:
        clock.to_instant(wall)
    except ImpossibleTimeError as error:
        return type(error)
    return None


def choices(wall):
    with pytest.raises(ImpossibleTimeError) as refusal:
        clock.to_instant(wall)
    return [datetime.fromisoformat(choice) for choice in refusal.value.context["choices"]]


@days
def test_exactly_the_changed_hour_is_refused(day):
    expected = MissingTimeError if day in SPRING else DoubledTimeError if day in AUTUMN else None
    for wall in minutes(day):
        last_second = wall.replace(second=59, microsecond=999_999)
        for moment in (wall, last_second):
            assert refused(moment) is (expected if wall.hour == CHANGED_HOUR else None), moment


@days
def test_a_wall_time_that_exists_once_comes_back_as_it_was_typed(day):
    for wall in minutes(day):
        if refused(wall):
            continue
        instant = clock.to_instant(wall)
        assert instant.tzinfo is UTC
        assert clock.from_instant(instant) == clock.Moment(instant, wall, clock.BERLIN, 0)
        assert clock.to_instant(wall, clock.BERLIN, 0) == clock.to_instant(wall, clock.BERLIN, 1) == instant


@days
def test_every_instant_of_the_day_is_found_again_from_wall_zone_and_fold(day):
    begin = datetime.combine(day, time(), ZoneInfo(clock.BERLIN)).astimezone(UTC)
    end = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(clock.BERLIN)).astimezone(UTC)
    hours = 23 if day in SPRING else 25 if day in AUTUMN else 24
    assert end - begin == timedelta(hours=hours)
    seen = set()
    for n in range(hours * 60):
        moment = clock.from_instant(begin + n * MINUTE)
        assert moment.wall.date() == day
        assert moment.wall.tzinfo is None
        assert moment.wall.fold == 0
        assert clock.to_instant(moment.wall, moment.zone, moment.fold) == moment.instant == begin + n * MINUTE
        seen.add((moment.wall, moment.fold))
    assert len(seen) == hours * 60


@pytest.mark.parametrize("day", AUTUMN, ids=str)
def test_a_doubled_minute_offers_summer_then_winter_an_hour_apart(day):
    for wall in minutes(day)[2 * 60 : 3 * 60]:
        summer, winter = choices(wall)
        assert [choice.utcoffset() for choice in (summer, winter)] == [timedelta(hours=2), timedelta(hours=1)]
        assert winter - summer == timedelta(hours=1)
        assert summer.replace(tzinfo=None) == winter.replace(tzinfo=None) == wall
        for fold, choice in enumerate((summer, winter)):
            moment = clock.parse(choice.isoformat())
            assert moment == clock.Moment(choice.astimezone(UTC), wall, clock.BERLIN, fold)
            assert clock.to_instant(wall, fold=fold) == choice


@pytest.mark.parametrize("day", SPRING, ids=str)
def test_a_missing_minute_offers_its_neighbours_an_hour_before_and_after(day):
    for wall in minutes(day)[2 * 60 : 3 * 60]:
        before, after = choices(wall)
        hour = timedelta(hours=1)
        assert [choice.replace(tzinfo=None) for choice in (before, after)] == [wall - hour, wall + hour]
        for choice in (before, after):
            assert clock.parse(choice.isoformat()).instant == choice
            assert clock.to_instant(choice.replace(tzinfo=None)) == choice


@pytest.mark.parametrize("fold", [0, 1])
def test_choosing_does_not_bring_a_missing_hour_into_being(fold):
    with pytest.raises(MissingTimeError):
        clock.to_instant(datetime(2027, 3, 28, 2, 30), fold=fold)  # noqa: DTZ001 - a wall time


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-10-25T01:59:59", "2026-10-24T23:59:59Z"),
        ("2026-10-25T03:00:00", "2026-10-25T02:00:00Z"),
        ("2026-10-25T02:30:00+02:00", "2026-10-25T00:30:00Z"),
        ("2026-10-25T02:30:00+01:00", "2026-10-25T01:30:00Z"),
        ("2026-10-25T00:30:00Z", "2026-10-25T00:30:00Z"),
        ("2027-03-28T03:00", "2027-03-28T01:00:00Z"),
        ("2028-02-29T10:00", "2028-02-29T09:00:00Z"),
        ("2027-01-01T00:00:00", "2026-12-31T23:00:00Z"),
        ("2026-12-31T23:59:59.5", "2026-12-31T22:59:59.500000Z"),
        ("2026-07-01T12:00:00-05:30", "2026-07-01T17:30:00Z"),
        ("2026-07-01t12:00:00z", "2026-07-01T12:00:00Z"),
        ("2026-07-01 12:00", "2026-07-01T10:00:00Z"),
        ("9999-12-31T23:59", "9999-12-31T22:59:00Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
    ],
)
def test_an_instant_is_read_with_an_offset_and_berlin_time_without_one(text, instant):
    assert clock.rfc3339(clock.parse(text).instant) == instant


def test_what_the_editor_typed_is_kept_beside_the_instant():
    typed = clock.parse("2026-07-01T12:00:30")
    assert typed.wall == datetime(2026, 7, 1, 12, 0, 30)  # noqa: DTZ001 - a wall time
    assert (typed.zone, typed.fold) == ("Europe/Berlin", 0)
    assert clock.parse("2026-10-25T02:30:00+01:00").fold == 1
    assert clock.parse("2026-10-25T02:30:00+02:00").fold == 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "morgen",
        "2026-10-26",
        "20261026T0230",
        "2026-W43-1",
        "2026-10-26T02",
        "2026-02-29T10:00",
        "2026-13-01T10:00",
        "2026-10-26T24:00",
        "2026-10-26T10:60",
        "2026-10-26T23:59:60",
        "2026-10-26T02:30:00,5",
        "2026-10-26T02:30+01",
        "2026-10-26T02:30-24:00",
        "2026-10-26T02:30+00:00:30",
        "2026-10-26T02:30 02:00",
        "2026-10-26x02:30",
        "2026-10-26T02:30\x00",
        "2026-10-26T02:30\n",
        "\uff12026-10-26T02:30",
        "0000-01-01T00:00",
        "10000-01-01T00:00",
    ],
)
def test_what_is_no_date_and_time_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 - the class is the promise
        clock.parse(text)


@pytest.mark.parametrize(
    "text", ["0001-01-01T00:00", "0001-01-01T00:00+14:00", "9999-12-31T23:59:59Z", "9999-12-31T23:59-14:00"]
)
def test_the_ends_of_the_calendar_are_refused(text):
    with pytest.raises(OverflowError):
        clock.parse(text)


@given(
    st.text(max_size=40) | st.from_regex(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(Z|[+-]\d\d:\d\d)?", fullmatch=True)
)
@example("9999-12-31T23:59:59.999999")
def test_no_text_is_refused_in_any_other_way(text):
    try:
        moment = clock.parse(text)
    except (ValueError, OverflowError, ImpossibleTimeError):
        return
    assert clock.to_instant(moment.wall, moment.zone, moment.fold) == moment.instant


@given(st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - bounds
def test_an_instant_survives_the_way_to_the_wall_and_back(instant):
    moment = clock.from_instant(instant)
    assert clock.to_instant(moment.wall, moment.zone, moment.fold) == instant
    assert clock.parse(clock.rfc3339(instant)).instant == instant


@pytest.mark.parametrize(
    ("seconds", "counts"),
    [(-60.000001, False), (-60, True), (-59, True), (-0.000001, True), (0, False), (1, False), (60, False)],
)
def test_up_to_a_minute_past_means_now(seconds, counts):
    reference = datetime(2026, 11, 22, 12, tzinfo=UTC)
    instant = reference + timedelta(seconds=seconds)
    assert clock.is_up_to_a_minute_past(instant, reference) is counts


def test_german_readers_see_berlin_time():
    assert clock.berlin(datetime(2026, 11, 22, 13, 5, 9, tzinfo=UTC)) == "22.11.2026, 14:05:09 Uhr"
    assert clock.berlin(datetime(2026, 7, 1, 22, 0, tzinfo=UTC)) == "02.07.2026, 00:00:00 Uhr"


def test_now_is_aware_and_in_utc():
    before, now, after = datetime.now(UTC), clock.now(), datetime.now(UTC)
    assert before <= now <= after
    assert now.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("instant", "written"),
    [
        ("2026-11-24T11:30:00Z", "Di, 24.11.2026, 12:30 Uhr"),
        ("2026-10-25T00:30:00Z", "So, 25.10.2026, 02:30 Uhr (Sommerzeit)"),
        ("2026-10-25T01:30:00Z", "So, 25.10.2026, 02:30 Uhr (Winterzeit)"),
        ("2026-10-25T02:00:00Z", "So, 25.10.2026, 03:00 Uhr"),
        ("2026-03-29T01:30:00Z", "So, 29.03.2026, 03:30 Uhr"),
    ],
)
def test_an_appointment_is_written_as_an_office_does_and_says_which_of_two_hours_is_meant(instant, written):
    moment = clock.parse(instant).instant
    assert clock.berlin_minute(moment) == written
    assert written.startswith(clock.berlin_day(moment))
    assert clock.berlin_time(moment) in written


def test_only_the_hour_that_the_autumn_change_repeats_exists_twice():
    assert clock.is_doubled(datetime(2026, 10, 25, 2, 30))  # noqa: DTZ001 - wall time
    assert not clock.is_doubled(datetime(2026, 10, 25, 3, 0))  # noqa: DTZ001 - wall time
    assert not clock.is_doubled(datetime(2026, 3, 29, 2, 30))  # noqa: DTZ001 - wall time
