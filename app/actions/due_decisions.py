"""Telling those who decide, once and in time, of what will not leave unless they do something."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from app import db
from app.actions.notifications import notify_desk, notify_organisation
from app.actions.open_decisions import is_open_decision
from app.models import Channel, Delivery, Post, Rendering, Revision, Variant
from app.models.channel import ChannelScope
from app.models.notification import NotificationKind
from app.models.post import PostState
from app.settings import Settings


def reminds_at(since: datetime, due: datetime, settings: Settings) -> datetime:
    """Return when to remind of something: the usual time before it is due, but not before half of the time is over."""
    return due - min(timedelta(seconds=settings.reminder_s), (due - since) / 2)


def remind_of_decisions(session: Session, *, settings: Settings) -> None:
    """Remind those who decide of posts that are nearly due and wait for them, once for each revision and time."""
    now, due_at = db.now(session), func.min(Rendering.proposed_at)
    query = (
        select(Post, Channel.scope, due_at, func.greatest(Post.submitted_at, Revision.created_at))
        .join(Revision, Revision.id == Post.current_revision_id)
        .join(Rendering, Rendering.revision_id == Revision.id)
        .join(Variant, (Variant.id == Rendering.variant_id) & (Variant.post_id == Post.id))
        .join(Channel, Channel.id == Variant.channel_id)
        .outerjoin(Delivery, Delivery.id == Variant.id)
        .where(
            Post.state.in_([PostState.SUBMITTED, PostState.PUBLISHED]),
            is_open_decision(),
            is_near(Rendering.proposed_at, settings),
        )
        .group_by(Post.id, Channel.scope, Revision.id)
    )
    for post, scope, due, since in session.execute(query):
        if now >= reminds_at(since, due, settings):
            once = f"{post.current_revision_id}/{due.isoformat()}"
            tell_deciders(
                session, NotificationKind.POST_DUE_SOON, scope, post, post, once=once, due_at=due.isoformat()
            )


def tell_deciders(
    session: Session,
    kind: NotificationKind,
    scope: ChannelScope,
    post: Post,
    about: Post | Delivery,
    *,
    once: str,
    **said: str,
) -> None:
    """Tell the desk where it decides, on central channels, and the ministry where it does, on its own."""
    if scope is ChannelScope.CENTRAL:
        notify_desk(session, kind, about, once=once, **said)
    else:
        notify_organisation(session, kind, post.organisation_id, about, once=once, **said)


def is_near(column: Any, settings: Settings) -> ColumnElement[bool]:
    """Return the condition that an instant is still to come, but not further away than the usual reminder."""
    until = func.now() + timedelta(seconds=settings.reminder_s)
    return and_(column > func.now(), column <= until)
