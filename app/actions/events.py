"""Writing down what happened, in the transaction in which it happens."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from app.db import insert_all
from app.models import Delivery, Event, Post
from app.models.base import Base
from app.models.user import Actor

Row = dict[str, Any]
"""An event that is not written yet: its columns by name."""


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
) -> Event:
    """Write and return one event about the subject; posts and deliveries carry the post's id for its timeline."""
    session.flush()
    match subject:
        case Post():
            post_id = subject.id
        case Delivery():
            post_id = subject.post_id
        case _:
            post_id = body.pop("post_id", None)
    event = Event(
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
    session.add(event)
    session.flush()
    return event


def record_delivery(
    session: Session,
    actor: Actor,
    action: str,
    delivery: Delivery,
    before: str | None,
    reason: str | None = None,
) -> None:
    """Write one event about a delivery that came from the state `before` to the one it has now."""
    session.flush()
    write_events(session, [event_of(actor, action, delivery, before, reason)])


def record_deliveries(
    session: Session,
    actor: Actor,
    action: str,
    deliveries: Iterable[Delivery],
    before: str,
    reason: str | None = None,
) -> None:
    """Write the same event about each of many deliveries in one go: an emergency stop must not take long."""
    session.flush()
    write_events(session, [event_of(actor, action, delivery, before, reason) for delivery in deliveries])


def write_events(session: Session, events: Sequence[Row]) -> None:
    """Write what `event_of` returned, in its order; what the events tell of stands in the database before."""
    insert_all(session, Event, events)


def record_reading(session: Session, actor: Actor, posts: Iterable[Post]) -> None:
    """Write who read which revision of each post.

    The events stand outside the posts' timelines: whoever looks at a post takes no part in it, and learns nothing of
    its further way.
    """
    session.add_all(
        Event(
            actor_id=actor.user_id,
            action="post.read",
            object_type=post.__tablename__,
            object_id=post.id,
            body={"revision_id": str(post.current_revision_id)},
        )
        for post in posts
    )
    session.flush()


def event_of(
    actor: Actor, action: str, delivery: Delivery, before: str | None, reason: str | None = None
) -> Row:
    """Return the row of an event about a delivery that came from the state `before` to the one it has now."""
    body = {"channel_id": str(delivery.channel_id), "due_at": delivery.due_at.isoformat()}
    if delivery.hold_reason:
        body["hold_reason"] = delivery.hold_reason.value
    return {
        "id": uuid7(),
        "actor_id": actor.user_id,
        "action": action,
        "object_type": delivery.__tablename__,
        "object_id": delivery.id,
        "post_id": delivery.post_id,
        "from_state": before,
        "to_state": delivery.state.value,
        "reason": reason,
        "body": body,
    }
