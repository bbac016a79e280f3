"""Nutzungskonzepte on pages: begun, written, issued, handed out; and the imprint of a channel on any day."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Response

from app import clock
from app.actions.concepts import add_entry, change_entry, issue_concept, start_concept, write_concept
from app.actions.evaluations import evaluate_concept
from app.editorial.permissions import MATRIX, Permission, Scope
from app.errors import NotFoundError, Refusal
from app.messages.concepts import MISSING, ROLES
from app.queries.concepts import get_concept, get_concept_version, get_imprint, list_concepts
from app.reports.concept import make_edition, say_imprint, write_draft, write_version
from app.reports.documents import DOCX, HTML, PDF, WRITERS
from app.web.channel_forms import read_fields
from app.web.concept_forms import ENTRY, EVALUATION, ISSUE, LABELS, START, read_texts
from app.web.deps import Acting, Form, Looking
from app.web.forms import Entered, Fault, Fields, faults_of_refusal
from app.web.visit import HEADERS, Visit, lead_to

router = APIRouter(include_in_schema=False)
STARTERS: Final = [
    role for role, scope in MATRIX[Permission.WRITE_REGISTER].items() if scope is not Scope.CENTRAL
]
"""Who writes for bodies, and not for central channels only."""
ENDINGS: Final = ((PDF, "PDF"), (DOCX, "Word"), (HTML, "HTML"))


def _write(visit: Visit, concept_id: UUID, entered: Entered) -> None:
    seen = entered.text("version")
    version = int(seen) if seen.isdecimal() else 0
    write_concept(visit.session, visit.actor, concept_id, read_texts(entered), version=version)


def _enter(visit: Visit, concept_id: UUID, entered: Entered) -> None:
    known = entered.text("entry")
    entries = {
        str(row.id): row.id for row in get_concept(visit.session, visit.actor, concept_id).concept.entries
    }
    if known and known not in entries:
        raise NotFoundError
    said = read_fields(entered, ENTRY)
    if known:
        change_entry(visit.session, visit.actor, entries[known], said)
    else:
        add_entry(visit.session, visit.actor, concept_id, said)


def _issue(visit: Visit, concept_id: UUID, entered: Entered) -> None:
    visit.count_costly()
    as_of = read_fields(entered, ISSUE)["as_of"]
    view = get_concept(visit.session, visit.actor, concept_id)
    issue_concept(visit.session, visit.actor, concept_id, make_edition(view, as_of))


def _evaluate(visit: Visit, concept_id: UUID, entered: Entered) -> None:
    evaluate_concept(visit.session, visit.actor, concept_id, **read_fields(entered, EVALUATION))


DEEDS: Final[dict[str, tuple[Callable[[Visit, UUID, Entered], None], str, str]]] = {
    "text": (_write, "title", "concept-written"),
    "entry": (_enter, "name", "concept-entered"),
    "issue": (_issue, "as_of", "concept-issued"),
    "evaluation": (_evaluate, "evaluated_on", "concept-evaluated"),
}
"""By form: what it does, the field for what speaks against all of it, and what is told afterwards."""


@router.get("/concepts")
def show_concepts(visit: Looking, after: str | None = None) -> Response:
    """Show the concepts, and the form to begin one."""
    return _show_all(visit, after=after)


@router.post("/concepts")
def take_concept(visit: Acting, form: Form) -> Response:
    """Begin the concept of a body."""
    entered = Entered.of(form)
    try:
        with visit.session.begin_nested():
            concept = start_concept(visit.session, visit.actor, **read_fields(entered, START))
    except Refusal as refusal:
        return _show_all(visit, faults_of_refusal(refusal, "organisation", LABELS), entered)
    return lead_to(f"/concepts/{concept.id}", said="concept-started")


@router.get("/concepts/{concept_id}")
def show_concept(visit: Looking, concept_id: UUID) -> Response:
    """Show a concept: what it lacks, what was issued, and how it reads today."""
    return _show(visit, concept_id)


@router.post("/concepts/{concept_id}")
def take_deed(visit: Acting, form: Form, concept_id: UUID) -> Response:
    """Write the texts, enter whom the imprint names, or issue; a refusal is told beside what was entered."""
    entered = Entered.of(form)
    did = entered.text("do")
    if did not in DEEDS:
        raise NotFoundError
    do, field, said = DEEDS[did]
    place = f"{did}{entered.text('entry')}"
    try:
        with visit.session.begin_nested():
            do(visit, concept_id, entered)
    except NotFoundError:
        raise
    except Refusal as refusal:
        faults = [
            Fault(f"{place}-{row.field}", row.sentence, row.label)
            for row in faults_of_refusal(refusal, field, LABELS)
        ]
        return _show(visit, concept_id, place, faults, entered)
    return lead_to(f"/concepts/{concept_id}", said=said)


@router.get("/concepts/versions/{version_id}.{ending}")
def hand_out(visit: Looking, version_id: UUID, ending: str) -> Response:
    """Return an issued concept as a file."""
    visit.count_costly()
    if ending not in WRITERS:
        raise NotFoundError
    document = write_version(get_concept_version(visit.session, visit.actor, version_id))
    kind, write = WRITERS[ending]
    named = {"Content-Disposition": f'attachment; filename="{document.name}.{ending}"'}
    return Response(write(document), media_type=kind, headers=HEADERS | named)


@router.get("/channels/{channel_id}/imprint")
def show_imprint(visit: Looking, channel_id: UUID, on: str = "") -> Response:
    """Show the imprint of a channel as it reads, or read, on a day."""
    try:
        day = date.fromisoformat(on) if on else clock.today()
    except ValueError as error:
        raise NotFoundError from error
    imprint = get_imprint(visit.session, visit.actor, channel_id, day)
    said = say_imprint(imprint.entries, day)
    return visit.show("desk/concepts/imprint.html", imprint=imprint, said=said)


def _show_all(
    visit: Visit, faults: list[Fault] | None = None, entered: Entered | None = None, after: str | None = None
) -> Response:
    page = list_concepts(visit.session, visit.actor, limit=30, after=after)
    return visit.show(
        "desk/concepts/list.html",
        status=422 if faults else 200,
        concepts=page.items,
        today=clock.today(),
        next=page.next,
        may_start=visit.actor.holds(*STARTERS),
        **_frame(faults, entered),
    )


def _show(
    visit: Visit,
    concept_id: UUID,
    place: str = "",
    faults: list[Fault] | None = None,
    entered: Entered | None = None,
) -> Response:
    view, today = get_concept(visit.session, visit.actor, concept_id), clock.today()
    return visit.show(
        "desk/concepts/concept.html",
        status=422 if faults else 200,
        view=view,
        concept=view.concept,
        draft=write_draft(view, today),
        missing_words=MISSING,
        roles=ROLES,
        today=today,
        endings=ENDINGS,
        place=place,
        **_frame(faults, entered),
    )


def _frame(faults: list[Fault] | None, entered: Entered | None) -> dict[str, Any]:
    return {
        "labels": LABELS,
        "faults": faults or [],
        "errors": {fault.field: fault.sentence for fault in faults or []},
        "entered": Fields(entered.texts if entered else {}),
    }
