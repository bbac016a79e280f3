"""Everybody in a post's chain: who wrote, submitted, decided on or took part in it, and may still see it."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app import clock
from app.actions.notifications import notify_user
from app.editorial.permissions import may_see
from app.grants import find_grants
from app.models import Delivery, Event, Post, User
from app.models.notification import NotificationKind
from app.models.user import Actor


def tell_chain(
    session: Session, actor: Actor, kind: NotificationKind, post: Post, *, once: str, **context: Any
) -> None:
    """Tell everybody in the chain but the actor, whoever took which step (a decision reaches all of them)."""
    for user_id in find_chain(session, post):
        if user_id != actor.user_id:
            notify_user(session, kind, user_id, post, once=once, **context)


def tell_chain_of(
    session: Session, actor: Actor, delivery: Delivery, post: Post, *, decision: str, reason: str | None
) -> None:
    """Tell everybody in the chain but the actor what was decided about one delivery."""
    told = {
        "by": actor.name,
        "decision": decision,
        "reason": reason,
        "due_at": clock.rfc3339(delivery.due_at),
    }
    for user_id in find_chain(session, post):
        if user_id != actor.user_id:
            once = f"{decision}/{delivery.fence}"
            notify_user(session, NotificationKind.DELIVERY_DECIDED, user_id, delivery, once=once, **told)


def find_chain(session: Session, post: Post) -> list[UUID]:
    """Return the accounts that took part in the post and may see it today; for a service, those of its owner.

    Whoever only read a notice took no part in it.
    """
    account = aliased(User)
    took_part = (
        select(func.coalesce(account.owner_id, account.id))
        .join(Event, Event.actor_id == account.id)
        .where(Event.post_id == post.id, Event.action != "notification.read")
    )
    users = session.execute(
        select(User).where(User.id.in_(took_part), User.locked_at.is_(None)).order_by(User.id)
    ).scalars()
    return [user.id for user in users if may_see(find_reader(session, user), post)]


def find_reader(session: Session, user: User) -> Actor:
    """Return an account as it would ask, signed in today."""
    return Actor(user.id, user.person_id, user.name, find_grants(session, user.id))
