"""The last decision against a post, for those who wait for what happens next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.messages import AFTER_CHANGES_REQUESTED, AFTER_REJECTION
from app.models import Event, Post, User
from app.models.ground import Ground
from app.models.post import PostState

DECIDED: Final = {PostState.CHANGES_REQUESTED: "request_changes", PostState.REJECTED: "reject"}


@dataclass(frozen=True)
class Decision:
    """What was decided by whom, when, on which ground and why; older decisions name no ground."""

    action: str
    by: str
    at: datetime
    ground: Ground | None
    reason: str

    @property
    def next_step(self) -> str:
        """What the ministry can do now, in German."""
        if self.action == "request_changes":
            return AFTER_CHANGES_REQUESTED
        return AFTER_REJECTION[self.ground or Ground.OTHER]


def find_decisions(session: Session, posts: Sequence[Post]) -> dict[UUID, Decision]:
    """Return for each post that stands sent back or rejected the decision that brought it there."""
    by_id = {post.id: DECIDED[post.state] for post in posts if post.state in DECIDED}
    if not by_id:
        return {}
    rows = session.execute(
        select(Event, User.name)
        .join(User, User.id == Event.actor_id)
        .where(Event.post_id.in_(by_id), Event.action.in_([f"post.{action}" for action in DECIDED.values()]))
        .order_by(Event.at, Event.id)
    )
    return {
        event.post_id: Decision(action, name, event.at, _ground_of(event), event.reason or "")
        for event, name in rows
        if event.post_id and event.action == f"post.{(action := by_id[event.post_id])}"
    }


def _ground_of(event: Event) -> Ground | None:
    return Ground(event.body["ground"]) if "ground" in event.body else None


def find_last_returned(session: Session, post_id: UUID) -> datetime | None:
    """Return when a post was last sent back to its ministry, for those who were found to see the whole post."""
    query = select(func.max(Event.at)).where(Event.post_id == post_id, Event.action == "post.request_changes")
    found: datetime | None = session.execute(query).scalar_one()
    return found
