"""Telling the story: every course at once, step by step in the order of their instants, up to now."""

import heapq
from collections.abc import Iterable, Mapping
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import db
from app.actions.events import record
from app.loading.life import answers, by_hand, cases, courses, guards, objections, packages, themes
from app.loading.life.cast import Cast, register_story_channels
from app.loading.life.elections import enter_elections
from app.loading.life.followers import count_followers
from app.loading.life.office import Office
from app.loading.life.past import telling
from app.loading.life.plan import read_plans
from app.loading.life.silence import in_silence
from app.loading.life.steps import Course, Story
from app.models import Channel, Event
from app.models.user import MACHINE
from app.settings import Settings

COURSES: Final[Mapping[str, Course]] = {
    name: course
    for part in (answers, by_hand, cases, courses, guards, objections, packages, themes)
    for name, course in part.COURSES.items()
}
TOLD: Final = "demo.tell"
"""The event that closes the story: what stands before it in the chain was told when the demo was loaded."""


def load_life(session: Session, *, settings: Settings) -> int:
    """Tell the story once; return how many posts there are in it, none if it was told before.

    Raises RuntimeError outside the demo: nothing real may ever be dated by a story's clock.
    """
    if not settings.demo:
        message = "the story is for the demo only"
        raise RuntimeError(message)
    if session.execute(select(Event.id).where(Event.action == TOLD).limit(1)).first():
        return 0
    register_story_channels(session, settings=settings)
    now = db.now(session)
    plans = read_plans(now)
    cast = Cast(session)
    with in_silence(session), telling(session, now) as told:
        office = Office(session, cast, told, now=now, settings=settings)
        enter_elections(session, cast)
        count_followers(session, cast, now.date())
        _tell(office, [COURSES[plan.course](office, plan) for plan in plans])
    portal = session.get_one(Channel, cast.channels["portal"])
    record(session, MACHINE, TOLD, portal, object_id=portal.id, posts=len(plans))
    return len(plans)


def _tell(office: Office, stories: Iterable[Story]) -> None:
    """Carry out the steps of all stories in the order of their instants; what lies after now stays untold."""
    waiting = [(next(story), number, story) for number, story in enumerate(stories)]
    heapq.heapify(waiting)
    while waiting:
        at, number, story = heapq.heappop(waiting)
        if at > office.now:
            story.close()
            continue
        office.told.at = at
        following = next(story, None)
        office.tell_people()
        office.forget()
        if following is not None:
            heapq.heappush(waiting, (max(following, at), number, story))
