"""Writing down what happened, in the transaction in which it happens."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.models import Delivery, Event, Post
from app.models.base import Base
from app.models.user import Actor


def record(
    session: Session,
    actor: Actor,
    action: str,
    subject: Base,
    *,
    object_id: UUID,
    before: str | None = None,
    after: str | None = None,
    reason: str | None = None,
    **body: Any,
) -> None:
    """Write one event about the subject; posts and deliveries carry the post's id for its timeline."""
    session.flush()
    match subject:
        case Post():
            post_id = subject.id
        case Delivery():
            post_id = subject.post_id
        case _:
            post_id = body.pop("post_id", None)
    session.add(
        Event(
            actor_id=actor.user_id,
            action=action,
            object_type=subject.__tablename__,
            object_id=object_id,
            post_id=post_id,
            from_state=before,
            to_state=after,
            reason=reason,
            body=body,
        )
    )
    session.flush()


def record_delivery(
    session: Session,
    actor: Actor,
    action: str,
    delivery: Delivery,
    before: str | None,
    reason: str | None = None,
) -> None:
    """Write one event about a delivery that came from the state `before` to the one it has now."""
    hold = {"hold_reason": delivery.hold_reason.value} if delivery.hold_reason else {}
    record(
        session,
        actor,
        action,
        delivery,
        object_id=delivery.id,
        before=before,
        after=delivery.state.value,
        reason=reason,
        channel_id=str(delivery.channel_id),
        due_at=delivery.due_at.isoformat(),
        **hold,
    )
