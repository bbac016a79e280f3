"""The calendar as it is laid out: which days it shows, what stands on each, what is lacking and where it is too tight."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Final
from uuid import UUID

from holidays import country_holidays

from app import clock
from app.editorial.permissions import may_see
from app.editorial.planning import NOT_THERE, Planned, find_gaps
from app.messages.holds import CARES, Care
from app.models import Occasion, Theme
from app.models.delivery import DeliveryState
from app.models.user import Actor
from app.queries.deliveries import DeliveryView, load_views
from app.queries.delivery_abilities import Situation, find_delivery_abilities
from app.queries.plan import Plan, find_plan
from app.queries.theme_pages import list_themes_between
from app.queries.themes import list_occasions
from app.web.calendar_days import View, Wanted, begin_of
from app.web.text import headline
from app.web.visit import Visit

MOST: Final[Mapping[View, int]] = {View.MONTH: 3, View.WEEK: 16, View.LIST: 60}
"""How much a day shows before it leads on to the list."""
STANDING: Final = {DeliveryState.HELD.value, DeliveryState.UNCLEAR.value}
MOST_STANDING: Final = 8
DAY_BEGINS, DAY_ENDS = 6, 21
"""The hours that a week shows in any case, the last one left out; others where there is something in them."""
_HOLIDAYS = country_holidays("DE", subdiv="ST", language="de")


@dataclass(frozen=True)
class Entry:
    """One delivery on the page; `neighbour` is what it collides with, `can_move` whether who looks may reschedule it."""

    view: DeliveryView
    at: datetime
    title: str
    neighbour: Planned | None
    can_move: bool

    @property
    def care(self) -> Care | None:
        """Who takes care of it while it is held, and what they do next."""
        delivery = self.view.delivery
        return CARES[delivery.hold_reason] if delivery and delivery.hold_reason else None


@dataclass(frozen=True)
class Slot:
    """An hour of a day: `fold` is 0 or 1 in one that exists twice, `is_missing` marks one that is skipped.

    `spans_two` asks for the room of two, where another day of the week has the hour twice.
    """

    hour: int
    entries: Sequence[Entry]
    fold: int | None = None
    is_missing: bool = False
    spans_two: bool = False


@dataclass(frozen=True)
class Day:
    """A day with what stands on it in order; `more` is how much of it is not shown."""

    date: date
    entries: Sequence[Entry]
    more: int
    is_gap: bool
    is_outside: bool = False
    occasions: Sequence[Occasion] = ()
    themes: Sequence[Theme] = ()
    embargoes: Sequence[Theme] = ()

    @property
    def is_marked(self) -> bool:
        """Whether there is anything to tell of the day besides what stands on it."""
        return bool(self.holiday or self.change or self.occasions or self.themes or self.embargoes)

    @property
    def holiday(self) -> str | None:
        """The public holiday of Saxony-Anhalt that it is."""
        return _HOLIDAYS.get(self.date)

    @property
    def change(self) -> str | None:
        """The change of the clocks in this day's night: `summer`, `winter`, or None."""
        hours = begin_of(self.date + timedelta(days=1)) - begin_of(self.date)
        return {23: "summer", 25: "winter"}.get(round(hours.total_seconds() / 3600))


@dataclass(frozen=True)
class Sheet:
    """One view of the calendar: its days, what stands still, and from which day a list goes on."""

    wanted: Wanted
    days: Sequence[Day]
    standing: Sequence[Entry]
    more_standing: int
    collisions: int
    is_empty: bool
    next_day: date | None

    @property
    def gaps(self) -> Sequence[date]:
        """The days without a post."""
        return [day.date for day in self.days if day.is_gap]

    @cached_property
    def hours(self) -> Sequence[tuple[int, bool]]:
        """The hours that a week shows, each with whether one of its days has it twice."""
        shown = set(range(DAY_BEGINS, DAY_ENDS))
        shown |= {_wall(row.at).hour for day in self.days for row in day.entries}
        if any(day.change for day in self.days):
            shown |= set(range(1, DAY_BEGINS))
        return [(hour, any(self.exists_twice(day, hour) for day in self.days)) for hour in sorted(shown)]

    def exists_twice(self, day: Day, hour: int) -> bool:
        """Tell whether a day has an hour twice."""
        return day.change == "winter" and clock.is_doubled(datetime.combine(day.date, time(hour)))

    def slots(self, day: Day) -> Sequence[Slot]:
        """Return a day's hours; where another day of the week has one twice, its own takes the room of two."""
        found = []
        for hour, is_twice_somewhere in self.hours:
            rows = [row for row in day.entries if _wall(row.at).hour == hour]
            if self.exists_twice(day, hour):
                folds = [[row for row in rows if clock.from_instant(row.at).fold == fold] for fold in (0, 1)]
                found += [Slot(hour, entries, fold=fold) for fold, entries in enumerate(folds)]
            else:
                found.append(
                    Slot(hour, rows, is_missing=_is_missing(day, hour), spans_two=is_twice_somewhere)
                )
        return found


def lay_out(visit: Visit, wanted: Wanted) -> Sheet:
    """Return the view of the calendar that somebody wants, with what they may see of it."""
    days = wanted.days
    plan = find_plan(visit.session, visit.actor, wanted.filter, start=wanted.start, end=wanted.end)
    by_day: dict[date, list[Planned]] = defaultdict(list)
    for row in plan.rows:
        by_day[_wall(row.at).date()].append(row)
    next_day = _find_end(wanted, by_day)
    days = [day for day in days if next_day is None or day < next_day]
    most = MOST[wanted.view]
    shown = {day: by_day[day][:most] for day in days}
    standing = [row for row in plan.rows if row.state in STANDING]
    rows = [*(row for part in shown.values() for row in part), *standing[:MOST_STANDING]]
    views = load_views(visit.session, {row.id for row in rows})
    visit.note_reading(view.post for view in views.values())
    entries = _Entries(visit.actor, plan, views)
    gaps = _find_gaps(wanted, days, by_day)
    signs = _Signs.of(visit, wanted)
    return Sheet(
        wanted=wanted,
        days=[
            Day(
                day,
                [entries.of(row) for row in shown[day]],
                len(by_day[day]) - len(shown[day]),
                day in gaps,
                wanted.is_outside(day),
                occasions=[row for row in signs.occasions if row.first_day <= day <= row.last_day],
                themes=[row for row in signs.themes if signs.first_day(row) == day],
                embargoes=[row for row in signs.themes if signs.end_day(row) == day],
            )
            for day in days
        ],
        standing=[entries.of(row) for row in standing[:MOST_STANDING]],
        more_standing=max(0, len(standing) - MOST_STANDING),
        collisions=sum(row.id in plan.collisions for row in plan.rows),
        is_empty=not plan.rows,
        next_day=next_day,
    )


@dataclass(frozen=True)
class _Signs:
    """What else the days tell: occasions, and themes that one may know of on their first day shown and where embargoes end."""

    wanted: Wanted
    occasions: Sequence[Occasion]
    themes: Sequence[Theme]

    @classmethod
    def of(cls, visit: Visit, wanted: Wanted) -> "_Signs":
        first, last = wanted.days[0], wanted.days[-1]
        themes = list_themes_between(
            visit.session,
            visit.actor,
            days=(first, last),
            instants=(wanted.start, wanted.end),
            organisations=wanted.filter.organisations,
        )
        return cls(wanted, list_occasions(visit.session, since=first, until=last), themes)

    def first_day(self, theme: Theme) -> date | None:
        """Return the first day of a theme that the view shows, None for an idea."""
        return max(theme.starts_on, self.wanted.days[0]) if theme.starts_on else None

    def end_day(self, theme: Theme) -> date | None:
        """Return the Berlin day on which its embargo ends."""
        return _wall(theme.embargo_until).date() if theme.embargo_until else None


@dataclass(frozen=True)
class _Entries:
    """What turns a row of the plan into an entry of the page."""

    actor: Actor
    plan: Plan
    views: Mapping[UUID, DeliveryView]

    def of(self, row: Planned) -> Entry:
        view = self.views[row.id]
        return Entry(
            view,
            row.at,
            title_of(self.actor, view),
            self.plan.collisions.get(row.id),
            can_move(self.actor, view),
        )


def title_of(actor: Actor, view: DeliveryView) -> str:
    """Return the working title for those who see the whole post, for others what everybody can read of it."""
    is_whole = may_see(actor, view.post)
    return view.post.current_revision.title if is_whole else headline(view.text_as_sent)


def can_move(actor: Actor, view: DeliveryView) -> bool:
    """Tell whether the actor may give a delivery another time right now."""
    if view.state != DeliveryState.WAITING.value:
        return False
    abilities = find_delivery_abilities(Situation(actor, view))
    return any(row.name == "reschedule" and row.allowed for row in abilities)


def _find_gaps(
    wanted: Wanted, days: Sequence[date], by_day: Mapping[date, Sequence[Planned]]
) -> frozenset[date]:
    """Return the gaps; none where only one state is looked for, or where nothing at all is planned yet."""
    filled = [day for day, rows in by_day.items() if any(row.state not in NOT_THERE for row in rows)]
    if wanted.filter.state is not None or not filled:
        return frozenset()
    inside = [day for day in days if not wanted.is_outside(day)]
    return find_gaps(inside, filled, today=clock.today())


def _find_end(wanted: Wanted, by_day: Mapping[date, Sequence[Planned]]) -> date | None:
    """Return the day from which a list goes on on its next page; None where it ends, or is no list."""
    total = 0
    for day in wanted.days if wanted.view is View.LIST else ():
        if total >= MOST[View.LIST]:
            return day
        total += len(by_day[day])
    return None


def _is_missing(day: Day, hour: int) -> bool:
    return day.change == "summer" and _wall(clock.settle(datetime.combine(day.date, time(hour)))).hour != hour


def _wall(instant: datetime) -> datetime:
    return clock.from_instant(instant).wall
