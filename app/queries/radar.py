"""Radar: what a week holds by ministry, goal and format, plan against what went out; who is silent, what is empty or too close.

Everybody's radar is made of what they may see (REQUIREMENTS R151, idea 20).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.db import among
from app.editorial.planning import NOT_THERE, Planned, find_gaps
from app.messages.themes import GOALS
from app.models import Channel, Organisation, Post, Theme, Variant
from app.models.delivery import DeliveryState
from app.models.theme import Goal
from app.models.user import Actor
from app.queries.plan import PlanFilter, find_plan
from app.queries.theme_pages import list_ministries
from app.queries.visibility import is_theme_shown_to

LONGEST: Final = timedelta(days=92)
OUT: Final = frozenset({DeliveryState.SENT.value, DeliveryState.REMOVING.value})


class Count(NamedTuple):
    """How much is planned under a name, and how much of it went out and stands there."""

    name: str
    planned: int
    out: int


class Collision(NamedTuple):
    """Two posts that are too close on a channel: when the earlier leaves, when the later does, whose they are."""

    channel: str
    first_at: datetime
    second_at: datetime
    organisations: tuple[str, ...]


@dataclass(frozen=True)
class Radar:
    """A stretch of days, both included; `without_goal` counts what hangs on no theme with a goal."""

    since: date
    until: date
    ministries: Sequence[Count]
    goals: Sequence[Count]
    formats: Sequence[Count]
    without_goal: Count
    silent: Sequence[str]
    empty_days: Sequence[date]
    collisions: Sequence[Collision]


def find_radar(session: Session, actor: Actor, *, since: date, until: date) -> Radar:
    """Return the radar of these days as the actor may see it."""
    start, end = clock.start_of(since), clock.start_of(until + timedelta(days=1))
    plan = find_plan(session, actor, PlanFilter(), start=start, end=end)
    rows = [row for row in plan.rows if row.state not in NOT_THERE]
    themes = _find_themes(session, actor, rows)
    houses = {key: name for key, name in session.execute(select(Organisation.id, Organisation.abbreviation))}
    days = [since + timedelta(days=number) for number in range((until - since).days + 1)]
    filled = {clock.from_instant(row.at).wall.date() for row in rows}
    goals = {
        row.id: [GOALS[Goal(goal)] for goal in themes[row.id][0]] if row.id in themes else [] for row in rows
    }
    talking = {row.organisation_id for row in rows}
    return Radar(
        since,
        until,
        ministries=_count(rows, {row.id: [houses[row.organisation_id]] for row in rows}),
        goals=_count(rows, goals, GOALS.values()),
        formats=_count(rows, {row.id: themes[row.id][1] if row.id in themes else [] for row in rows}),
        without_goal=_sum("ohne Ziel", [row for row in rows if not goals[row.id]]),
        silent=[row.abbreviation for row in list_ministries(session) if row.id not in talking],
        empty_days=sorted(find_gaps(days, filled, today=clock.today())),
        collisions=_name_collisions(session, plan.collisions, rows, houses),
    )


def _find_themes(
    session: Session, actor: Actor, rows: Sequence[Planned]
) -> dict[UUID, tuple[list[str], list[str]]]:
    """Return by delivery the goals and formats of its theme, as far as the actor may know of that."""
    query = (
        select(Variant.id, Theme.goals, Theme.formats)
        .join(Post, Post.id == Variant.post_id)
        .join(Theme, Theme.id == Post.theme_id)
        .where(among(Variant.id, [row.id for row in rows]), is_theme_shown_to(actor))
    )
    return {key: (goals, formats) for key, goals, formats in session.execute(query)}


def _count(
    rows: Iterable[Planned], names: Mapping[UUID, Iterable[str]], always: Iterable[str] = ()
) -> list[Count]:
    """Return how much is planned and out under each name, most first; names of `always` are there with nothing, too."""
    planned: Counter[str] = Counter(dict.fromkeys(always, 0))
    out: Counter[str] = Counter()
    for row in rows:
        planned.update(names[row.id])
        out.update(names[row.id] if row.state in OUT else ())
    return [
        Count(name, planned[name], out[name])
        for name in sorted(planned, key=lambda name: (-planned[name], name))
    ]


def _sum(name: str, rows: Sequence[Planned]) -> Count:
    return Count(name, len(rows), sum(row.state in OUT for row in rows))


def _name_collisions(
    session: Session,
    collisions: Mapping[UUID, Planned],
    rows: Sequence[Planned],
    houses: Mapping[UUID, str],
) -> list[Collision]:
    labels = {key: label for key, label in session.execute(select(Channel.id, Channel.label))}
    pairs = {}
    for row in rows:
        other = collisions.get(row.id)
        if other is not None:
            first, second = sorted((row, other), key=lambda one: (one.at, one.id))
            whose = tuple(sorted({houses[first.organisation_id], houses[second.organisation_id]}))
            pairs[first.id, second.id] = Collision(labels[row.channel_id], first.at, second.at, whose)
    return sorted(pairs.values(), key=lambda pair: (pair.first_at, pair.channel))
