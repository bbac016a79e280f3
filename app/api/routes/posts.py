"""Posts as their ministry works on them, and everything there is to read about them."""

from uuid import UUID

from fastapi import APIRouter, Response
from sqlalchemy.orm import Session

from app.actions.locking import lock_post
from app.actions.posts import check_post, create_post, edit_post, submit_post, withdraw_post
from app.api.deps import ActorDep, After, IfMatch, KeepingRoute, Limit, Once, SessionDep, ensure_fresh
from app.api.schemas.checks import CheckOut
from app.api.schemas.fields import Name, PageOut, Search
from app.api.schemas.posts import MaybeReasonIn, PostChange, PostIn, PostOut, SubmitIn
from app.api.schemas.records import HappeningOut, RevisionOut
from app.errors import PreconditionMissingError
from app.models.post import PostState
from app.models.user import Actor
from app.queries.posts import get_post, list_posts, list_revisions
from app.queries.timeline import list_timeline

router = APIRouter(tags=["Posts"], route_class=KeepingRoute)


def answer(session: Session, actor: Actor, post_id: UUID, response: Response) -> PostOut:
    """Return the post as it is now, with its ETag."""
    session.flush()
    view = get_post(session, actor, post_id)
    response.headers["ETag"] = view.etag
    return PostOut.of(view)


def ensure_unchanged(session: Session, actor: Actor, post_id: UUID, if_match: str | None) -> None:
    """Lock the post and raise StaleError if it is no longer the one the caller saw."""
    if if_match is not None:
        lock_post(session, actor, post_id)
        ensure_fresh(get_post(session, actor, post_id).etag, if_match)


@router.post("/posts", status_code=201, dependencies=[Once])
def write_post(body: PostIn, session: SessionDep, actor: ActorDep, response: Response) -> PostOut:
    """Write a new post as a draft."""
    post = create_post(
        session, actor, organisation=body.organisation, content=body.content(), urgent=body.urgent
    )
    response.headers["Location"] = f"/api/v1/posts/{post.id}"
    return answer(session, actor, post.id, response)


@router.get("/posts")
def read_posts(
    session: SessionDep,
    actor: ActorDep,
    state: PostState | None = None,
    organisation: Name | None = None,
    channel: UUID | None = None,
    q: Search | None = None,
    limit: Limit = 50,
    after: After = None,
) -> PageOut[PostOut]:
    """List the posts one may see, newest first."""
    page = list_posts(
        session,
        actor,
        state=state,
        organisation=organisation,
        channel=channel,
        text=q,
        limit=limit,
        after=after,
    )
    return PageOut(items=[PostOut.of(view) for view in page.items], next=page.next)


@router.get("/posts/{post_id}")
def read_post(post_id: UUID, session: SessionDep, actor: ActorDep, response: Response) -> PostOut:
    """Show one post."""
    return answer(session, actor, post_id, response)


@router.patch("/posts/{post_id}")
def change_post(
    post_id: UUID,
    body: PostChange,
    session: SessionDep,
    actor: ActorDep,
    response: Response,
    if_match: IfMatch = None,
) -> PostOut:
    """Make a new revision. What was approved is held; a scheduled post goes back to draft."""
    post = lock_post(session, actor, post_id)
    if if_match is None:
        raise PreconditionMissingError
    ensure_fresh(get_post(session, actor, post_id).etag, if_match)
    edit_post(session, actor, post, body.changes())
    return answer(session, actor, post_id, response)


@router.get("/posts/{post_id}/revisions")
def read_revisions(
    post_id: UUID, session: SessionDep, actor: ActorDep, limit: Limit = 50, after: After = None
) -> PageOut[RevisionOut]:
    """List every version of the content, newest first."""
    page = list_revisions(session, actor, post_id, limit=limit, after=after)
    return PageOut(items=[RevisionOut.of(row) for row in page.items], next=page.next)


@router.get("/posts/{post_id}/timeline")
def read_timeline(
    post_id: UUID, session: SessionDep, actor: ActorDep, limit: Limit = 50, after: After = None
) -> PageOut[HappeningOut]:
    """Tell what happened to the post, in order."""
    page = list_timeline(session, actor, post_id, limit=limit, after=after)
    return PageOut(items=[HappeningOut.model_validate(row) for row in page.items], next=page.next)


@router.post("/posts/{post_id}/check", dependencies=[Once])
def try_post(post_id: UUID, session: SessionDep, actor: ActorDep) -> CheckOut:
    """Show what would be sent, how long it is and what stands in its way. Changes nothing."""
    view = get_post(session, actor, post_id)
    return CheckOut.of(view, check_post(session, actor, post_id))


@router.post("/posts/{post_id}/submit", dependencies=[Once])
def hand_in(
    post_id: UUID,
    session: SessionDep,
    actor: ActorDep,
    response: Response,
    body: SubmitIn | None = None,
    if_match: IfMatch = None,
) -> PostOut:
    """Submit the post for approval."""
    ensure_unchanged(session, actor, post_id, if_match)
    body = body or SubmitIn()
    submit_post(
        session,
        actor,
        post_id,
        neutrality_declared=body.neutrality_declared,
        justifications=[row.model_dump() for row in body.justifications],
    )
    return answer(session, actor, post_id, response)


@router.post("/posts/{post_id}/withdraw", dependencies=[Once])
def take_back(
    post_id: UUID,
    session: SessionDep,
    actor: ActorDep,
    response: Response,
    body: MaybeReasonIn | None = None,
    if_match: IfMatch = None,
) -> PostOut:
    """Withdraw the post: whatever is still open is cancelled."""
    ensure_unchanged(session, actor, post_id, if_match)
    withdraw_post(session, actor, post_id, reason=body.reason if body else None)
    return answer(session, actor, post_id, response)
