"""Approving several posts in one go, each for itself: what stands in one post's way stops no other."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from app.actions.approvals import Terms, approve_post
from app.actions.locking import lock_post
from app.actions.openings import has_opened
from app.actions.restore_mode import ensure_normal
from app.errors import Refusal, WrongStateError
from app.models.user import Actor

MOST_AT_ONCE: Final = 20


def approve_posts(session: Session, actor: Actor, wanted: Mapping[UUID, Terms]) -> dict[UUID, Refusal | None]:
    """Approve each post whose current revision the actor opened, and return what was refused (SECURITY AZ-05).

    Everything a single approval asks for is asked for each, and each has its own event. They are taken in the order
    of their ids, so that two people at once wait for each other instead of standing in each other's way.
    """
    ensure_normal(session)
    return {post_id: _approve(session, actor, post_id, wanted[post_id]) for post_id in sorted(wanted)}


def _approve(session: Session, actor: Actor, post_id: UUID, terms: Terms) -> Refusal | None:
    try:
        with session.begin_nested():
            if not has_opened(session, actor, lock_post(session, actor, post_id)):
                raise WrongStateError(key="not-opened")
            approve_post(session, actor, post_id, terms)
    except Refusal as refusal:
        return refusal
    return None
