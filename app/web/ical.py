"""What is planned as an iCalendar file (RFC 5545), for calendar programs.

Times stand in UTC: the hour that the autumn change repeats has no other unmistakable name, and programs show Berlin's
time by themselves.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID

LONGEST: Final = 75
"""Octets of a line before it is folded (RFC 5545 section 3.1)."""
ESCAPED: Final = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}


@dataclass(frozen=True)
class Appointment:
    """One delivery as a calendar program shows it; `revised` rises whenever it changes hands."""

    id: UUID
    at: datetime
    summary: str
    description: str
    location: str
    address: str
    is_certain: bool
    revised: int


@dataclass(frozen=True)
class WholeDays:
    """A theme as a calendar program shows it: whole days, both included."""

    id: UUID
    first_day: date
    last_day: date
    summary: str
    description: str
    address: str
    revised: int


def write_calendar(
    name: str,
    host: str,
    appointments: Iterable[Appointment],
    days: Iterable[WholeDays] = (),
    *,
    now: datetime,
) -> str:
    """Return a calendar with these appointments and days; `host` makes their ids the world's only ones."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Redaktionssystem//Kalender//DE",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_escape(name)}",
        "X-WR-TIMEZONE:Europe/Berlin",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        *(line for row in appointments for line in _write(row, host, now)),
        *(line for row in days for line in _write_days(row, host, now)),
        "END:VCALENDAR",
    ]
    return "".join(part + "\r\n" for line in lines for part in _fold(line))


def _write(row: Appointment, host: str, now: datetime) -> Sequence[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{row.id}@{host}",
        f"DTSTAMP:{_instant(now)}",
        f"SEQUENCE:{row.revised}",
        f"DTSTART:{_instant(row.at)}",
        f"SUMMARY:{_escape(row.summary)}",
        f"DESCRIPTION:{_escape(row.description)}",
        f"LOCATION:{_escape(row.location)}",
        f"URL:{row.address}",
        f"STATUS:{'CONFIRMED' if row.is_certain else 'TENTATIVE'}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _write_days(row: WholeDays, host: str, now: datetime) -> Sequence[str]:
    """Return whole days; what ends a stretch of them is the day after (RFC 5545 section 3.6.1)."""
    return [
        "BEGIN:VEVENT",
        f"UID:{row.id}@{host}",
        f"DTSTAMP:{_instant(now)}",
        f"SEQUENCE:{row.revised}",
        f"DTSTART;VALUE=DATE:{row.first_day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{row.last_day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escape(row.summary)}",
        f"DESCRIPTION:{_escape(row.description)}",
        f"URL:{row.address}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _instant(value: datetime) -> str:
    return f"{value.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escape(text: str) -> str:
    """Return a text as a value: signs with a meaning escaped, control characters, which no value may hold, left out."""
    legal = "".join(sign for sign in text if sign in "\n\t" or (ord(sign) >= ord(" ") and sign != "\x7f"))
    return "".join(ESCAPED.get(sign, sign) for sign in legal)


def _fold(line: str) -> Iterator[str]:
    """Yield a line in parts of 75 octets at the most, each but the first behind a blank; no character is cut in two."""
    part = ""
    for sign in line:
        if len((part + sign).encode()) > LONGEST:
            yield part
            part = " "
        part += sign
    yield part
