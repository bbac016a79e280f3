"""Berlin in, UTC inside, Berlin out: the one place that converts between wall time and instants.

SQL never converts. For 2026-10-25 02:30 PostgreSQL silently takes the winter hour and Python's `fold=0` the
summer hour; here an hour that exists twice is refused until somebody chooses (PUBLISHING section 12).
"""

import re
import sys
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from app.errors import DoubledTimeError, MissingTimeError

BERLIN = "Europe/Berlin"
_DAYS: Final = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
_RFC3339: Final = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:\d\d)?", re.ASCII)


@dataclass(frozen=True)
class Moment:
    """An instant and what the editor typed for it: wall time, zone and, in a doubled hour, which of the two."""

    instant: datetime
    wall: datetime
    zone: str
    fold: int


def now() -> datetime:
    """Return the current instant, aware, in UTC. Due, lease and window use the database's clock instead."""
    return datetime.now(UTC)  # noqa: TID251 - this is the one clock the rule protects


def today() -> date:
    """Return the day in Berlin, by which roles begin and end."""
    return from_instant(now()).wall.date()


def boot_time() -> float:
    """Return seconds since boot, sleep included: a clock that nobody can set, for the deadlines of calls."""
    return time.clock_gettime(time.CLOCK_BOOTTIME if sys.platform == "linux" else time.CLOCK_MONOTONIC)


def to_instant(wall: datetime, zone: str = BERLIN, fold: int | None = None) -> datetime:
    """Return the UTC instant of a naive wall time.

    Raises MissingTimeError for a wall time that the spring change skips, and DoubledTimeError for one that the
    autumn change repeats unless `fold` (0 summer, 1 winter) chooses; both carry two instants to propose.
    """
    candidates = [wall.replace(tzinfo=ZoneInfo(zone), fold=fold_) for fold_ in (0, 1)]
    instants = [candidate.astimezone(UTC) for candidate in candidates]
    if instants[0] == instants[1]:
        return instants[0]
    exists = [instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == wall for instant in instants]
    if not any(exists):
        raise MissingTimeError(choices=sorted(instant.astimezone(ZoneInfo(zone)) for instant in instants))
    if fold is None:
        raise DoubledTimeError(choices=candidates)
    return instants[fold]


def is_doubled(wall: datetime, zone: str = BERLIN) -> bool:
    """Tell whether a naive wall time exists twice, in the hour that the autumn change repeats."""
    try:
        to_instant(wall.replace(fold=0), zone)
    except DoubledTimeError:
        return True
    except MissingTimeError:
        return False
    return False


def settle(wall: datetime, zone: str = BERLIN) -> datetime:
    """Return the UTC instant of a naive wall time that a rule names, so that nobody can be asked which is meant.

    Of a time that exists twice it is the later one; one that is skipped counts on from before the change.
    """
    return max(wall.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC) for fold in (0, 1))


def start_of(day: date) -> datetime:
    """Return the instant at which a day begins in Berlin."""
    return settle(datetime(day.year, day.month, day.day))  # noqa: DTZ001 - wall time


def from_instant(instant: datetime, zone: str = BERLIN) -> Moment:
    """Return the moment of an aware instant as its zone's wall clock shows it."""
    local = instant.astimezone(ZoneInfo(zone))
    return Moment(instant.astimezone(UTC), local.replace(tzinfo=None, fold=0), zone, local.fold)


def parse(text: str) -> Moment:
    """Return the moment of an RFC 3339 text; with an offset it is an instant, without one Berlin wall time.

    The seconds may be left out, the time of day may not: a date alone would mean midnight. Raises ValueError where
    the text is no date and time, OverflowError at the ends of the calendar, MissingTimeError and DoubledTimeError
    as `to_instant`.
    """
    if not _RFC3339.fullmatch(text):
        raise ValueError(text)
    value = datetime.fromisoformat(text.upper())
    if value.tzinfo is not None:
        return from_instant(value)
    instant = to_instant(value)
    return Moment(instant, value, BERLIN, 0)


def berlin(instant: datetime) -> str:
    """Return the instant as German readers write it: `22.11.2026, 14:05:09 Uhr`."""
    return f"{instant.astimezone(ZoneInfo(BERLIN)):%d.%m.%Y, %H:%M:%S} Uhr"


def berlin_minute(instant: datetime) -> str:
    """Return the instant as an office writes an appointment: `Di, 24.11.2026, 12:30 Uhr`.

    In the hour that the autumn change repeats it says which of the two is meant.
    """
    local = instant.astimezone(ZoneInfo(BERLIN))
    mark = (" (Sommerzeit)", " (Winterzeit)")[local.fold] if is_doubled(local.replace(tzinfo=None)) else ""
    return f"{berlin_day(instant)}, {local:%H:%M} Uhr{mark}"


def berlin_day(instant: datetime) -> str:
    """Return the Berlin day of an instant: `Di, 24.11.2026`."""
    return say_day(instant.astimezone(ZoneInfo(BERLIN)).date())


def say_day(day: date) -> str:
    """Return a day as an office writes it: `Di, 24.11.2026`."""
    return f"{_DAYS[day.weekday()]}, {day:%d.%m.%Y}"


def berlin_time(instant: datetime) -> str:
    """Return the time of day in Berlin: `12:30 Uhr`."""
    return f"{instant.astimezone(ZoneInfo(BERLIN)):%H:%M} Uhr"


def is_up_to_a_minute_past(instant: datetime, reference: datetime) -> bool:
    """Tell whether an instant lies in the minute before the reference, which means «now» to the office."""
    return reference - timedelta(seconds=60) <= instant < reference


def rfc3339(instant: datetime) -> str:
    """Return an instant in UTC with `Z`, the form every answer uses."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
