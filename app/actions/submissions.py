"""Handing a post in: it is checked, declared neutral or not, perhaps urgent, and those who decide are told."""

from uuid import UUID

from sqlalchemy.orm import Session

from app import db
from app.actions.check_runs import ensure_justified, keep_run
from app.actions.checking import check_current, ensure_sendable
from app.actions.locking import lock_deliveries, lock_post
from app.actions.notifications import notify_desk, notify_organisation
from app.actions.posts import advance, ensure_allowed, record_post
from app.editorial.permissions import Permission, acts_on_behalf, has_written
from app.editorial.workflow import PostAction, ensure_possible
from app.errors import NotAllowedError
from app.models import Post
from app.models.channel import ChannelScope
from app.models.check import CheckOccasion
from app.models.notification import NotificationKind
from app.models.user import Actor


def submit_post(
    session: Session,
    actor: Actor,
    post_id: UUID,
    *,
    neutrality_declared: bool | None,
    justifications: list[dict[str, str]],
    urgent_reason: str | None = None,
) -> Post:
    """Hand the post to those who approve and tell them. A missing declaration is shown to them, never refused.

    With a reason it goes by the fast lane, which its ministry alone decides: no agency and no program. On behalf of
    others only its author hands it in, whom four eyes keep from approving it whatever is changed later. A rule that asks
    for a reason gets it from `justifications`, each naming a rule or an indicator.
    """
    post = lock_post(session, actor, post_id)
    ensure_allowed(actor, Permission.SUBMIT, post)
    if acts_on_behalf(actor, post) and not has_written(actor, {post.author.person_id}):
        raise NotAllowedError(key="on-behalf-author")
    if urgent_reason is not None:
        ensure_allowed(actor, Permission.MARK_URGENT, post)
    ensure_possible(post, PostAction.SUBMIT, lock_deliveries(session, post))
    ensure_sendable(session, post)
    checked = check_current(session, post)
    ensure_justified(checked.results, justifications)
    before = post.state
    post.neutrality_declared, post.justifications = neutrality_declared, justifications
    post.submitted_at, post.urgent_reason = post.submitted_at or db.now(session), urgent_reason
    advance(session, post, PostAction.SUBMIT)
    keep_run(session, actor, post, CheckOccasion.SUBMISSION, checked)
    event = record_post(session, actor, "post.submit", post, before, urgent_reason)
    _tell_deciders(session, post, once=str(event.id))
    return post


def _tell_deciders(session: Session, post: Post, *, once: str) -> None:
    """Tell those who approve for its channels that a post waits, and why it is urgent if it is."""
    kind = NotificationKind.POST_URGENT if post.urgent else NotificationKind.POST_SUBMITTED
    context = {"organisation": post.organisation.abbreviation, "reason": post.urgent_reason}
    scopes = {channel.scope for channel in post.channels}
    if ChannelScope.CENTRAL in scopes:
        notify_desk(session, kind, post, once=once, **context)
    if ChannelScope.OWN in scopes:
        notify_organisation(session, kind, post.organisation_id, post, once=once, **context)
