"""What those who approve do, and the queue they work from."""

from fastapi import APIRouter

from app import clock
from app.actions.approvals import Terms, approve_post, claim_post, reject_post, request_changes, unclaim_post
from app.api.deps import ActorDep, After, KeepingRoute, Limit, Once, OnceWithKey, SessionDep
from app.api.routes.posts import PostCall
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


@router.post("/posts/{post_id}/approve", dependencies=[OnceWithKey])
def approve(call: PostCall, body: ApproveIn) -> PostOut:
    """Approve the deliveries one may approve: hash and time are bound."""
    approve_post(call.session, call.actor, call.post_id, terms_of(body))
    return call.answer()


@router.post("/posts/{post_id}/request-changes", dependencies=[Once])
def send_back(call: PostCall, body: ReasonIn) -> PostOut:
    """Send the post back to its ministry with a reason."""
    request_changes(call.session, call.actor, call.post_id, reason=body.reason)
    return call.answer()


@router.post("/posts/{post_id}/reject", dependencies=[Once])
def reject(call: PostCall, body: RejectIn) -> PostOut:
    """Reject the post on a ground of the closed list, with a reason."""
    reject_post(call.session, call.actor, call.post_id, ground=body.ground.value, reason=body.reason)
    return call.answer()


@router.post("/posts/{post_id}/claim", dependencies=[Once])
def claim(call: PostCall) -> PostOut:
    """Show others that one is looking at the post; lapses after 15 minutes."""
    claim_post(call.session, call.actor, call.post_id)
    return call.answer()


@router.post("/posts/{post_id}/unclaim", dependencies=[Once])
def unclaim(call: PostCall) -> PostOut:
    """Let go of a claim."""
    unclaim_post(call.session, call.actor, call.post_id)
    return call.answer()
