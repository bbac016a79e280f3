"""Radar: a week by ministry, goal and format; who is silent, which days are empty, what is too close."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from fastapi import APIRouter, Response

from app import clock
from app.queries.cursor import Page
from app.queries.radar import Count, Radar, find_radar
from app.web.csv_file import Cell, csv_file
from app.web.deps import Looking
from app.web.visit import Visit

router = APIRouter(prefix="/radar", include_in_schema=False)

WEEK: Final = timedelta(days=7)
YEARS: Final = range(2000, 2100)
PARTS: Final[dict[str, Callable[[Radar], list[Count]]]] = {
    "Ressort": lambda radar: list(radar.ministries),
    "Ziel": lambda radar: [*radar.goals, radar.without_goal],
    "Format": lambda radar: list(radar.formats),
}
COLUMNS: Final[dict[str, Callable[[tuple[str, Count]], Cell]]] = {
    "Wonach": lambda row: row[0],
    "Name": lambda row: row[1].name,
    "Geplant": lambda row: row[1].planned,
    "Davon veröffentlicht": lambda row: row[1].out,
}


@router.get("")
def show_radar(visit: Looking, day: str = "") -> Response:
    """Show the week around a day; without one, this week."""
    radar = _find(visit, day)
    return visit.show(
        "desk/radar.html",
        radar=radar,
        counts={name: count(radar) for name, count in PARTS.items()},
        today=clock.today(),
        before=radar.since - WEEK,
        after=radar.since + WEEK,
    )


@router.get(".csv")
def hand_out_radar(visit: Looking, day: str = "") -> Response:
    """Return the counts of the week as a file."""
    radar = _find(visit, day)
    rows = [(name, row) for name, count in PARTS.items() for row in count(radar)]
    return csv_file(visit, f"radar-{radar.since}", COLUMNS, lambda _session, _after: Page(rows, None))


def _find(visit: Visit, day: str) -> Radar:
    monday = _monday_of(day)
    return find_radar(visit.session, visit.actor, since=monday, until=monday + timedelta(days=6))


def _monday_of(text: str) -> date:
    """Return the Monday of a day's week; of this week where the text is no day of ours."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = clock.today()
    day = day if day.year in YEARS else clock.today()
    return day - timedelta(days=day.weekday())
