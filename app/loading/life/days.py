"""Working days around today, and Berlin times on them."""

from datetime import date, datetime, time, timedelta
from typing import Final

from app import clock

_SATURDAY: Final = 5


def working_day(today: date, number: int) -> date:
    """Return the so many-th working day from today, Monday to Friday: 1 is the next one, -1 the last one."""
    step, day = timedelta(days=1 if number > 0 else -1), today
    for _ in range(abs(number)):
        day += step
        while day.weekday() >= _SATURDAY:
            day += step
    return day


def at(day: date, wall: time) -> datetime:
    """Return the instant of a Berlin wall time on a day."""
    return clock.settle(datetime.combine(day, wall))


def whole_minutes(instant: datetime, minutes: int) -> datetime:
    """Return the last instant before whose minute is a multiple of so many: 14:37 and 5 give 14:35."""
    return instant.replace(minute=instant.minute - instant.minute % minutes, second=0, microsecond=0)
