"""Making a new draft of a post: for another occasion, or to correct what is out and can no longer be changed.

A correction instead of a removal is the milder means (Anlage 1, page 10: «und ggfs. zu korrigieren»).
"""

from dataclasses import replace
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from app import clock, db
from app.actions.content import Content, current_content, find_channels, find_obstacle
from app.actions.posts import create_post
from app.editorial.permissions import may_see
from app.errors import NotFoundError, WrongStateError
from app.models import Post
from app.models.post import PostState
from app.models.user import Actor

AHEAD: Final = timedelta(hours=1)
"""For then a copy is proposed where nobody says otherwise and the origin's own time is over."""


def copy_post(
    session: Session, actor: Actor, post_id: UUID, *, corrects: bool, proposed: clock.Moment | None
) -> Post:
    """Write a new draft that names its origin, with its content and those of its channels that still take posts.

    Raises WrongStateError for a correction of what was never published, NotAllowedError for whoever may not write
    for the organisation.
    """
    origin = session.get(Post, post_id)
    if origin is None or not may_see(actor, origin):
        raise NotFoundError
    if corrects and origin.state is not PostState.PUBLISHED:
        raise WrongStateError(key="nothing-to-correct")
    return create_post(
        session,
        actor,
        organisation=origin.organisation.abbreviation,
        content=_copy_content(session, origin, proposed),
        origin=origin,
        corrects=corrects,
    )


def _copy_content(session: Session, origin: Post, proposed: clock.Moment | None) -> Content:
    """Return the origin's content for the channels that are still open, at a time that is not over."""
    content, now = current_content(session, origin), db.now(session)
    usual = clock.from_instant(now + AHEAD)
    closed = {
        row.id for row in find_channels(session, content.proposals) if find_obstacle(row, origin) is not None
    }
    proposals = [
        replace(row, proposed=proposed or (row.proposed if row.proposed.instant > now else usual))
        for row in content.proposals
        if row.channel_id not in closed
    ]
    return replace(content, proposals=proposals)
