"""Looking at a post so that others see it: a claim lapses by itself, and somebody else can take it over."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from app import clock, db
from app.actions.deciding import describe_claim, lock_for_decision
from app.actions.events import record
from app.editorial.workflow import PostAction
from app.errors import WrongStateError
from app.models import Post
from app.models.user import Actor

CLAIM_PERIOD: Final = timedelta(minutes=15)


def claim_post(session: Session, actor: Actor, post_id: UUID, *, take_over: bool = False) -> Post:
    """Show others for 15 minutes that somebody is looking at the post.

    Another's claim is respected unless it is taken over, which the event tells. Raises WrongStateError
    `claimed-by-other` saying by whom and until when.
    """
    post = lock_for_decision(session, actor, post_id, PostAction.CLAIM)
    over = describe_claim(session, actor, post)
    if over and not take_over:
        raise _claimed(post)
    post.claimed_by_id, post.claimed_until = actor.user_id, db.now(session) + CLAIM_PERIOD
    session.flush()
    session.refresh(post, ["claimed_by"])
    _record(session, actor, "post.claim", post, over)
    return post


def unclaim_post(session: Session, actor: Actor, post_id: UUID) -> Post:
    """Let go of a claim, one's own or a lapsed one. Raises WrongStateError `claimed-by-other`."""
    post = lock_for_decision(session, actor, post_id, PostAction.UNCLAIM)
    if describe_claim(session, actor, post):
        raise _claimed(post)
    post.claimed_by_id = post.claimed_until = None
    _record(session, actor, "post.unclaim", post, {})
    return post


def _claimed(post: Post) -> WrongStateError:
    return WrongStateError(
        key="claimed-by-other",
        by=post.claimed_by and post.claimed_by.name,
        until=post.claimed_until and clock.rfc3339(post.claimed_until),
    )


def _record(session: Session, actor: Actor, action: str, post: Post, over: dict[str, str]) -> None:
    state = post.state.value
    record(session, actor, action, post, object_id=post.id, before=state, after=state, **over)
