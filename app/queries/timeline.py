"""A post's timeline: its events, told by the people behind them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Event, User
from app.models.user import MACHINE, Actor
from app.queries.cursor import Page, as_id, as_instant, fetch_page
from app.queries.posts import get_whole_post


@dataclass(frozen=True)
class Happening:
    """One event: when, who, what, on what, from which state to which, why, and whether on behalf of the organisation."""

    at: datetime
    actor: str
    action: str
    object_id: UUID
    from_: str | None
    to: str | None
    reason: str | None
    on_behalf: bool


def list_timeline(
    session: Session, actor: Actor, post_id: UUID, *, limit: int, after: str | None
) -> Page[Happening]:
    """Return a post's events in order; only for those who see the whole post."""
    get_whole_post(session, actor, post_id)
    page = fetch_page(
        session,
        select(Event).where(Event.post_id == post_id),
        by=[Event.at, Event.id],
        kinds=[as_instant, as_id],
        limit=limit,
        after=after,
    )
    names = find_names(session, {event.actor_id for event in page.items if event.actor_id})
    return Page(
        [
            Happening(
                event.at,
                names.get(event.actor_id, MACHINE.name),
                event.action,
                event.object_id,
                event.from_state,
                event.to_state,
                event.reason,
                bool(event.body.get("on_behalf")),
            )
            for event in page.items
        ],
        page.next,
    )


def find_names(session: Session, ids: set[UUID]) -> dict[UUID, str]:
    """Return the names behind accounts' ids."""
    rows = session.execute(select(User.id, User.name).where(User.id.in_(ids)))
    return {user_id: name for user_id, name in rows}
