"""Comparing revisions."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.actions.reading import note_reading
from app.api.deps import ActorDep, KeepingRoute, SessionDep
from app.api.schemas.diff import DiffOut
from app.api.throttling import Costly
from app.api.tokens import open_to_tokens
from app.models import Post
from app.models.user import TokenScope
from app.queries.cursor import LARGEST_NUMBER
from app.queries.diff import diff_post

router = APIRouter(tags=["Posts"], route_class=KeepingRoute)
Number = Annotated[int, Query(ge=1, le=LARGEST_NUMBER)]


@router.get(
    "/posts/{post_id}/diff", dependencies=[Costly], openapi_extra=open_to_tokens(TokenScope.POSTS_READ)
)
def read_diff(
    post_id: UUID,
    session: SessionDep,
    actor: ActorDep,
    old: Annotated[Number, Query(alias="from")],
    new: Annotated[Number, Query(alias="to")],
) -> DiffOut:
    """Show what lies between two revisions, word by word and per channel."""
    found = diff_post(session, actor, post_id, old=old, new=new)
    note_reading(session, actor, [session.get_one(Post, post_id)])
    return DiffOut.of(found)
