"""What the watcher found."""

from uuid import UUID

from fastapi import APIRouter

from app.actions.finding_ends import end_by_hand
from app.api.deps import ActorDep, After, KeepingRoute, Limit, Once, SessionDep
from app.api.schemas.fields import PageOut
from app.api.schemas.findings import FindingEndIn, FindingOut
from app.models.finding import FindingRule
from app.queries.findings import FindingFilter, FindingState, FindingView, list_findings

router = APIRouter(tags=["Findings"], route_class=KeepingRoute)


@router.get("/findings")
def read_findings(
    session: SessionDep,
    actor: ActorDep,
    state: FindingState | None = None,
    rule: FindingRule | None = None,
    limit: Limit = 50,
    after: After = None,
) -> PageOut[FindingOut]:
    """List what the watcher found, the open ones first, then the newest first."""
    page = list_findings(session, actor, FindingFilter(state, rule), limit=limit, after=after)
    return PageOut(items=[FindingOut.of(view) for view in page.items], next=page.next)


@router.post("/findings/{finding_id}/end", dependencies=[Once])
def end(finding_id: UUID, body: FindingEndIn, session: SessionDep, actor: ActorDep) -> FindingOut:
    """Say what was decided about a finding that no look ever ends."""
    return FindingOut.of(FindingView(end_by_hand(session, actor, finding_id, reason=body.reason)))
