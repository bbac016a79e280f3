"""The courses of what is published and is to go again: cases of removal with notice, and a ministry's own second thought."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Final
from uuid import UUID

from app import clock
from app.actions.deliveries import take_down
from app.actions.notices import read_notices
from app.actions.removals import begin_removal, record_removal
from app.actions.takedown_answers import respond_to_takedown
from app.actions.takedown_notices import Charge, open_takedown
from app.actions.takedown_steps import note_arrivals
from app.actions.takedowns import close_takedown, execute_takedown
from app.loading.life.days import at, working_day
from app.loading.life.office import WORKER, Office
from app.loading.life.plan import Plan
from app.loading.life.steps import Course, Story, publish
from app.models.ground import Ground
from app.models.takedown import AnswerKind, TakedownKind, TakedownOutcome

_HOUR: Final = timedelta(hours=1)
_NOON: Final = time(12)
_MINUTE: Final = timedelta(minutes=1)


def case_executed(office: Office, plan: Plan) -> Story:
    """Announce it, agree, and let a second person decide on the removal."""
    post_id = yield from publish(office, plan)
    opened_at = plan.due_at + _HOUR
    yield opened_at
    case_id = _open(office, plan, post_id)
    yield from _read(office, plan, opened_at)
    yield opened_at + timedelta(minutes=20)
    _answer(office, plan.lead, case_id, AnswerKind.AGREE, plan.words["statement"])
    yield opened_at + timedelta(minutes=35)
    execute_takedown(office.session, office.cast["desk2"], case_id, reason=None)
    yield opened_at + timedelta(minutes=36)
    _remove(office, post_id)


def case_objected(office: Office, plan: Plan) -> Story:
    """Announce it and object; nobody has decided yet although the time is over."""
    post_id = yield from publish(office, plan)
    opened_at = plan.due_at + _HOUR
    yield opened_at
    case_id = _open(office, plan, post_id, deadline=opened_at + 2 * _HOUR)
    yield from _read(office, plan, opened_at)
    yield opened_at + timedelta(minutes=50)
    _answer(office, plan.author, case_id, AnswerKind.OBJECT, plan.words["statement"])


def case_open(office: Office, plan: Plan) -> Story:
    """Announce it, with time to answer until noon of the next working day."""
    post_id = yield from publish(office, plan)
    opened_at = plan.due_at + 4 * _HOUR
    yield opened_at
    today = clock.from_instant(office.now).wall.date()
    _open(office, plan, post_id, deadline=at(working_day(today, 1), _NOON))
    yield from _read(office, plan, opened_at)


def case_noted(office: Office, plan: Plan) -> Story:
    """Give notice only, on a ministry's own channel, and close the case."""
    post_id = yield from publish(office, plan)
    yield plan.due_at + _HOUR
    case_id = _open(office, plan, post_id, kind=TakedownKind.NOTICE_ONLY)
    yield from _read(office, plan, plan.due_at + _HOUR)
    yield plan.due_at + 3 * _HOUR
    close_takedown(office.session, office.cast["desk1"], case_id, outcome=TakedownOutcome.NOTED)


def taken_back(office: Office, plan: Plan) -> Story:
    """Let its ministry remove it itself."""
    post_id = yield from publish(office, plan)
    yield plan.due_at + 3 * _HOUR
    for delivery_id in office.deliveries(post_id):
        take_down(office.session, office.cast[plan.lead], delivery_id, reason=plan.words["reason"])
    yield plan.due_at + 3 * _HOUR + _MINUTE
    _remove(office, post_id)


def _open(
    office: Office,
    plan: Plan,
    post_id: UUID,
    *,
    kind: TakedownKind = TakedownKind.REMOVAL,
    deadline: datetime | None = None,
) -> UUID:
    moment = clock.from_instant(deadline) if deadline else None
    charge = Charge(kind, Ground(plan.words["ground"]), plan.words["quote"], plan.words["remedy"], moment)
    return open_takedown(
        office.session,
        office.cast["desk1"],
        charge,
        post_id=post_id,
        delivery_id=None,
        settings=office.settings,
    ).id


def _read(office: Office, plan: Plan, opened_at: datetime) -> Story:
    """Let the ministry's lead read the notice shortly after, which is its arrival."""
    yield opened_at + timedelta(minutes=5)
    read_notices(office.session, office.cast[plan.lead])
    note_arrivals(office.session)


def _answer(office: Office, name: str, case_id: UUID, answer: AnswerKind, statement: str) -> None:
    respond_to_takedown(office.session, office.cast[name], case_id, answer=answer, statement=statement)


def _remove(office: Office, post_id: UUID) -> None:
    """Let a worker take it off our own pages, where the delivery's row is the page."""
    for delivery_id in office.deliveries(post_id):
        ticket = begin_removal(office.session, delivery_id, settings=office.settings, worker=WORKER)
        if ticket is not None:
            record_removal(office.session, ticket, None, settings=office.settings, at_once=True)


COURSES: Final[Mapping[str, Course]] = {
    function.__name__: function
    for function in (case_executed, case_noted, case_objected, case_open, taken_back)
}
