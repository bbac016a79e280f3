"""Posts as their ministry works on them, and everything there is to read about them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from sqlalchemy.orm import Session

from app.actions.checking import check_post
from app.actions.copies import copy_post
from app.actions.locking import lock_post
from app.actions.openings import note_opening
from app.actions.posts import create_post, edit_post, withdraw_post
from app.actions.reading import note_reading
from app.actions.submissions import submit_post
from app.api.calls import Call, Kind
from app.api.deps import (
    ActorDep,
    After,
    IfMatch,
    KeepingRoute,
    Limit,
    Once,
    OnceWithKey,
    SessionDep,
    ensure_given,
)
from app.api.schemas.checks import CheckOut
from app.api.schemas.fields import Name, PageOut, Search
from app.api.schemas.posts import CopyIn, MaybeReasonIn, PostChange, PostIn, PostOut
from app.api.schemas.records import HappeningOut, RevisionOut
from app.api.schemas.submissions import SubmitIn
from app.api.throttling import Costly, CostlySearch
from app.api.tokens import open_to_tokens
from app.models import Post
from app.models.post import PostState
from app.models.user import Actor, TokenScope
from app.queries.posts import PostFilter, PostView, get_post, list_posts, list_revisions
from app.queries.timeline import list_timeline

router = APIRouter(tags=["Posts"], route_class=KeepingRoute)


def _tell(session: Session, actor: Actor, view: PostView) -> PostOut:
    note_reading(session, actor, [view.post])
    return PostOut.of(view)


POST = Kind(lock_post, get_post, _tell)
PostCall = Annotated[Call[PostOut], Depends(POST.called("post_id"), scope="function")]


@router.post(
    "/posts", status_code=201, dependencies=[Once], openapi_extra=open_to_tokens(TokenScope.POSTS_WRITE)
)
def write_post(body: PostIn, session: SessionDep, actor: ActorDep, response: Response) -> PostOut:
    """Write a new post as a draft."""
    post = create_post(
        session, actor, organisation=body.organisation, content=body.content(), theme_id=body.theme_id
    )
    response.headers["Location"] = f"/api/v1/posts/{post.id}"
    return POST.show(session, actor, post.id, response)


def _filter(
    state: PostState | None = None,
    organisation: Name | None = None,
    channel: UUID | None = None,
    theme_id: UUID | None = None,
    q: Search | None = None,
) -> PostFilter:
    return PostFilter(state, organisation, channel, q, theme=theme_id)


@router.get("/posts", dependencies=[CostlySearch], openapi_extra=open_to_tokens(TokenScope.POSTS_READ))
def read_posts(
    session: SessionDep,
    actor: ActorDep,
    wanted: Annotated[PostFilter, Depends(_filter)],
    limit: Limit = 50,
    after: After = None,
) -> PageOut[PostOut]:
    """List the posts one may see, newest first."""
    page = list_posts(session, actor, wanted, limit=limit, after=after)
    note_reading(session, actor, [view.post for view in page.items])
    return PageOut(items=[PostOut.of(view) for view in page.items], next=page.next)


@router.get("/posts/{post_id}", openapi_extra=open_to_tokens(TokenScope.POSTS_READ))
def read_post(post_id: UUID, session: SessionDep, actor: ActorDep, response: Response) -> PostOut:
    """Show one post, and remember that somebody who decides opened this revision."""
    answer = POST.show(session, actor, post_id, response)
    note_opening(session, actor, post_id)
    return answer


@router.patch("/posts/{post_id}", openapi_extra=open_to_tokens(TokenScope.POSTS_WRITE))
def change_post(call: PostCall, body: PostChange, if_match: IfMatch = None) -> PostOut:
    """Make a new revision. What was approved is held; a scheduled post goes back to draft."""
    post = lock_post(call.session, call.actor, call.id)
    ensure_given(if_match)
    edit_post(call.session, call.actor, post, body.changes())
    return call.answer()


@router.get("/posts/{post_id}/revisions", openapi_extra=open_to_tokens(TokenScope.POSTS_READ))
def read_revisions(
    post_id: UUID, session: SessionDep, actor: ActorDep, limit: Limit = 50, after: After = None
) -> PageOut[RevisionOut]:
    """List every version of the content, newest first."""
    page = list_revisions(session, actor, post_id, limit=limit, after=after)
    note_reading(session, actor, [session.get_one(Post, post_id)])
    return PageOut(items=[RevisionOut.of(row) for row in page.items], next=page.next)


@router.get("/posts/{post_id}/timeline", openapi_extra=open_to_tokens(TokenScope.POSTS_READ))
def read_timeline(
    post_id: UUID, session: SessionDep, actor: ActorDep, limit: Limit = 50, after: After = None
) -> PageOut[HappeningOut]:
    """Tell what happened to the post, in order."""
    page = list_timeline(session, actor, post_id, limit=limit, after=after)
    note_reading(session, actor, [session.get_one(Post, post_id)])
    return PageOut(items=[HappeningOut.model_validate(row) for row in page.items], next=page.next)


@router.post(
    "/posts/{post_id}/check", dependencies=[Once, Costly], openapi_extra=open_to_tokens(TokenScope.POSTS_READ)
)
def try_post(post_id: UUID, session: SessionDep, actor: ActorDep) -> CheckOut:
    """Show what would be sent, how long it is and what stands in its way. Changes nothing."""
    view = get_post(session, actor, post_id)
    note_reading(session, actor, [view.post])
    return CheckOut.of(view, check_post(session, actor, post_id))


@router.post(
    "/posts/{post_id}/submit",
    dependencies=[OnceWithKey],
    openapi_extra=open_to_tokens(TokenScope.POSTS_SUBMIT),
)
def hand_in(call: PostCall, body: SubmitIn | None = None) -> PostOut:
    """Submit the post for approval."""
    body = body or SubmitIn()
    submit_post(
        call.session,
        call.actor,
        call.id,
        neutrality_declared=body.neutrality_declared,
        justifications=[row.model_dump() for row in body.justifications],
        urgent_reason=body.urgent_reason,
    )
    return call.answer()


@router.post("/posts/{post_id}/withdraw", dependencies=[Once])
def take_back(call: PostCall, body: MaybeReasonIn | None = None) -> PostOut:
    """Withdraw the post: whatever is still open is cancelled."""
    withdraw_post(call.session, call.actor, call.id, reason=body.reason if body else None)
    return call.answer()


@router.post("/posts/{post_id}/copy", status_code=201, dependencies=[Once])
def copy(call: PostCall, body: CopyIn | None = None) -> PostOut:
    """Make a new draft of the post that names its origin; with `corrects` it is to set that one right."""
    body = body or CopyIn()
    post = copy_post(
        call.session,
        call.actor,
        call.id,
        corrects=body.corrects,
        proposed=body.proposed_at,  # type: ignore[arg-type] # When is a Moment
    )
    call.response.headers["Location"] = f"/api/v1/posts/{post.id}"
    return POST.show(call.session, call.actor, post.id, call.response)
