"""Day and time of day in a form, as Berlin's clocks show them."""

import re
from datetime import date, datetime, time, timedelta
from typing import Final

from app import clock
from app.errors import ImpossibleTimeError, Issue
from app.web.forms import Entered

_WALL: Final = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d", re.ASCII)
_TIME: Final = re.compile(r"\d\d:\d\d(:\d\d)?", re.ASCII)


def take_moment(entered: Entered, suffix: str = "") -> clock.Moment | None:
    """Return the moment of the fields `date`, `time` and `fold`; an hour that exists twice needs to be chosen.

    What is wrong is noted at the day; then there is None.
    """
    field = f"date{suffix}"
    wall = read_wall(entered, suffix)
    if wall is None:
        entered.issues.append(Issue(field, "missing"))
        return None
    try:
        fold = {"0": 0, "1": 1}.get(entered.text(f"fold{suffix}"))
        return clock.from_instant(clock.to_instant(wall, fold=fold))
    except ImpossibleTimeError as error:
        entered.issues.append(Issue(field, error.key, error.context))
    except OverflowError:
        entered.issues.append(Issue(field, "missing"))
    return None


def read_wall(entered: Entered, suffix: str = "") -> datetime | None:
    """Return the wall time that the fields say, if they say one."""
    said = f"{entered.text(f'date{suffix}')} {entered.text(f'time{suffix}')[:5]}"
    if not _WALL.fullmatch(said):
        return None
    try:
        return datetime.strptime(said, "%Y-%m-%d %H:%M")  # noqa: DTZ007 - wall time
    except ValueError:
        return None


def is_to_be_chosen(entered: Entered, suffix: str = "") -> bool:
    """Tell whether the fields say an hour that exists twice."""
    wall = read_wall(entered, suffix)
    return wall is not None and clock.is_doubled(wall)


def start_of(text: str, *, days: int = 0) -> datetime | None:
    """Return the instant at which a Berlin day begins, or one some days later; None where the text is no day."""
    try:
        day = date.fromisoformat(text) + timedelta(days=days)
        return clock.start_of(day)
    except (ValueError, OverflowError):
        return None


def read_time(entered: Entered, name: str) -> time | None:
    """Return the time of day that a field says to the minute; None where it is empty or, which is noted, says none."""
    said = entered.text(name).strip()
    try:
        found = time.fromisoformat(said[:5]) if _TIME.fullmatch(said) else None
    except ValueError:
        found = None
    if said and found is None:
        entered.issues.append(Issue(name, "time-of-day.invalid"))
    return found
