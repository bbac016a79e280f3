"""Nutzungskonzepte: begun, written, issued, handed out; imprints, and what concepts say of platforms."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse
from sqlalchemy.orm import Session

from app import clock
from app.actions.concepts import (
    add_entry,
    change_entry,
    describe_platform,
    issue_concept,
    start_concept,
    write_concept,
)
from app.actions.evaluations import evaluate_concept
from app.api.deps import (
    ActorDep,
    After,
    IfMatch,
    KeepingRoute,
    Limit,
    Once,
    SessionDep,
    ensure_fresh,
    ensure_given,
)
from app.api.schemas.concepts import (
    ConceptIn,
    ConceptIssueIn,
    ConceptOut,
    ConceptRowOut,
    ConceptTextIn,
    ConceptVersionOut,
    ConceptVersionRowOut,
    EvaluationIn,
    EvaluationOut,
    ImprintEntryIn,
    ImprintEntryOut,
    ImprintOut,
    PlatformFactsIn,
    PlatformFactsOut,
)
from app.api.schemas.fields import Name, PageOut
from app.api.throttling import Costly
from app.models.user import Actor
from app.queries.concepts import (
    get_concept,
    get_concept_version,
    get_imprint,
    get_platform_facts,
    list_concepts,
    list_evaluations,
)
from app.reports.concept import make_edition, write_draft, write_version
from app.reports.documents import DOCX, HTML, PDF, WRITERS

router = APIRouter(tags=["Concepts"], route_class=KeepingRoute)
FILES: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind, _ in WRITERS.values()}
    }
}


class ConceptFormat(StrEnum):
    """In which form an issued concept is wanted."""

    JSON = "json"
    HTML = HTML
    DOCX = DOCX
    PDF = PDF


AsFormat = Annotated[
    ConceptFormat, Query(alias="format", description="JSON for machines, a file for people.")
]
Overdue = Annotated[bool, Query(description="Only those whose yearly evaluation is overdue.")]
OnDay = Annotated[date | None, Query(description="The day whose imprint is asked for; today without.")]


@router.get("/concepts")
def read_concepts(
    session: SessionDep,
    actor: ActorDep,
    limit: Limit = 50,
    after: After = None,
    *,
    overdue: Overdue = False,
) -> PageOut[ConceptRowOut]:
    """List the concepts by the abbreviations of their bodies."""
    page = list_concepts(session, actor, is_overdue=overdue, limit=limit, after=after)
    return PageOut(items=[ConceptRowOut.of(row) for row in page.items], next=page.next)


@router.post("/concepts", dependencies=[Once], status_code=201)
def start(body: ConceptIn, session: SessionDep, actor: ActorDep, response: Response) -> ConceptOut:
    """Begin the concept of a body; it has one for all its channels."""
    return _show(session, actor, start_concept(session, actor, **body.model_dump()).id, response)


@router.get("/concepts/{concept_id}")
def read_concept(concept_id: UUID, session: SessionDep, actor: ActorDep, response: Response) -> ConceptOut:
    """Show a concept as it is worked on, what it lacks, and what was issued."""
    return _show(session, actor, concept_id, response)


@router.put("/concepts/{concept_id}")
def write(
    concept_id: UUID,
    body: ConceptTextIn,
    session: SessionDep,
    actor: ActorDep,
    response: Response,
    if_match: IfMatch = None,
) -> ConceptOut:
    """Write a body's own words anew; what was issued stays as it is."""
    view = get_concept(session, actor, concept_id)
    shown = ConceptOut.of_view(view, write_draft(view, clock.today()))
    ensure_fresh(shown.etag, ensure_given(if_match))
    write_concept(session, actor, concept_id, body.model_dump(), version=view.concept.version)
    return _show(session, actor, concept_id, response)


@router.post("/concepts/{concept_id}/entries", dependencies=[Once], status_code=201)
def enter(concept_id: UUID, body: ImprintEntryIn, session: SessionDep, actor: ActorDep) -> ImprintEntryOut:
    """Enter whom imprint and concept name, with area and days."""
    return ImprintEntryOut.model_validate(add_entry(session, actor, concept_id, body.model_dump()))


@router.put("/imprint-entries/{entry_id}")
def enter_anew(entry_id: UUID, body: ImprintEntryIn, session: SessionDep, actor: ActorDep) -> ImprintEntryOut:
    """Say an entry of the imprint anew, or until when it stands."""
    return ImprintEntryOut.model_validate(change_entry(session, actor, entry_id, body.model_dump()))


@router.post("/concepts/{concept_id}/versions", dependencies=[Once, Costly], status_code=201)
def issue(
    concept_id: UUID, body: ConceptIssueIn, session: SessionDep, actor: ActorDep
) -> ConceptVersionRowOut:
    """Issue a concept as of a day; its channels move on by it, and the version never changes."""
    edition = make_edition(get_concept(session, actor, concept_id), body.as_of)
    version = issue_concept(session, actor, concept_id, edition)
    return ConceptVersionRowOut.model_validate(version)


@router.get(
    "/concept-versions/{version_id}",
    response_model=ConceptVersionOut,
    responses=FILES,
    dependencies=[Costly],
)
def read_version(
    version_id: UUID, session: SessionDep, actor: ActorDep, format_: AsFormat = ConceptFormat.JSON
) -> Response:
    """Give an issued concept; two runs give the same bytes."""
    version = get_concept_version(session, actor, version_id)
    if format_ is ConceptFormat.JSON:
        return JSONResponse(ConceptVersionOut.model_validate(version).model_dump(mode="json"))
    document = write_version(version)
    kind, write_file = WRITERS[format_]
    named = {"Content-Disposition": f'attachment; filename="{document.name}.{format_}"'}
    return Response(write_file(document), media_type=kind, headers=named)


@router.get("/evaluations")
def read_evaluations(
    session: SessionDep, actor: ActorDep, limit: Limit = 50, after: After = None
) -> PageOut[EvaluationOut]:
    """List the evaluations, the newest first."""
    page = list_evaluations(session, actor, limit=limit, after=after)
    return PageOut(items=[EvaluationOut.model_validate(row) for row in page.items], next=page.next)


@router.post("/evaluations", dependencies=[Once], status_code=201)
def evaluate(body: EvaluationIn, session: SessionDep, actor: ActorDep) -> EvaluationOut:
    """Keep whether and how a body goes on with its channels; it is due again a year later."""
    return EvaluationOut.model_validate(evaluate_concept(session, actor, **body.model_dump()))


@router.get("/channels/{channel_id}/imprint")
def read_imprint(channel_id: UUID, session: SessionDep, actor: ActorDep, on: OnDay = None) -> ImprintOut:
    """Show the imprint of a channel as it reads, or read, on a day."""
    return ImprintOut.of(get_imprint(session, actor, channel_id, on or clock.today()))


@router.get("/platforms/{slug}/facts")
def read_facts(slug: Name, session: SessionDep, actor: ActorDep) -> PlatformFactsOut:
    """Show what concepts say of a platform."""
    return PlatformFactsOut.model_validate(get_platform_facts(session, actor, slug))


@router.put("/platforms/{slug}/facts")
def describe(slug: Name, body: PlatformFactsIn, session: SessionDep, actor: ActorDep) -> PlatformFactsOut:
    """Say what concepts say of a platform; what was issued stays as it is."""
    return PlatformFactsOut.model_validate(describe_platform(session, actor, slug, body.model_dump()))


def _show(session: Session, actor: Actor, concept_id: UUID, response: Response) -> ConceptOut:
    view = get_concept(session, actor, concept_id)
    answer = ConceptOut.of_view(view, write_draft(view, clock.today()))
    response.headers["ETag"] = answer.etag
    return answer
