"""What those who approve do, and the queue they work from."""

from uuid import UUID

from fastapi import APIRouter, Response

from app import clock
from app.actions.approvals import Terms, approve_post, claim_post, reject_post, request_changes, unclaim_post
from app.api.deps import ActorDep, After, IfMatch, KeepingRoute, Limit, Once, SessionDep
from app.api.routes.posts import answer, ensure_unchanged
from app.api.schemas.fields import PageOut
from app.api.schemas.posts import ApproveIn, PostOut, ReasonIn, RejectIn
from app.queries.posts import list_queue

router = APIRouter(tags=["Approval"], route_class=KeepingRoute)


def terms_of(body: ApproveIn) -> Terms:
    """Return what the actions take."""
    due = body.due_at if isinstance(body.due_at, clock.Moment) else None
    return Terms(body.revision_sha256, due, body.window_s)


@router.get("/queue")
def read_queue(
    session: SessionDep, actor: ActorDep, limit: Limit = 50, after: After = None
) -> PageOut[PostOut]:
    """List what waits for one's decision, the next due first."""
    page = list_queue(session, actor, limit=limit, after=after)
    return PageOut(items=[PostOut.of(view) for view in page.items], next=page.next)


@router.post("/posts/{post_id}/approve", dependencies=[Once])
def approve(
    post_id: UUID,
    body: ApproveIn,
    session: SessionDep,
    actor: ActorDep,
    response: Response,
    if_match: IfMatch = None,
) -> PostOut:
    """Approve the deliveries one may approve: hash and time are bound."""
    ensure_unchanged(session, actor, post_id, if_match)
    approve_post(session, actor, post_id, terms_of(body))
    return answer(session, actor, post_id, response)


@router.post("/posts/{post_id}/request-changes", dependencies=[Once])
def send_back(
    post_id: UUID,
    body: ReasonIn,
    session: SessionDep,
    actor: ActorDep,
    response: Response,
    if_match: IfMatch = None,
) -> PostOut:
    """Send the post back to its ministry with a reason."""
    ensure_unchanged(session, actor, post_id, if_match)
    request_changes(session, actor, post_id, reason=body.reason)
    return answer(session, actor, post_id, response)


@router.post("/posts/{post_id}/reject", dependencies=[Once])
def reject(
    post_id: UUID,
    body: RejectIn,
    session: SessionDep,
    actor: ActorDep,
    response: Response,
    if_match: IfMatch = None,
) -> PostOut:
    """Reject the post on a ground of the closed list, with a reason."""
    ensure_unchanged(session, actor, post_id, if_match)
    reject_post(session, actor, post_id, ground=body.ground.value, reason=body.reason)
    return answer(session, actor, post_id, response)


@router.post("/posts/{post_id}/claim", dependencies=[Once])
def claim(
    post_id: UUID, session: SessionDep, actor: ActorDep, response: Response, if_match: IfMatch = None
) -> PostOut:
    """Show others that one is looking at the post; lapses after 15 minutes."""
    ensure_unchanged(session, actor, post_id, if_match)
    claim_post(session, actor, post_id)
    return answer(session, actor, post_id, response)


@router.post("/posts/{post_id}/unclaim", dependencies=[Once])
def unclaim(
    post_id: UUID, session: SessionDep, actor: ActorDep, response: Response, if_match: IfMatch = None
) -> PostOut:
    """Let go of a claim."""
    ensure_unchanged(session, actor, post_id, if_match)
    unclaim_post(session, actor, post_id)
    return answer(session, actor, post_id, response)
