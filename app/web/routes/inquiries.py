"""Kleine Anfragen: entered, put to organisations, answered in our own words, frozen, handed out, co-signed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from app import clock
from app.actions.inquiries import answer_question, co_sign, keep_inquiry, open_inquiry
from app.actions.surveys import find_blocks, sees_survey, send_surveys
from app.editorial.permissions import Permission, is_allowed
from app.errors import NotFoundError, Refusal
from app.messages.inquiries import BLOCKS, WORDS
from app.models.inquiry import Block
from app.queries.inquiries import (
    MatrixRow,
    SurveyState,
    get_inquiry,
    get_version,
    list_inquiries,
    make_matrix,
    state_of,
)
from app.reports.answer import name_file, write_version
from app.reports.documents import DOCX, PDF
from app.reports.inquiry import make_content
from app.reports.keeping import sum_of
from app.reports.render import CSV, RENDERERS, XLSX
from app.web.deps import Acting, Form, Looking
from app.web.forms import Entered, Fault, Fields, faults_of_refusal
from app.web.inquiry_forms import LABELS, ROWS, read_answer, read_day, read_inquiry
from app.web.visit import HEADERS, Visit, lead_to

router = APIRouter(prefix="/inquiries", include_in_schema=False)
STATES = {
    SurveyState.ASKED: "gefragt",
    SurveyState.ANSWERING: "antwortet",
    SurveyState.SIGNED: "gezeichnet",
    SurveyState.LATE: "überfällig",
}


@router.get("")
def show_inquiries(visit: Looking, after: str | None = None) -> Response:
    """Show the inquiries, the one that is due last first, and the form for a new one."""
    return _show_all(visit, after=after)


@router.post("")
def take_inquiry(visit: Acting, form: Form) -> Response:
    """Open an inquiry."""
    entered = Entered.of(form)
    try:
        with visit.session.begin_nested():
            inquiry = open_inquiry(visit.session, visit.actor, **read_inquiry(entered))
    except Refusal as refusal:
        return _show_all(visit, faults_of_refusal(refusal, "number", LABELS), entered)
    return lead_to(f"/inquiries/{inquiry.id}", said="inquiry-opened")


@router.get("/{inquiry_id}")
def show_inquiry(visit: Looking, inquiry_id: UUID) -> Response:
    """Show one with its questions, who has answered, and its versions."""
    return _show(visit, inquiry_id)


@router.post("/{inquiry_id}")
def take_step(visit: Acting, form: Form, inquiry_id: UUID) -> Response:
    """Ask the organisations, or keep the answer."""
    entered = Entered.of(form)
    do = entered.text("do")
    if do == "ask":
        return _act(
            visit, inquiry_id, entered, "due_on", lambda: _ask(visit, inquiry_id, entered), "inquiry-asked"
        )
    if do == "keep":
        return _act(visit, inquiry_id, entered, "steps", lambda: _keep(visit, inquiry_id), "inquiry-kept")
    raise NotFoundError


@router.post("/{inquiry_id}/questions/{question_id}")
def take_answer(visit: Acting, form: Form, inquiry_id: UUID, question_id: UUID) -> Response:
    """Write our own words to a question."""
    entered = Entered.of(form)
    return _act(
        visit,
        inquiry_id,
        entered,
        f"answer-{question_id}",
        lambda: answer_question(visit.session, visit.actor, question_id, **read_answer(entered)),
        "question-answered",
        question_id=question_id,
    )


@router.post("/{inquiry_id}/versions/{version_id}")
def take_co_signature(visit: Acting, form: Form, inquiry_id: UUID, version_id: UUID) -> Response:
    """Stand behind a version for an organisation."""
    organisation = Entered.of(form).text("organisation")
    co_sign(visit.session, visit.actor, version_id, organisation)
    return lead_to(f"/inquiries/{inquiry_id}", said="co-signed")


@router.get("/versions/{version_id}.{ending}")
def hand_out(visit: Looking, version_id: UUID, ending: str, block: str = "") -> Response:
    """Return a frozen answer as a file."""
    visit.count_costly()
    version = get_version(visit.session, visit.actor, version_id)
    of_block = Block(block) if block in version.content["tables"] else None
    if ending not in RENDERERS or (ending == CSV and of_block is None):
        raise NotFoundError
    kind, data = write_version(version, ending, of_block)
    named = {"Content-Disposition": f'attachment; filename="{name_file(version, ending, of_block)}"'}
    return Response(data, media_type=kind, headers=HEADERS | named)


def _ask(visit: Visit, inquiry_id: UUID, entered: Entered) -> None:
    send_surveys(visit.session, visit.actor, inquiry_id, due_on=read_day(entered, "due_on"))


def _keep(visit: Visit, inquiry_id: UUID) -> None:
    visit.count_costly()
    content = make_content(visit.session, visit.actor, get_inquiry(visit.session, visit.actor, inquiry_id))
    keep_inquiry(visit.session, visit.actor, inquiry_id, content=content, sha256=sum_of(content))


def _act(
    visit: Visit,
    inquiry_id: UUID,
    entered: Entered,
    field: str,
    do: Callable[[], Any],
    said: str,
    *,
    question_id: UUID | None = None,
) -> Response:
    """Do it and lead back to the inquiry; a refusal is told on its page beside what was entered."""
    try:
        with visit.session.begin_nested():
            do()
    except NotFoundError:
        raise
    except Refusal as refusal:
        faults = faults_of_refusal(refusal, field, LABELS)
        if question_id is not None:
            faults = [Fault(field, row.sentence, row.label) for row in faults]
        return _show(visit, inquiry_id, faults, entered, question_id)
    return lead_to(f"/inquiries/{inquiry_id}", said=said)


def _show_all(
    visit: Visit, faults: list[Fault] | None = None, entered: Entered | None = None, after: str | None = None
) -> Response:
    page, today = list_inquiries(visit.session, visit.actor, limit=30, after=after), clock.today()
    rows = [(row, [state_of(survey, today) for survey in row.surveys]) for row in page.items]
    return visit.show(
        "desk/inquiries/list.html",
        status=422 if faults else 200,
        rows=rows,
        next=page.next,
        blocks=BLOCKS,
        room=ROWS,
        **_frame(visit, faults, entered),
    )


def _show(
    visit: Visit,
    inquiry_id: UUID,
    faults: list[Fault] | None = None,
    entered: Entered | None = None,
    question_id: UUID | None = None,
) -> Response:
    today = clock.today()
    inquiry = get_inquiry(visit.session, visit.actor, inquiry_id)
    matrix = make_matrix(visit.session, inquiry_id, today=today)
    states = [row.state for row in matrix]
    return visit.show(
        "desk/inquiries/inquiry.html",
        status=422 if faults else 200,
        inquiry=inquiry,
        matrix=matrix,
        asked=find_blocks(visit.session, inquiry_id),
        counts={state: states.count(state) for state in SurveyState},
        survey_states=STATES,
        block_names=BLOCKS,
        words=WORDS,
        endings=((DOCX, "Word"), (PDF, "PDF"), (XLSX, "Excel")),
        versions=[get_version(visit.session, visit.actor, row.id) for row in reversed(inquiry.versions)],
        readable=[row.organisation for row in matrix if sees_survey(visit.actor, row.survey)],
        co_signing=[row.organisation for row in matrix if _may_sign(visit, row)],
        is_early=today < inquiry.as_of,
        proposed=min(inquiry.deadline, today + timedelta(days=14)).isoformat(),
        question_id=question_id,
        **_frame(visit, faults, entered),
    )


def _may_sign(visit: Visit, row: MatrixRow) -> bool:
    return is_allowed(visit.actor, Permission.SIGN_SURVEY, organisation_id=row.survey.organisation_id)


def _frame(visit: Visit, faults: list[Fault] | None, entered: Entered | None) -> dict[str, Any]:
    return {
        "labels": LABELS,
        "may_lead": is_allowed(visit.actor, Permission.LEAD_INQUIRY),
        "faults": faults or [],
        "errors": {fault.field: fault.sentence for fault in faults or []},
        "entered": Fields(entered.texts if entered else {}),
    }
