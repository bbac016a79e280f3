"""Telling those concerned that a pre-election period was put into force: what they planned is due in it (NEUTRALITY section 5)."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.attempts import clock_of
from app.actions.notifications import notify_user
from app.actions.periods import day_of, is_within
from app.editorial.second_approvals import OPEN
from app.models import Approval, Delivery, Election, Post, Rendering, Revision
from app.models.notification import NotificationKind
from app.models.post import PostState


def tell_of_period(session: Session, election: Election) -> None:
    """Tell once each who wrote, edited or approved what is still to leave in the period, and how many posts that is.

    No post is named: of what is under an embargo only the number is said, to those who worked on it.
    """
    posts: dict[UUID, set[UUID]] = defaultdict(set)
    for user_id, post_id, due_at in _find_planned(session, clock_of(session)):
        if is_within(election, day_of(due_at)):
            posts[user_id].add(post_id)
    for user_id in sorted(posts):
        notify_user(
            session,
            NotificationKind.PERIOD_IN_FORCE,
            user_id,
            election,
            once="in-force",
            territory=election.territory,
            day=election.day.isoformat(),
            quiet_from=election.quiet_from.isoformat(),
            quiet_to=election.quiet_to.isoformat(),
            posts=len(posts[user_id]),
        )


def _find_planned(session: Session, now: datetime) -> Iterator[tuple[UUID, UUID, datetime]]:
    """Yield who had a hand in which post that is due when: what is approved, and what waits for its decision."""
    written = select(Post.author_id, Revision.editor_id, Post.id).join(
        Revision, Revision.id == Post.current_revision_id
    )
    is_open = Delivery.state.in_(OPEN) & (Delivery.due_at > now)
    approved = written.add_columns(Delivery.due_at).join(Delivery, Delivery.post_id == Post.id).where(is_open)
    submitted = (
        written.add_columns(Rendering.proposed_at)
        .join(Rendering, Rendering.revision_id == Revision.id)
        .where(Post.state == PostState.SUBMITTED, Rendering.proposed_at > now)
    )
    for query in (approved, submitted):
        for author_id, editor_id, post_id, due_at in session.execute(query):
            yield author_id, post_id, due_at
            yield editor_id, post_id, due_at
    decided = select(Approval.approver_id, Delivery.post_id, Delivery.due_at)
    decided = decided.join(Delivery, Delivery.id == Approval.variant_id).where(is_open)
    for approver_id, post_id, due_at in session.execute(decided):
        yield approver_id, post_id, due_at
