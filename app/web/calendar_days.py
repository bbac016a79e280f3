"""Which stretch of time somebody wants to see of the calendar, and how its address says so."""

from calendar import Calendar
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy.orm import Session

from app import clock
from app.queries.delivery_filter import DeliveryStatus
from app.queries.organisations import find_organisation_ids
from app.queries.plan import PlanFilter

MONTHS: Final = (
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
)
WEEKDAYS: Final = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
FIRST, LAST = date(2000, 1, 1), date(2099, 12, 31)
"""The days that can be looked at."""
LISTED: Final = timedelta(days=28)


class View(StrEnum):
    """How the calendar is laid out."""

    MONTH = "month"
    WEEK = "week"
    LIST = "list"


@dataclass(frozen=True)
class Wanted:
    """A view around a day, narrowed by what stood in the address: `said` are its filters as they were entered."""

    view: View
    day: date
    said: dict[str, str] = field(default_factory=dict)
    filter: PlanFilter = field(default_factory=PlanFilter)

    @cached_property
    def days(self) -> Sequence[date]:
        """The days of the view: whole weeks of a month, a week from Monday, four weeks from the day on."""
        if self.view is View.MONTH:
            return list(Calendar().itermonthdates(self.day.year, self.day.month))
        if self.view is View.WEEK:
            monday = self.day - timedelta(days=self.day.weekday())
            return [monday + timedelta(days=count) for count in range(7)]
        return [self.day + timedelta(days=count) for count in range(LISTED.days)]

    @property
    def start(self) -> datetime:
        """The instant at which the view begins."""
        return begin_of(self.days[0])

    @property
    def end(self) -> datetime:
        """The instant at which it is over."""
        return begin_of(self.days[-1] + timedelta(days=1))

    @property
    def title(self) -> str:
        """What is shown, in words."""
        first, last = self.days[0], self.days[-1]
        if self.view is View.MONTH:
            return f"{MONTHS[self.day.month - 1]} {self.day.year}"
        begin = f"{first.day}." if first.month == last.month else f"{first.day}. {MONTHS[first.month - 1]}"
        stretch = f"{begin} bis {last.day}. {MONTHS[last.month - 1]} {last.year}"
        return f"Woche {first.isocalendar().week}: {stretch}" if self.view is View.WEEK else stretch

    def is_outside(self, day: date) -> bool:
        """Tell whether a day fills up a week of the month without belonging to it."""
        return self.view is View.MONTH and day.month != self.day.month

    @property
    def before(self) -> str:
        """The address of the stretch before."""
        if self.view is View.MONTH:
            return self.address(day=self.day.replace(day=1) - timedelta(days=1))
        return self.address(day=self.days[0] - (LISTED if self.view is View.LIST else timedelta(days=7)))

    @property
    def after(self) -> str:
        """The address of the stretch after."""
        if self.view is View.MONTH:
            return self.address(day=self.day.replace(day=28) + timedelta(days=4))
        return self.address(day=self.days[-1] + timedelta(days=1))

    def address(self, view: View | str | None = None, day: date | None = None) -> str:
        """Return the address of another view or day, filters kept."""
        return f"/calendar?{replace(self, view=View(view or self.view), day=day or self.day).query}"

    @property
    def query(self) -> str:
        """The part of an address that leads back here."""
        said = {name: value for name, value in self.said.items() if value}
        return urlencode({"view": self.view.value, "day": self.day.isoformat(), **said})


def read_wanted(
    session: Session, view: str, day: str, *, channel: str, organisation: str, state: str
) -> Wanted:
    """Return what an address asks for; what in it is no day, view, channel or state is taken as not said."""
    said = {"channel": channel.strip(), "organisation": organisation.strip(), "state": state}
    return Wanted(
        View(view) if view in set(View) else View.MONTH,
        _read_day(day),
        said,
        PlanFilter(
            state=DeliveryStatus(state) if state in set(DeliveryStatus) else None,
            channel=_read_id(said["channel"]),
            organisations=find_organisation_ids(session, said["organisation"])
            if said["organisation"]
            else None,
        ),
    )


def begin_of(day: date) -> datetime:
    """Return the instant at which a day begins in Berlin, where midnight exists once on every day."""
    return clock.settle(datetime.combine(day, time()))


def _read_day(text: str) -> date:
    try:
        return min(max(date.fromisoformat(text), FIRST), LAST)
    except ValueError:
        return clock.today()


def _read_id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
