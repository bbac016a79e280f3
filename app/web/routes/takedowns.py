"""Löschverfahren: one case with its evidence, and what each side does in it."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import TypeAdapter

from app import clock
from app.actions.takedown_answers import respond_to_takedown
from app.actions.takedown_steps import lock_takedown
from app.actions.takedowns import close_takedown, execute_takedown, revoke_takedown
from app.editorial.grounds import PAPER
from app.editorial.permissions import Permission, is_allowed
from app.editorial.takedowns import OUTCOMES
from app.errors import InvalidError, NotFoundError, Refusal
from app.fields import Reason
from app.messages import explain
from app.models.takedown import AnswerKind, TakedownOutcome
from app.queries.takedowns import get_takedown
from app.web.deps import Acting, Form, LookingOn
from app.web.forms import Entered, Fault, Fields, faults_of
from app.web.turns import find_turns
from app.web.visit import Visit, lead_to

router = APIRouter(prefix="/takedowns", include_in_schema=False)

SAID: Final = {
    "execute": "takedown-executed",
    "close": "takedown-closed",
    "revoke": "takedown-revoked",
}
LABELS: Final = {
    "answer": "Antwort",
    "statement": "Stellungnahme",
    "reason-execute": "Begründung",
    "outcome": "Ergebnis",
    "reason-revoke": "Grund der Rücknahme",
}
_reason = TypeAdapter(Reason)
_answer, _outcome = TypeAdapter(AnswerKind), TypeAdapter(TakedownOutcome)


@router.get("/{takedown_id}")
def show_takedown(visit: LookingOn, takedown_id: UUID) -> Response:
    """Show one case with its evidence and what one can do in it."""
    return _show(visit, takedown_id)


@router.post("/{takedown_id}")
def take_step(visit: Acting, form: Form, takedown_id: UUID) -> Response:
    """Answer, decide, close or take back; whoever had not seen the last step is shown it and decides anew."""
    entered = Entered.of(form)
    do = entered.text("do")
    turns = find_turns(lock_takedown(visit.session, visit.actor, takedown_id).takedown)
    if entered.text("seen") != str(len(turns)):
        return _show_conflict(visit, takedown_id, entered)
    try:
        with visit.session.begin_nested():
            _carry_out(visit, entered, takedown_id)
    except NotFoundError:
        raise
    except Refusal as refusal:
        return _show(visit, takedown_id, _faults_of(refusal, do), entered)
    is_removing = do == "respond" and entered.text("answer") == AnswerKind.REMOVE
    said = "takedown-removing" if is_removing else SAID.get(do, "takedown-answered")
    return lead_to(f"/takedowns/{takedown_id}", said=said)


def _carry_out(visit: Visit, entered: Entered, takedown_id: UUID) -> None:
    session, actor = visit.session, visit.actor
    match entered.text("do"):
        case "execute":
            reason = entered.take_if_any("reason", _reason)
            entered.ensure_clean()
            execute_takedown(session, actor, takedown_id, reason=reason)
        case "close":
            outcome = entered.take("outcome", _outcome) if entered.text("outcome") else None
            if outcome is None:
                entered.need("outcome")
                raise InvalidError(issues=entered.issues)
            close_takedown(session, actor, takedown_id, outcome=outcome)
        case "revoke":
            entered.need("reason")
            reason = entered.take_if_any("reason", _reason)
            entered.ensure_clean()
            revoke_takedown(session, actor, takedown_id, reason=reason or "")
        case _:
            entered.need("answer")
            answer = entered.take_if_any("answer", _answer)
            statement = entered.take_if_any("statement", _reason)
            if answer is None or entered.issues:
                raise InvalidError(issues=entered.issues)
            respond_to_takedown(session, actor, takedown_id, answer=answer, statement=statement)


def _faults_of(refusal: Refusal, do: str) -> list[Fault]:
    """Return a refusal at the fields of the form it was made in."""
    first = {"execute": "reason-execute", "close": "outcome", "revoke": "reason-revoke"}.get(do, "answer")
    places = {"reason": f"reason-{do}", "execute": "reason-execute"}
    if refusal.issues:
        return faults_of(refusal.issues, places, LABELS)
    return [Fault(first, explain(refusal.key, **refusal.context), LABELS[first])]


def _show(
    visit: Visit, takedown_id: UUID, faults: list[Fault] | None = None, entered: Entered | None = None
) -> Response:
    view = get_takedown(visit.session, visit.actor, takedown_id)
    takedown = view.takedown
    visit.note_reading([takedown.post])
    moment = clock.berlin_minute(takedown.deadline_at)
    return visit.show(
        "desk/takedowns/case.html",
        status=422 if faults else 200,
        view=view,
        paper=PAPER,
        turns=find_turns(takedown),
        can={row.name: row for row in view.actions},
        missing=[explain(key, moment=moment) for key in view.missing if key != "second-person"],
        is_opener="second-person" in view.missing,
        may_bind=is_allowed(visit.actor, Permission.TAKE_DOWN, organisation_id=takedown.post.organisation_id),
        closings=[row for row in TakedownOutcome if row in OUTCOMES[takedown.kind]],
        faults=faults or [],
        errors={fault.field: fault.sentence for fault in faults or []},
        entered=Fields(entered.texts if entered else {}),
    )


def _show_conflict(visit: Visit, takedown_id: UUID, entered: Entered) -> Response:
    """Show what happened in the case since the page was shown, and that nothing of the form was carried out."""
    view = get_takedown(visit.session, visit.actor, takedown_id)
    seen = entered.text("seen")[:4]
    turns = find_turns(view.takedown)
    return visit.show(
        "desk/takedowns/conflict.html",
        status=409,
        view=view,
        news=turns[int(seen) if seen.isdecimal() else 0 :],
        words=entered.text("statement") or entered.text("reason"),
    )
