"""Auditors may read every draft, and each of their looks leaves a trace (SECURITY section 2, ADR 0015)."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actions.events import record_reading
from app.editorial.permissions import reads_as_auditor
from app.models import Event, Post
from app.models.user import Actor

AGAIN_AFTER: Final = timedelta(hours=1)


def note_reading(session: Session, actor: Actor, posts: Iterable[Post]) -> None:
    """Write down which foreign drafts an auditor is about to be shown: each revision once an hour and person."""
    foreign = {post.id: post for post in posts if reads_as_auditor(actor, post)}
    if not foreign:
        return
    known = select(Event.object_id, Event.body).where(
        Event.object_id.in_(list(foreign)),
        Event.action == "post.read",
        Event.actor_id == actor.user_id,
        Event.at > func.now() - AGAIN_AFTER,
    )
    noted = {(post_id, body["revision_id"]) for post_id, body in session.execute(known)}
    fresh = [post for post in foreign.values() if (post.id, str(post.current_revision_id)) not in noted]
    record_reading(session, actor, fresh)
