"""Befunde: what the watcher found, what to do about it, and whether it still looks."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import TypeAdapter
from sqlalchemy.orm import Session

from app.actions.finding_ends import end_by_hand
from app.editorial.permissions import Permission, is_allowed
from app.errors import NotFoundError, Refusal
from app.fields import Reason
from app.messages.findings import FINDINGS, LEVELS
from app.models.finding import FindingRule
from app.models.user import Actor, Role
from app.queries.cursor import Page
from app.queries.findings import (
    FindingFilter,
    FindingState,
    FindingView,
    find_watch_state,
    list_findings,
)
from app.web.csv_file import Cell, csv_file
from app.web.deps import Acting, Form, Looking
from app.web.forms import Entered, Fault, Fields, faults_of_refusal
from app.web.places import find_place
from app.web.visit import Visit, lead_to

router = APIRouter(include_in_schema=False)

LABELS: Final = {"reason": "Entscheidung"}
_reason = TypeAdapter(Reason)
PAGE_LENGTH: Final = 50
FILE_PAGE: Final = 500
STATES: Final[Mapping[FindingState, str]] = {FindingState.OPEN: "offen", FindingState.ENDED: "beendet"}
COLUMNS: Final[Mapping[str, Callable[[FindingView], Cell]]] = {
    "Regel": lambda view: view.said.title,
    "Stufe": lambda view: LEVELS[view.said.level],
    "Was": lambda view: view.sentence,
    "Was zu tun ist": lambda view: view.said.next_step,
    "Seit": lambda view: view.finding.opened_at,
    "Zuletzt gesehen": lambda view: view.finding.last_seen_at,
    "Beendet": lambda view: view.finding.ended_at,
    "Art der Sache": lambda view: view.finding.subject_type,
    "Kennung der Sache": lambda view: view.finding.subject_id,
}


@router.get("/findings")
def show_findings(visit: Looking, state: str = "", rule: str = "", after: str | None = None) -> Response:
    """Show the findings, the open ones first, by state and rule."""
    return _show(visit, _read_filter(state, rule), {"state": state, "rule": rule}, after)


@router.get("/findings.csv")
def hand_out_findings(visit: Looking, state: str = "", rule: str = "") -> Response:
    """Return the same list, whole, for a spreadsheet."""
    return csv_file(visit, "befunde", COLUMNS, partial(_fetch, visit, _read_filter(state, rule), FILE_PAGE))


@router.get("/findings/{finding_id}")
def show_finding(visit: Looking, finding_id: UUID) -> Response:
    """Show one finding, where a notice leads."""
    return _show_one(visit, finding_id)


@router.post("/findings/{finding_id}/end")
def take_end(visit: Acting, form: Form, finding_id: UUID) -> Response:
    """End a finding that no look ever ends, with what was decided."""
    entered = Entered.of(form)
    entered.need("reason")
    reason = entered.take_if_any("reason", _reason)
    try:
        with visit.session.begin_nested():
            entered.ensure_clean()
            end_by_hand(visit.session, visit.actor, finding_id, reason=reason or "")
    except NotFoundError:
        raise
    except Refusal as refusal:
        return _show_one(visit, finding_id, faults_of_refusal(refusal, "reason", LABELS), entered)
    return lead_to(f"/findings/{finding_id}", said="finding-ended")


def _show_one(
    visit: Visit, finding_id: UUID, faults: Sequence[Fault] = (), entered: Entered | None = None
) -> Response:
    said = {"state": "", "rule": ""}
    return _show(visit, FindingFilter(id=finding_id), said, None, faults=faults, entered=entered)


def _show(
    visit: Visit,
    wanted: FindingFilter,
    said: Mapping[str, str],
    after: str | None,
    *,
    faults: Sequence[Fault] = (),
    entered: Entered | None = None,
) -> Response:
    page = _fetch(visit, wanted, PAGE_LENGTH, visit.session, after)
    return visit.show(
        "desk/findings.html",
        status=422 if faults else 200,
        may_end=is_allowed(visit.actor, Permission.END_FINDING),
        faults=faults,
        errors={fault.field: fault.sentence for fault in faults},
        entered=Fields(entered.texts if entered else {}),
        views=[(view, place_of(visit.actor, view)) for view in page.items],
        next=page.next,
        wanted=said,
        is_one=wanted.id is not None,
        watch=find_watch_state(visit.session),
        all_states=STATES,
        rules=FINDINGS,
        levels=LEVELS,
    )


def place_of(actor: Actor, view: FindingView) -> str | None:
    """Return the page of what a finding is about, if it has one that is open to whoever asks."""
    row = view.finding
    if row.subject_type == "chain":
        return "/events/verify" if actor.holds(Role.AUDITOR) else None
    if row.subject_type == "delivery" and not actor.holds(Role.CENTRAL_EDITOR, Role.AUDITOR):
        return None
    try:
        return find_place(row.subject_type, UUID(row.subject_id.partition(" ")[0]))
    except ValueError:
        return None


def _fetch(
    visit: Visit, wanted: FindingFilter, limit: int, session: Session, after: str | None
) -> Page[FindingView]:
    return list_findings(session, visit.actor, wanted, limit=limit, after=after)


def _read_filter(state: str, rule: str) -> FindingFilter:
    return FindingFilter(
        state=FindingState(state) if state in set(FindingState) else None,
        rule=FindingRule(rule) if rule in set(FindingRule) else None,
    )
