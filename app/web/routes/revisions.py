"""What changed in a post from one revision to another, word by word."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Response
from sqlalchemy.orm import Session

from app.models import Revision
from app.queries.decisions import find_last_returned
from app.queries.diff import diff_post
from app.queries.posts import get_post, list_revisions
from app.throttle import throttle
from app.web.deps import Looking
from app.web.visit import lead_to

router = APIRouter(include_in_schema=False)

MOST: Final = 100


@router.get("/posts/{post_id}/changes")
def show_changes(visit: Looking, post_id: UUID, old: str = "") -> Response:
    """Show what the current revision says otherwise than an earlier one: than what was sent back, unless one is named."""
    throttle().count(throttle().costly, str(visit.actor.user_id))
    revisions = list_revisions(visit.session, visit.actor, post_id, limit=MOST, after=None).items
    new = revisions[0].number
    if new == 1:
        return lead_to(f"/posts/{post_id}")
    chosen = int(old) if old.isdecimal() and 0 < int(old[:6]) < new else None
    base = chosen or _find_base(visit.session, post_id, revisions)
    view = get_post(visit.session, visit.actor, post_id)
    visit.note_reading([view.post])
    return visit.show(
        "desk/changes.html",
        view=view,
        diff=diff_post(visit.session, visit.actor, post_id, old=base, new=new),
        revisions=revisions[1:],
    )


def _find_base(session: Session, post_id: UUID, revisions: Sequence[Revision]) -> int:
    """Return the number of the revision that was last sent back, or of the one before the current one."""
    returned_at = find_last_returned(session, post_id)
    earlier = [row.number for row in revisions[1:] if returned_at and row.created_at <= returned_at]
    return max(earlier, default=revisions[1].number)
