"""Deciding against a post as it is: sending it back, or rejecting it. Both name a ground, and the chain is told."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.actions.chain import tell_chain
from app.actions.deciding import describe_claim, ensure_four_eyes, lock_for_decision
from app.actions.events import record
from app.actions.locking import lock_deliveries
from app.actions.notifications import notify_organisation
from app.actions.posts import advance, hold_approved
from app.editorial.workflow import PostAction
from app.models import Post
from app.models.ground import Ground
from app.models.notification import NotificationKind
from app.models.user import Actor


def request_changes(session: Session, actor: Actor, post_id: UUID, *, ground: Ground, reason: str) -> Post:
    """Send the post back to its ministry on a ground of the closed list, with a reason (Nachbesserung)."""
    kind = NotificationKind.POST_CHANGES_REQUESTED
    return _revert(session, actor, post_id, PostAction.REQUEST_CHANGES, kind, ground=ground, reason=reason)


def reject_post(session: Session, actor: Actor, post_id: UUID, *, ground: Ground, reason: str) -> Post:
    """Reject the post on a ground of the closed list, with a reason; the text stays in the record.

    Never silent: beside everybody in the chain its ministry is told why, and what it can do.
    """
    kind = NotificationKind.POST_REJECTED
    return _revert(session, actor, post_id, PostAction.REJECT, kind, ground=ground, reason=reason)


def _revert(
    session: Session,
    actor: Actor,
    post_id: UUID,
    action: PostAction,
    kind: NotificationKind,
    *,
    ground: Ground,
    reason: str,
) -> Post:
    post = lock_for_decision(session, actor, post_id, action)
    ensure_four_eyes(actor, post)
    before, claim = post.state, describe_claim(session, actor, post)
    hold_approved(session, actor, lock_deliveries(session, post), reason)
    advance(session, post, action)
    event = record(
        session,
        actor,
        f"post.{action.value}",
        post,
        object_id=post.id,
        before=before.value,
        after=post.state.value,
        reason=reason,
        ground=ground.value,
        **claim,
    )
    told: dict[str, Any] = {"once": str(event.id), "by": actor.name, "ground": ground.value, "reason": reason}
    tell_chain(session, actor, kind, post, **told)
    notify_organisation(session, kind, post.organisation_id, post, **told)
    return post
