"""Contributions: what ministries are asked for, what they answer, and to whom they hand it over."""

from uuid import UUID

from fastapi import APIRouter

from app.actions.contributions import (
    answer_contribution,
    ask_for_contribution,
    decline_contribution,
    hand_over_contribution,
    withdraw_contribution,
)
from app.api.deps import ActorDep, After, KeepingRoute, Limit, Once, SessionDep, SignedIn
from app.api.schemas.elections import WithdrawalIn
from app.api.schemas.fields import PageOut
from app.api.schemas.themes import (
    ContributionAnswerIn,
    ContributionIn,
    ContributionOut,
    HandOverIn,
    instant_of,
)
from app.models.contribution import ContributionState
from app.queries.themes import list_contributions

router = APIRouter(tags=["Contributions"], route_class=KeepingRoute)


@router.get("/contributions", dependencies=[SignedIn])
def read_contributions(
    session: SessionDep,
    actor: ActorDep,
    theme_id: UUID | None = None,
    organisation_id: UUID | None = None,
    state: ContributionState | None = None,
    limit: Limit = 50,
    after: After = None,
) -> PageOut[ContributionOut]:
    """List what ministries were asked for, the newest first."""
    page = list_contributions(
        session,
        actor,
        theme_id=theme_id,
        organisation_id=organisation_id,
        state=state,
        limit=limit,
        after=after,
    )
    return PageOut(items=[ContributionOut.of(row) for row in page.items], next=page.next)


@router.post("/themes/{theme_id}/contributions", dependencies=[Once], status_code=201)
def ask(theme_id: UUID, body: ContributionIn, session: SessionDep, actor: ActorDep) -> ContributionOut:
    """Ask a ministry to contribute to a theme."""
    due_at = instant_of(body.due_at)
    assert due_at is not None  # noqa: S101 - a required field
    asked = ask_for_contribution(
        session, actor, theme_id, organisation_id=body.organisation_id, request=body.request, due_at=due_at
    )
    return ContributionOut.of(asked)


@router.post("/contributions/{contribution_id}/answer", dependencies=[Once])
def answer(
    contribution_id: UUID, body: ContributionAnswerIn, session: SessionDep, actor: ActorDep
) -> ContributionOut:
    """Answer a request for the ministry that was asked."""
    row = answer_contribution(session, actor, contribution_id, answer=body.answer, post_id=body.post_id)
    return ContributionOut.of(row)


@router.post("/contributions/{contribution_id}/decline", dependencies=[Once])
def decline(
    contribution_id: UUID, body: WithdrawalIn, session: SessionDep, actor: ActorDep
) -> ContributionOut:
    """Say that nothing will come, and why."""
    return ContributionOut.of(decline_contribution(session, actor, contribution_id, reason=body.reason))


@router.post("/contributions/{contribution_id}/withdraw", dependencies=[Once])
def withdraw(contribution_id: UUID, session: SessionDep, actor: ActorDep) -> ContributionOut:
    """Take a request back that nobody has answered."""
    return ContributionOut.of(withdraw_contribution(session, actor, contribution_id))


@router.post("/contributions/{contribution_id}/hand-over", dependencies=[Once])
def hand_over(
    contribution_id: UUID, body: HandOverIn, session: SessionDep, actor: ActorDep
) -> ContributionOut:
    """Hand a request over to another ministry."""
    row = hand_over_contribution(
        session, actor, contribution_id, organisation_id=body.organisation_id, reason=body.reason
    )
    return ContributionOut.of(row)
