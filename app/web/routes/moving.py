"""Verlegen: giving a delivery another time out of the calendar, whether it was dragged there or typed.

What was dragged leads to the same form as typing does, filled in: what the move means is read before it is made.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Response

from app import clock
from app.actions.deliveries import reschedule_delivery
from app.actions.locking import lock_delivery
from app.editorial.planning import Planned
from app.errors import InvalidError, NotAllowedError, NotFoundError, Refusal, StaleError, WrongStateError
from app.models.delivery import DeliveryState
from app.queries.deliveries import DeliveryView, get_delivery
from app.queries.delivery_abilities import Situation, find_delivery_abilities
from app.queries.plan import find_last_change, find_neighbour
from app.web.calendar_days import Wanted
from app.web.deps import Acting, Form, Looking
from app.web.forms import Entered, Fault, Fields, faults_by_field, faults_of_refusal
from app.web.happenings import name_happening
from app.web.moments import is_to_be_chosen, take_moment
from app.web.planner import title_of
from app.web.routes.calendar import WantedDep
from app.web.visit import Visit, lead_to

router = APIRouter(prefix="/calendar", include_in_schema=False)

LABELS: Final = {"date": "Tag und Uhrzeit", "due_at": "Tag und Uhrzeit"}


@router.get("/{delivery_id}/move")
def show_move(
    visit: Looking, wanted: WantedDep, delivery_id: UUID, date: str = "", time: str = "", fold: str = ""
) -> Response:
    """Show what moving a delivery means, and the form for it; a day and a time in the address are filled in."""
    return _show(visit, wanted, delivery_id, Entered({"date": date, "time": time, "fold": fold}))


@router.post("/{delivery_id}/move")
def take_move(visit: Acting, wanted: WantedDep, form: Form, delivery_id: UUID) -> Response:
    """Move a delivery, unless it has changed since it was looked at."""
    entered = Entered.of(form)
    try:
        with visit.session.begin_nested():
            due = _move(visit, entered, delivery_id)
    except (NotFoundError, NotAllowedError):
        raise
    except (StaleError, WrongStateError) as refusal:
        return _show_conflict(visit, wanted, delivery_id, entered, refusal)
    except Refusal as refusal:
        faults = [
            Fault("date", row.sentence, row.label) for row in faults_of_refusal(refusal, "date", LABELS)
        ]
        return _show(visit, wanted, delivery_id, entered, faults)
    return lead_to(wanted.address(day=due.wall.date()), said="rescheduled")


def _move(visit: Visit, entered: Entered, delivery_id: UUID) -> clock.Moment:
    """Give the delivery the time of the form; nobody overwrites what they have not seen. Raises StaleError."""
    due = take_moment(entered)
    if due is None:
        raise InvalidError(issues=entered.issues)
    lock_delivery(visit.session, visit.actor, delivery_id)
    if get_delivery(visit.session, visit.actor, delivery_id).etag != entered.text("seen"):
        raise StaleError
    reschedule_delivery(visit.session, visit.actor, delivery_id, due=due)
    return due


def _show(
    visit: Visit, wanted: Wanted, delivery_id: UUID, entered: Entered, faults: list[Fault] | None = None
) -> Response:
    view = get_delivery(visit.session, visit.actor, delivery_id)
    visit.note_reading([view.post])
    shown = Fields(_filled_in(view) | {name: text for name, text in entered.texts.items() if text})
    ability = next(
        row for row in find_delivery_abilities(Situation(visit.actor, view)) if row.name == "reschedule"
    )
    return visit.show(
        "desk/calendar/move.html",
        status=422 if faults else 200,
        view=view,
        title=title_of(visit.actor, view),
        ability=ability,
        wanted=wanted,
        neighbour=_find_neighbour(visit, view, Entered(shown)),
        entered=shown,
        asks_for_fold=is_to_be_chosen(Entered(shown)),
        faults=faults or [],
        errors=faults_by_field(faults or []),
    )


def _show_conflict(
    visit: Visit, wanted: Wanted, delivery_id: UUID, entered: Entered, refusal: Refusal
) -> Response:
    """Show what somebody else has done meanwhile beside what was wished for, and let choose."""
    view = get_delivery(visit.session, visit.actor, delivery_id)
    moment = take_moment(Entered(entered.texts))
    return visit.show(
        "desk/calendar/conflict.html",
        status=409,
        view=view,
        title=title_of(visit.actor, view),
        wanted=wanted,
        seen_at=_read_instant(entered.text("seen_at")),
        wished_at=moment.instant if moment else None,
        is_movable=isinstance(refusal, StaleError) and view.state == DeliveryState.WAITING.value,
        change=find_last_change(visit.session, delivery_id),
        name_happening=name_happening,
        entered=Fields(entered.texts),
    )


def _filled_in(view: DeliveryView) -> dict[str, str]:
    """Return the present time of a delivery as the form's fields."""
    if view.due_at is None:
        return {}
    moment = clock.from_instant(view.due_at)
    return {"date": f"{moment.wall:%Y-%m-%d}", "time": f"{moment.wall:%H:%M}", "fold": str(moment.fold)}


def _find_neighbour(visit: Visit, view: DeliveryView, entered: Entered) -> Planned | None:
    """Return what it would collide with at the time of the form."""
    moment = take_moment(Entered(entered.texts))
    if moment is None:
        return None
    channel, organisation = view.channel_row, view.post.organisation_id
    row = Planned(
        view.id, moment.instant, channel.id, organisation, DeliveryState.WAITING.value, channel.min_gap_s
    )
    return find_neighbour(visit.session, visit.actor, row)


def _read_instant(text: str) -> datetime | None:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    return instant if instant.tzinfo else None
