"""Opening a case (Löschverfahren) from a post or from one of its deliveries."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import TypeAdapter, ValidationError

from app import clock
from app.actions.takedown_notices import open_takedown
from app.actions.takedown_steps import find_open_takedown
from app.editorial.grounds import PAPER, RESTS_ON
from app.errors import NotFoundError, Refusal
from app.models.ground import Ground
from app.queries.takedowns import get_takedown
from app.settings import settings
from app.web.deps import Acting, Form, Looking
from app.web.forms import Entered, Fault, Fields, faults_of_refusal
from app.web.moments import is_to_be_chosen
from app.web.takedown_notice import Subject, find_subject, read_charge
from app.web.turns import find_turns
from app.web.visit import Visit, lead_to

router = APIRouter(include_in_schema=False)

LABELS: Final = {
    "kind": "Was verlangt wird",
    "ground": "Grund",
    "quote": "Beanstandete Stelle",
    "remedy": "Verlangte Abhilfe",
    "date": "Tag und Uhrzeit",
    "urgent_reason": "Begründung der Dringlichkeit",
}
_id = TypeAdapter(UUID)


@router.get("/takedowns/new")
def show_opening(visit: Looking, post: UUID | None = None, delivery: UUID | None = None) -> Response:
    """Show the form of a new case; where one is open already, it is shown instead."""
    subject = find_subject(visit, post, delivery)
    earlier = find_open_takedown(visit.session, [row.id for row in subject.views])
    if earlier is not None:
        return lead_to(f"/takedowns/{earlier.id}", said="takedown-exists")
    return _show(visit, subject)


@router.post("/takedowns")
def take_opening(visit: Acting, form: Form) -> Response:
    """Open the case and give the ministry notice. What somebody else opened meanwhile is shown beside one's words."""
    entered = Entered.of(form)
    subject = find_subject(visit, _read_id(entered, "post"), _read_id(entered, "delivery"))
    try:
        with visit.session.begin_nested():
            takedown = open_takedown(
                visit.session,
                visit.actor,
                read_charge(visit, entered),
                post_id=subject.post.id if subject.delivery_id is None else None,
                delivery_id=subject.delivery_id,
                settings=settings(),
            )
    except NotFoundError:
        raise
    except Refusal as refusal:
        if "takedown_id" in refusal.context:
            return _show_conflict(visit, UUID(refusal.context["takedown_id"]), entered)
        return _show(visit, subject, _faults_of(refusal, entered), entered)
    return lead_to(f"/takedowns/{takedown.id}", said="takedown-opened")


def _read_id(entered: Entered, name: str) -> UUID | None:
    try:
        return _id.validate_python(entered.text(name)) if entered.text(name) else None
    except ValidationError as error:
        raise NotFoundError from error


def _faults_of(refusal: Refusal, entered: Entered) -> list[Fault]:
    """Return a refusal as lines of a summary; a deadline that is over is told where it was entered."""
    faults = faults_of_refusal(refusal, "kind", LABELS)
    if entered.text("deadline") != "set":
        return faults
    return [
        Fault("date", row.sentence, LABELS["date"]) if row.field == "urgent_reason" else row for row in faults
    ]


def _show(
    visit: Visit, subject: Subject, faults: list[Fault] | None = None, entered: Entered | None = None
) -> Response:
    visit.note_reading([subject.post])
    scopes = {None, *(row.channel_row.scope for row in subject.views)}
    usual = timedelta(seconds=settings().takedown_deadline_s)
    return visit.show(
        "desk/takedowns/new.html",
        status=422 if faults else 200,
        subject=subject,
        choices=[(ground, [row for row in RESTS_ON[ground] if row.scope in scopes]) for ground in Ground],
        paper=PAPER,
        usual_until=clock.now() + usual,
        faults=faults or [],
        errors={fault.field: fault.sentence for fault in faults or []},
        entered=Fields(entered.texts if entered else {}),
        asks_for_fold=entered is not None and is_to_be_chosen(entered),
    )


def _show_conflict(visit: Visit, takedown_id: UUID, entered: Entered) -> Response:
    """Show the case that somebody else opened first, and what one had written, so that nothing is lost."""
    view = get_takedown(visit.session, visit.actor, takedown_id)
    return visit.show(
        "desk/takedowns/conflict.html",
        status=409,
        view=view,
        news=find_turns(view.takedown),
        words="\n\n".join(filter(None, (entered.text("quote"), entered.text("remedy")))),
    )
