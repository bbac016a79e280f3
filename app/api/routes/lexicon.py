"""The lexicon of the neutrality assistant: read, and changed by two persons of the desk."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.actions.lexicon import confirm_change, propose_change, withdraw_change
from app.api.deps import ActorDep, After, KeepingRoute, Limit, Once, SessionDep
from app.api.schemas.fields import PageOut, Search
from app.api.schemas.lexicon import (
    CueOut,
    ImpactOut,
    LexiconChangeIn,
    LexiconVersionOut,
    LexiconWithdrawalIn,
    TermOut,
)
from app.api.throttling import Costly
from app.queries.lexicon import get_version, list_cues, list_terms, list_versions
from app.queries.lexicon_impact import preview_impact

router = APIRouter(prefix="/lexicon", tags=["Lexicon"], route_class=KeepingRoute)

OnlyOpen = Annotated[bool | None, Query(description="Only what nobody has decided.")]


@router.get("/versions")
def read_versions(
    session: SessionDep, actor: ActorDep, limit: Limit = 50, after: After = None, *, is_open: OnlyOpen = None
) -> PageOut[LexiconVersionOut]:
    """List proposals and versions of the lexicon, the newest first."""
    page = list_versions(session, actor, limit=limit, after=after, is_open=is_open)
    return PageOut(items=[LexiconVersionOut.of(row) for row in page.items], next=page.next)


@router.post("/versions", dependencies=[Once], status_code=201)
def propose(body: LexiconChangeIn, session: SessionDep, actor: ActorDep) -> LexiconVersionOut:
    """Propose a change of the lexicon; nothing is found differently until another person confirms it."""
    return LexiconVersionOut.of(propose_change(session, actor, body.changes, note=body.note))


@router.get("/versions/{version_id}")
def read_version(version_id: UUID, session: SessionDep, actor: ActorDep) -> LexiconVersionOut:
    """Show a proposal or version of the lexicon."""
    return LexiconVersionOut.of(get_version(session, actor, version_id))


@router.get("/versions/{version_id}/impact", dependencies=[Costly])
def read_impact(version_id: UUID, session: SessionDep, actor: ActorDep) -> ImpactOut:
    """Show which of the last 500 submitted posts would be assessed differently after the change."""
    return ImpactOut.of(preview_impact(session, actor, version_id))


@router.post("/versions/{version_id}/confirm", dependencies=[Once])
def confirm(version_id: UUID, session: SessionDep, actor: ActorDep) -> LexiconVersionOut:
    """Confirm a proposed change as the second person: from now on the lexicon counts with it."""
    return LexiconVersionOut.of(confirm_change(session, actor, version_id))


@router.post("/versions/{version_id}/withdraw", dependencies=[Once])
def withdraw(
    version_id: UUID, body: LexiconWithdrawalIn, session: SessionDep, actor: ActorDep
) -> LexiconVersionOut:
    """Take a proposal back; it stays to be read."""
    return LexiconVersionOut.of(withdraw_change(session, actor, version_id, reason=body.reason))


@router.get("/terms")
def read_terms(
    session: SessionDep, actor: ActorDep, q: Search | None = None, limit: Limit = 50, after: After = None
) -> PageOut[TermOut]:
    """List the terms of the version in force by actor, what has ended included."""
    page = list_terms(session, actor, limit=limit, after=after, words=q)
    return PageOut(items=[TermOut.model_validate(row) for row in page.items], next=page.next)


@router.get("/cues")
def read_cues(
    session: SessionDep, actor: ActorDep, q: Search | None = None, limit: Limit = 50, after: After = None
) -> PageOut[CueOut]:
    """List the turns of phrase in force by class, what has ended included."""
    page = list_cues(session, actor, limit=limit, after=after, words=q)
    return PageOut(items=[CueOut.model_validate(row) for row in page.items], next=page.next)
