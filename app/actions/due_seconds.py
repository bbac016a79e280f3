"""Telling in time of what is due in a pre-election period and waits for the approval of a second person."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.due_decisions import is_near
from app.actions.notifications import notify_desk, notify_organisation
from app.actions.second_approvals import find_wanting_second
from app.models import Delivery, Post
from app.models.channel import ChannelScope
from app.models.delivery import DeliveryState
from app.models.notification import NotificationKind
from app.settings import Settings


def remind_of_second_approvals(session: Session, *, settings: Settings) -> None:
    """Remind the desk, and the ministry on its own channels, of what is nearly due; once for each approval and time.

    What is held already is told as that (`remind_of_held`).
    """
    is_waiting = Delivery.state == DeliveryState.WAITING
    wanting = find_wanting_second(session, is_waiting, is_near(Delivery.due_at, settings))
    if not wanting:
        return
    query = select(Delivery, Post).join(Post, Post.id == Delivery.post_id).where(Delivery.id.in_(wanting))
    for delivery, post in session.execute(query.order_by(Delivery.id)):
        kind = NotificationKind.SECOND_DUE_SOON
        due_at = delivery.due_at.isoformat()
        once, said = f"{delivery.approval_id}/{due_at}", {"channel": delivery.channel.label, "due_at": due_at}
        notify_desk(session, kind, delivery, once=once, **said)
        if delivery.channel.scope is ChannelScope.OWN:
            notify_organisation(session, kind, post.organisation_id, delivery, once=once, **said)
