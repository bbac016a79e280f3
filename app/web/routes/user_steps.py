"""Locking, inviting and what else is done to an account at one stroke: explained and confirmed on a page of its own."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import TypeAdapter

from app.actions.managing import ensure_manages
from app.errors import NotAllowedError, NotFoundError, Refusal
from app.fields import Reason
from app.queries.users import get_user
from app.web.deps import Acting, Form, Looking
from app.web.forms import Entered, Fault, Fields, faults_by_field, faults_of_refusal
from app.web.fresh import ask_to_sign_in, is_fresh
from app.web.user_steps import STEPS, Step
from app.web.visit import Visit, lead_to

router = APIRouter(prefix="/admin/users", include_in_schema=False)

_reason: Final = TypeAdapter(Reason)


@router.get("/{user_id}/{name}")
def show_step(visit: Looking, user_id: UUID, name: str) -> Response:
    """Ask whether it is to be done, and say what follows from it."""
    step = STEPS.get(name)
    if step is None:
        raise NotFoundError
    ensure_manages(visit.actor, get_user(visit.session, visit.actor, user_id).user)
    if step.needs_fresh and not is_fresh(visit):
        return ask_to_sign_in(f"/admin/users/{user_id}/{name}")
    return _ask(visit, user_id, step)


@router.post("/{user_id}/{name}")
def take_step(visit: Acting, form: Form, user_id: UUID, name: str) -> Response:
    """Do it; a password that was made is shown this once."""
    entered, step = Entered.of(form), STEPS.get(name)
    if step is None:
        raise NotFoundError
    if step.needs_fresh and not is_fresh(visit):
        return ask_to_sign_in(f"/admin/users/{user_id}/{name}")
    try:
        with visit.session.begin_nested():
            if step.needs_reason:
                entered.need("reason")
            reason = entered.take_if_any("reason", _reason)
            entered.ensure_clean()
            password = step.take(visit, user_id, reason or "")
    except (NotAllowedError, NotFoundError):
        raise
    except Refusal as refusal:
        field = "reason" if step.needs_reason else "confirm"
        return _ask(visit, user_id, step, faults_of_refusal(refusal, field, {"reason": "Grund"}), entered)
    if password is None:
        return lead_to(f"/admin/users/{user_id}", said=step.said)
    user = get_user(visit.session, visit.actor, user_id).user
    return visit.show("desk/admin/password.html", user=user, password=password)


def _ask(
    visit: Visit,
    user_id: UUID,
    step: Step,
    faults: list[Fault] | None = None,
    entered: Entered | None = None,
) -> Response:
    user = get_user(visit.session, visit.actor, user_id).user
    return visit.show(
        "desk/admin/confirm.html",
        status=422 if faults else 200,
        question=step.question,
        about=f"{user.name}, {user.email}" if user.email else user.name,
        consequence=step.consequence,
        button_label=step.button,
        needs_reason=step.needs_reason,
        back=f"/admin/users/{user_id}",
        faults=faults or [],
        errors=faults_by_field(faults or []),
        entered=Fields(entered.texts if entered else {}),
    )
