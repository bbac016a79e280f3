"""Vorwahlzeiten: which count and which are proposed, what is due in them, and how much goes out."""

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import TypeAdapter

from app import clock
from app.actions.elections import Entry, decide_election, keep_election, propose_election, withdraw_election
from app.editorial.periods import propose_begin
from app.editorial.permissions import Permission, is_allowed
from app.errors import NotFoundError, Refusal
from app.fields import Reason, Title
from app.messages.elections import ELECTION_KINDS
from app.models.election import ElectionKind
from app.models.user import Role
from app.queries.elections import ElectionState, list_elections, state_of
from app.queries.frequency import find_frequency
from app.queries.second_approvals import list_planned
from app.web.deps import Acting, Form, Looking
from app.web.forms import Entered, Fault, Fields, faults_of_refusal
from app.web.visit import Visit, lead_to

router = APIRouter(prefix="/elections", include_in_schema=False)

LABELS: Final = {
    "kind": "Was gewählt wird",
    "territory": "Wo gewählt wird",
    "day": "Wahltag",
    "quiet_from": "Erster Tag der Vorwahlzeit",
    "quiet_to": "Letzter Tag der Vorwahlzeit",
    "source": "Worauf die Entscheidung beruht",
    "note": "Bemerkung",
    "reason": "Grund",
}
STATES: Final = {
    ElectionState.PROPOSED: "vorgeschlagen",
    ElectionState.COMING: "beschlossen",
    ElectionState.RUNNING: "läuft",
    ElectionState.OVER: "vorbei",
    ElectionState.WITHDRAWN: "zurückgenommen",
}
OPEN: Final = {ElectionState.PROPOSED, ElectionState.COMING, ElectionState.RUNNING}
_title, _reason = TypeAdapter(Title), TypeAdapter(Reason)
_day, _kind = TypeAdapter(date), TypeAdapter(ElectionKind)


@router.get("")
def show_elections(visit: Looking) -> Response:
    """Show the periods, what is due in those that count, and the form for a new one."""
    return _show(visit)


@router.post("")
def take_proposal(visit: Acting, form: Form) -> Response:
    """Propose a period; it counts once another person of the desk says so."""
    entered = Entered.of(form)
    try:
        with visit.session.begin_nested():
            propose_election(visit.session, visit.actor, _read(entered))
    except Refusal as refusal:
        return _show(visit, faults_of_refusal(refusal, "source", LABELS), entered)
    return lead_to("/elections", said="election-proposed")


@router.post("/{election_id}")
def take_step(visit: Acting, form: Form, election_id: UUID) -> Response:
    """Put a proposed period into force, take one back, or drop the wish to."""
    entered = Entered.of(form)
    try:
        with visit.session.begin_nested():
            said = _decide(visit, entered, election_id)
    except NotFoundError:
        raise
    except Refusal as refusal:
        faults = faults_of_refusal(refusal, "reason", LABELS)
        return _show(
            visit, [Fault(f"reason-{election_id}", row.sentence, row.label) for row in faults], entered
        )
    return lead_to("/elections", said=said)


def _decide(visit: Visit, entered: Entered, election_id: UUID) -> str:
    if entered.text("do") == "confirm":
        decide_election(visit.session, visit.actor, election_id)
        return "election-decided"
    if entered.text("do") == "keep":
        keep_election(visit.session, visit.actor, election_id)
        return "election-kept"
    entered.need("reason")
    reason = entered.take_if_any("reason", _reason)
    entered.ensure_clean()
    election = withdraw_election(visit.session, visit.actor, election_id, reason=reason or "")
    return "election-withdrawn" if election.withdrawn_at else "election-withdrawal-proposed"


def _read(entered: Entered) -> Entry:
    """Return what the form says. Raises InvalidError with everything found wrong with it."""
    entered.need("kind", "territory", "day", "source")
    kind, day = entered.take_if_any("kind", _kind), entered.take_if_any("day", _day)
    territory, source = entered.take_if_any("territory", _title), entered.take_if_any("source", _reason)
    quiet_from, quiet_to = entered.take_if_any("quiet_from", _day), entered.take_if_any("quiet_to", _day)
    note = entered.take_if_any("note", _reason)
    entered.ensure_clean()
    return Entry(
        territory=territory or "",
        kind=kind or ElectionKind.STATE,
        day=day or date.max,
        source=source or "",
        quiet_from=quiet_from,
        quiet_to=quiet_to,
        note=note,
    )


def _show(visit: Visit, faults: list[Fault] | None = None, entered: Entered | None = None) -> Response:
    today = clock.today()
    rows = [(row, state_of(row, today)) for row in list_elections(visit.session, limit=50, after=None).items]
    counting = [row for row, state in rows if state in {ElectionState.COMING, ElectionState.RUNNING}]
    planned = {row.id: list_planned(visit.session, visit.actor, row) for row in counting}
    visit.note_reading(one.view.post for many in planned.values() for one in many)
    sees_all = visit.actor.holds(Role.CENTRAL_EDITOR, Role.AUDITOR)
    running = [row for row, state in rows if state is ElectionState.RUNNING and sees_all]
    example = today + timedelta(days=200)
    return visit.show(
        "desk/neutrality/elections.html",
        status=422 if faults else 200,
        open=[(row, state) for row, state in rows if state in OPEN],
        past=[(row, state) for row, state in rows if state not in OPEN],
        planned=planned,
        frequencies={row.id: find_frequency(visit.session, row) for row in running},
        kinds=ELECTION_KINDS,
        election_states=STATES,
        labels=LABELS,
        example=(example, propose_begin(example)),
        may_decide=is_allowed(visit.actor, Permission.DECIDE_ELECTIONS),
        faults=faults or [],
        errors={fault.field: fault.sentence for fault in faults or []},
        entered=Fields(entered.texts if entered else {}),
    )
