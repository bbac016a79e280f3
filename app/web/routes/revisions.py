"""What changed in a post from one revision to another, word by word."""

from uuid import UUID

from fastapi import APIRouter, Response

from app.errors import NotFoundError
from app.queries.posts import get_post
from app.web.deps import Looking
from app.web.review import find_difference
from app.web.visit import lead_to

router = APIRouter(include_in_schema=False)


@router.get("/posts/{post_id}/changes")
def show_changes(visit: Looking, post_id: UUID, old: str = "") -> Response:
    """Show what the current revision says otherwise than an earlier one: than what was sent back, unless one is named."""
    view = get_post(visit.session, visit.actor, post_id)
    if not view.is_whole:
        raise NotFoundError
    difference = find_difference(visit, view, old=old)
    if difference is None:
        return lead_to(f"/posts/{post_id}")
    visit.note_reading([view.post])
    return visit.show("desk/changes.html", view=view, diff=difference.diff, revisions=difference.revisions)
