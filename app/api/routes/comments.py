"""What the people of a post's chain say to each other about it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from sqlalchemy.orm import Session

from app.actions.comments import edit_comment, reopen_comment, resolve_comment, write_comment
from app.actions.reading import note_reading
from app.api.deps import ActorDep, After, KeepingRoute, Limit, Once, SessionDep
from app.api.schemas.comments import CommentChange, CommentIn, CommentOut, ReaderOut, ReadersOut
from app.api.schemas.fields import PageOut
from app.api.throttling import Costly
from app.models import Comment, Post
from app.models.user import Actor
from app.queries.comments import list_comments, list_readers, view_comments

router = APIRouter(tags=["Comments"], route_class=KeepingRoute)
Open = Annotated[
    bool | None, Query(alias="open", description="Only those still open, or only those settled.")
]


def answer(session: Session, actor: Actor, comment: Comment) -> CommentOut:
    """Return a comment as it is now."""
    post = session.get_one(Post, comment.post_id)
    (view,) = view_comments(session, actor, post, [comment])
    return CommentOut.of(view)


@router.get("/posts/{post_id}/comments", dependencies=[Costly])
def read_comments(
    post_id: UUID,
    session: SessionDep,
    actor: ActorDep,
    is_open: Open = None,
    limit: Limit = 50,
    after: After = None,
) -> PageOut[CommentOut]:
    """List a post's comments in order, with where their passages stand now."""
    page = list_comments(session, actor, post_id, is_open=is_open, limit=limit, after=after)
    note_reading(session, actor, [session.get_one(Post, post_id)])
    return PageOut(items=[CommentOut.of(view) for view in page.items], next=page.next)


@router.get("/posts/{post_id}/readers")
def read_readers(post_id: UUID, session: SessionDep, actor: ActorDep) -> ReadersOut:
    """List who can be mentioned in a comment on the post."""
    readers = list_readers(session, actor, post_id)
    return ReadersOut(items=[ReaderOut.model_validate(row) for row in readers])


@router.post("/posts/{post_id}/comments", status_code=201, dependencies=[Once])
def comment(post_id: UUID, body: CommentIn, session: SessionDep, actor: ActorDep) -> CommentOut:
    """Comment on a post or a passage of it; never published."""
    return answer(session, actor, write_comment(session, actor, post_id, body.remark()))


@router.post("/comments/{comment_id}/edit", dependencies=[Once])
def word_anew(comment_id: UUID, body: CommentChange, session: SessionDep, actor: ActorDep) -> CommentOut:
    """Word one's own comment anew; what it said before stays readable."""
    return answer(session, actor, edit_comment(session, actor, comment_id, text=body.text))


@router.post("/comments/{comment_id}/resolve", dependencies=[Once])
def settle(comment_id: UUID, session: SessionDep, actor: ActorDep) -> CommentOut:
    """Say that a comment is settled."""
    return answer(session, actor, resolve_comment(session, actor, comment_id))


@router.post("/comments/{comment_id}/reopen", dependencies=[Once])
def unsettle(comment_id: UUID, session: SessionDep, actor: ActorDep) -> CommentOut:
    """Say that a comment is not settled after all."""
    return answer(session, actor, reopen_comment(session, actor, comment_id))
