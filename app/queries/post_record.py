"""The whole file of a post (Akte): everything written down about it, checked against the chain of events.

Versions, comments, checks, approvals, calls and answers, what people said, removals and cases; nothing is left out, and what
does not fit its hash is named.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app import clock
from app.actions.checking import find_post_issues
from app.editorial.payload import digest, digest_of_all
from app.errors import Issue
from app.models import (
    Approval,
    Comment,
    Delivery,
    DeliveryAttempt,
    Post,
    Removal,
    Rendering,
    Resolution,
    Revision,
    Variant,
)
from app.models.user import Actor
from app.queries.audit import Head, LinkedEvent, read_head, read_post_events
from app.queries.comments import CommentView, view_comments
from app.queries.deliveries import DeliveryView
from app.queries.posts import PostView, get_post, get_whole_post
from app.queries.takedown_proof import fits_its_events, named_in
from app.queries.takedowns import TakedownView, find_takedowns
from app.queries.timeline import find_names

Row = TypeVar("Row")


@dataclass(frozen=True)
class DeliveryFile:
    """A delivery with every call made for it, what people said of it, and the orders to remove it."""

    view: DeliveryView
    attempts: Sequence[DeliveryAttempt]
    resolutions: Sequence[Resolution]
    removals: Sequence[Removal]


@dataclass(frozen=True)
class PostRecord:
    """The file of one post at one moment, as one reader may see it."""

    made_at: datetime
    reader: str
    view: PostView
    revisions: Sequence[Revision]
    issues: Sequence[Issue]
    approvals: Sequence[Approval]
    deliveries: Sequence[DeliveryFile]
    comments: Sequence[CommentView]
    takedowns: Sequence[TakedownView]
    events: Sequence[LinkedEvent]
    names: dict[UUID, str]
    head: Head

    @property
    def faults(self) -> list[str]:
        """What does not fit, in German; empty where everything is as it was written."""
        return [
            *(
                f"Fassung {row.number}: Inhalt und Prüfsumme passen nicht."
                for row in self.revisions
                if not _fits(row)
            ),
            *(
                f"Ausspielung auf {row.view.channel_row.label}: Inhalt und Prüfsumme passen nicht."
                for row in self.deliveries
                if row.view.delivery is not None and not _is_intact(row.view.delivery)
            ),
            *(
                f"Ereignis {row.event.id}: passt nicht zu seinem Platz in der Prüfkette."
                for row in self.events
                if not row.is_intact
            ),
            *(
                f"Löschverfahren {number}: passt nicht zu seinen Ereignissen."
                for number, view in enumerate(self.takedowns, start=1)
                if not fits_its_events(view.takedown, [row.event for row in self.events])
            ),
        ]

    def name(self, user_id: UUID | None) -> str:
        """Return who is behind an account's id; the machine has none."""
        return self.names.get(user_id, "") if user_id else ""


def get_post_record(session: Session, actor: Actor, post_id: UUID) -> PostRecord:
    """Return the file of a post that the actor sees whole. Raises NotFoundError."""
    post = get_whole_post(session, actor, post_id)
    view = get_post(session, actor, post_id)
    events = read_post_events(session, post_id)
    return PostRecord(
        made_at=clock.now(),
        reader=actor.name,
        view=view,
        revisions=_find_revisions(session, post),
        issues=find_post_issues(session, post),
        approvals=_find_approvals(session, post),
        deliveries=_find_files(session, view.deliveries),
        comments=_find_comments(session, actor, post),
        takedowns=find_takedowns(session, actor, post),
        events=events,
        names=find_names(session, {user_id for row in events for user_id in named_in(row.event)}),
        head=read_head(session),
    )


def _fits(revision: Revision) -> bool:
    """Tell whether a revision's bytes are those it was hashed over."""
    rows = revision.renderings
    hashes = [(row.variant.channel_id, row.payload_sha256) for row in rows]
    is_whole = all(digest(row.payload) == row.payload_sha256 for row in rows)
    return is_whole and digest_of_all(hashes) == revision.sha256


def _is_intact(delivery: Delivery) -> bool:
    """Tell whether what was approved, what is kept and what was sent are one."""
    kept = digest(delivery.payload)
    return kept == delivery.payload_sha256 and delivery.sent_sha256 in {None, kept}


def _find_revisions(session: Session, post: Post) -> Sequence[Revision]:
    query = (
        select(Revision)
        .where(Revision.post_id == post.id)
        .options(
            joinedload(Revision.editor),
            selectinload(Revision.renderings).joinedload(Rendering.variant).joinedload(Variant.channel),
        )
    )
    return _all(session, query.order_by(Revision.number))


def _find_approvals(session: Session, post: Post) -> Sequence[Approval]:
    query = (
        select(Approval)
        .join(Variant, Variant.id == Approval.variant_id)
        .where(Variant.post_id == post.id)
        .options(joinedload(Approval.approver))
    )
    return _all(session, query.order_by(Approval.id))


def _find_comments(session: Session, actor: Actor, post: Post) -> Sequence[CommentView]:
    query = (
        select(Comment)
        .where(Comment.post_id == post.id)
        .options(
            joinedload(Comment.author),
            joinedload(Comment.resolved_by),
            joinedload(Comment.revision),
            selectinload(Comment.wordings),
        )
    )
    return view_comments(session, actor, post, _all(session, query.order_by(Comment.id)))


def _find_files(session: Session, views: Sequence[DeliveryView]) -> list[DeliveryFile]:
    ids = [view.id for view in views]
    attempts = _by_delivery(
        session, select(DeliveryAttempt).where(DeliveryAttempt.delivery_id.in_(ids)), DeliveryAttempt.number
    )
    resolutions = _by_delivery(
        session, select(Resolution).where(Resolution.delivery_id.in_(ids)), Resolution.asked_at
    )
    removals = _by_delivery(session, select(Removal).where(Removal.delivery_id.in_(ids)), Removal.id)
    return [DeliveryFile(view, attempts[view.id], resolutions[view.id], removals[view.id]) for view in views]


def _by_delivery(session: Session, query: Select[Row], order: Any) -> dict[UUID, list[Row]]:
    found: dict[UUID, list[Row]] = defaultdict(list)
    for row in _all(session, query.order_by(order)):
        found[row.delivery_id].append(row)  # type: ignore[attr-defined] # each of these tables has it
    return found


def _all(session: Session, query: Select[Row]) -> Sequence[Row]:
    return session.execute(query.execution_options(populate_existing=True)).scalars().all()
