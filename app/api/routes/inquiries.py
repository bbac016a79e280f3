"""Inquiries of parliament (Kleine Anfragen): opened, put to organisations, answered, frozen, handed out, co-signed."""

from enum import StrEnum
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse

from app import clock
from app.actions.inquiries import answer_question, co_sign, keep_inquiry, open_inquiry
from app.api.deps import ActorDep, After, KeepingRoute, Limit, Once, SessionDep
from app.api.schemas.fields import PageOut
from app.api.schemas.inquiries import (
    AnswerIn,
    ChangedRowOut,
    ComparisonOut,
    CoSignatureIn,
    InquiryIn,
    InquiryOut,
    InquiryRowOut,
    QuestionOut,
    VersionOut,
    VersionRowOut,
)
from app.api.throttling import Costly
from app.models.inquiry import Block
from app.queries.inquiries import get_inquiry, get_version, list_inquiries
from app.reports.answer import name_file, write_version
from app.reports.documents import DOCX, PDF
from app.reports.inquiry import make_content
from app.reports.keeping import compare, sum_of
from app.reports.render import CSV, RENDERERS, XLSX

router = APIRouter(tags=["Inquiries"], route_class=KeepingRoute)
FILES: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "content": {
            kind: {"schema": {"type": "string", "format": "binary"}} for kind, _ in RENDERERS.values()
        }
    }
}


class VersionFormat(StrEnum):
    """In which form a frozen answer is wanted."""

    JSON = "json"
    DOCX = DOCX
    PDF = PDF
    XLSX = XLSX
    CSV = CSV


AsFormat = Annotated[
    VersionFormat,
    Query(alias="format", description="JSON for machines, a file for people; CSV needs a block."),
]
OfBlock = Annotated[Block | None, Query(description="Only the table of this block.")]


@router.get("/inquiries")
def read_inquiries(
    session: SessionDep, actor: ActorDep, limit: Limit = 50, after: After = None
) -> PageOut[InquiryRowOut]:
    """List the inquiries, the one that is due last first; a ministry sees those it was asked about."""
    page, today = list_inquiries(session, actor, limit=limit, after=after), clock.today()
    return PageOut(items=[InquiryRowOut.of(row, today) for row in page.items], next=page.next)


@router.post("/inquiries", dependencies=[Once], status_code=201)
def open_it(body: InquiryIn, session: SessionDep, actor: ActorDep) -> InquiryOut:
    """Open an inquiry; each question names the block of the register that answers it."""
    inquiry = open_inquiry(
        session,
        actor,
        number=body.number,
        title=body.title,
        members=body.members,
        deadline=body.deadline,
        as_of=body.as_of,
        questions=[(row.label, row.wording, row.block) for row in body.questions],
    )
    return InquiryOut.of(get_inquiry(session, actor, inquiry.id), clock.today())


@router.get("/inquiries/{inquiry_id}")
def read_inquiry(inquiry_id: UUID, session: SessionDep, actor: ActorDep) -> InquiryOut:
    """Show an inquiry with its questions and versions."""
    return InquiryOut.of(get_inquiry(session, actor, inquiry_id), clock.today())


@router.put("/inquiry-questions/{question_id}")
def answer(question_id: UUID, body: AnswerIn, session: SessionDep, actor: ActorDep) -> QuestionOut:
    """Write the government's own words to a question."""
    return QuestionOut.of(
        answer_question(session, actor, question_id, answer=body.answer, before=body.before)
    )


@router.post("/inquiries/{inquiry_id}/versions", dependencies=[Once, Costly], status_code=201)
def keep(inquiry_id: UUID, session: SessionDep, actor: ActorDep) -> VersionRowOut:
    """Freeze the answer as a version: every table, our own words, and who has answered what."""
    content = make_content(session, actor, get_inquiry(session, actor, inquiry_id))
    return VersionRowOut.of(keep_inquiry(session, actor, inquiry_id, content=content, sha256=sum_of(content)))


@router.get(
    "/inquiry-versions/{version_id}", response_model=VersionOut, responses=FILES, dependencies=[Costly]
)
def read_version(
    version_id: UUID,
    session: SessionDep,
    actor: ActorDep,
    format_: AsFormat = VersionFormat.JSON,
    block: OfBlock = None,
) -> Response:
    """Give a frozen answer whole, or one table of it; two runs give the same bytes."""
    version = get_version(session, actor, version_id)
    if format_ is VersionFormat.JSON:
        return JSONResponse(VersionOut.of(version).model_dump(mode="json"))
    kind, data = write_version(version, format_, block)
    named = {"Content-Disposition": f'attachment; filename="{name_file(version, format_, block)}"'}
    return Response(data, media_type=kind, headers=named)


@router.post("/inquiry-versions/{version_id}/co-sign", dependencies=[Once])
def co_sign_it(version_id: UUID, body: CoSignatureIn, session: SessionDep, actor: ActorDep) -> VersionOut:
    """Stand behind a frozen answer for an organisation (Mitzeichnung)."""
    co_sign(session, actor, version_id, body.organisation)
    return VersionOut.of(get_version(session, actor, version_id))


@router.get("/inquiry-versions/{version_id}/differences", dependencies=[Costly])
def read_differences(version_id: UUID, earlier: UUID, session: SessionDep, actor: ActorDep) -> ComparisonOut:
    """Compare a frozen answer with an earlier one, also of another inquiry."""
    later = get_version(session, actor, version_id).content["tables"]
    before = get_version(session, actor, earlier).content["tables"]
    return ComparisonOut(differences=[ChangedRowOut.of(row) for row in compare(before, later)])
