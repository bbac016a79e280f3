"""What those who approve do: claim, approve, send back, reject, and approve several in one go."""

from fastapi import APIRouter

from app import clock
from app.actions.approvals import Terms, approve_post
from app.actions.bulk import approve_posts
from app.actions.claims import claim_post, unclaim_post
from app.actions.reverting import reject_post, request_changes
from app.api.deps import ActorDep, KeepingRoute, Once, OnceWithKey, SessionDep, SignedIn
from app.api.routes.posts import PostCall
from app.api.schemas.bulk import BulkIn, BulkOut
from app.api.schemas.decisions import ClaimIn, DecideIn, GroundOut, GroundsOut
from app.api.schemas.posts import ApproveIn, PostOut
from app.api.tokens import open_to_tokens
from app.models.ground import Ground
from app.models.user import TokenScope

router = APIRouter(tags=["Approval"], route_class=KeepingRoute)


def terms_of(body: ApproveIn) -> Terms:
    """Return what the actions take."""
    due = body.due_at if isinstance(body.due_at, clock.Moment) else None
    return Terms(body.revision_sha256, due, body.window_s, body.comment)


@router.get("/grounds", dependencies=[SignedIn], openapi_extra=open_to_tokens(TokenScope.REGISTER_READ))
def read_grounds() -> GroundsOut:
    """List the grounds of decisions, with the sentences of the strategy paper they rest on."""
    return GroundsOut(items=[GroundOut.of(ground) for ground in Ground])


@router.post("/posts/{post_id}/approve", dependencies=[OnceWithKey])
def approve(call: PostCall, body: ApproveIn) -> PostOut:
    """Approve the deliveries one may approve: hash and time are bound."""
    approve_post(call.session, call.actor, call.id, terms_of(body))
    return call.answer()


@router.post("/approvals/bulk", dependencies=[OnceWithKey])
def approve_many(body: BulkIn, session: SessionDep, actor: ActorDep) -> BulkOut:
    """Approve up to 20 posts one opened, each with an outcome of its own."""
    refused = approve_posts(session, actor, {row.post_id: Terms(row.revision_sha256) for row in body.items})
    return BulkOut.of(refused)


@router.post("/posts/{post_id}/request-changes", dependencies=[Once])
def send_back(call: PostCall, body: DecideIn) -> PostOut:
    """Send the post back to its ministry on a ground, with a reason."""
    request_changes(call.session, call.actor, call.id, ground=body.ground, reason=body.reason)
    return call.answer()


@router.post("/posts/{post_id}/reject", dependencies=[Once])
def reject(call: PostCall, body: DecideIn) -> PostOut:
    """Reject the post on a ground of the closed list, with a reason."""
    reject_post(call.session, call.actor, call.id, ground=body.ground, reason=body.reason)
    return call.answer()


@router.post("/posts/{post_id}/claim", dependencies=[Once])
def claim(call: PostCall, body: ClaimIn | None = None) -> PostOut:
    """Show others that one is looking at the post; lapses after 15 minutes, and can be taken over."""
    claim_post(call.session, call.actor, call.id, take_over=body.take_over if body else False)
    return call.answer()


@router.post("/posts/{post_id}/unclaim", dependencies=[Once])
def unclaim(call: PostCall) -> PostOut:
    """Let go of a claim."""
    unclaim_post(call.session, call.actor, call.id)
    return call.answer()
