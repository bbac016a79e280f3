"""Whether something happened that pages show, by its place in the chain of events, which grows in the order of commits."""

from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models import Event, EventHead, EventLink

SHOWN: Final = ("channel", "package", "stop")
"""What pages show besides posts and whatever belongs to one."""


def find_position(session: Session) -> int:
    """Return how far the chain reaches."""
    return session.execute(select(EventHead.position)).scalar_one()


def find_change(session: Session, *, after: int) -> int | None:
    """Return the position of the last event behind `after` that changes what a page shows, if there is one.

    Signing in, reading and the like change nothing: a page that is fetched again must not call for the next time.
    """
    query = (
        select(EventLink.position)
        .join(Event, Event.id == EventLink.event_id)
        .where(EventLink.position > after, or_(Event.post_id.is_not(None), Event.object_type.in_(SHOWN)))
    )
    return session.execute(query.order_by(EventLink.position.desc()).limit(1)).scalar()
