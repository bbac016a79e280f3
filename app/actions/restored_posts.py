"""Matching what stands on a channel against the rows of a restored database: by its id, by ours, by the words (T20)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.actions.attempts import clock_of, open_attempt
from app.actions.events import record_delivery
from app.actions.findings import file_finding
from app.actions.outcomes import mark_found
from app.actions.settling import settle
from app.channels.base import Listed, Receipt
from app.editorial.restoring import CERTAIN, LOOKED_FOR, Sighting, next_step
from app.models import Channel, Delivery, Post
from app.models.delivery import AttemptKind, AttemptOutcome, DeliveryState
from app.models.finding import FindingRule
from app.models.user import MACHINE

log = structlog.get_logger()
Pair = tuple[Post, Delivery]


def match_posts(session: Session, channel_id: UUID, listed: Sequence[Listed], worker: str) -> tuple[int, int]:
    """Write which posts are deliveries of ours; return how many those were, and how many belong to no row.

    What bears the id of any row is known, whatever its state. The others become findings.
    """
    ids = {row.remote_id for row in listed}
    query = select(Delivery.remote_id).where(Delivery.channel_id == channel_id, Delivery.remote_id.in_(ids))
    known = set(session.execute(query).scalars())
    named = {key for row in listed for key in row.could_be}
    wanted = Delivery.state.in_(LOOKED_FOR) & Delivery.id.in_(named)
    left = {pair[1].id: pair for pair in lock_with_posts(session, channel_id, wanted)}
    found = unknown = 0
    for post in sorted((row for row in listed if row.remote_id not in known), key=lambda row: row.at):
        candidates = [left[key] for key in post.could_be if key in left]
        if candidates:
            nearest = min(candidates, key=lambda pair: _distance(pair[1], post.at))
            del left[nearest[1].id]
            _believe(session, *nearest, post, worker)
            found += 1
        else:
            unknown += 1
            _file(session, channel_id, post)
    return found, unknown


def doubt(session: Session, post: Post, delivery: Delivery, since: datetime, why: str | None) -> None:
    """Write that nobody knows whether it is there, because the database forgot (T20): a look or a person ends that."""
    before, now = delivery.state.value, clock_of(session)
    delivery.state, delivery.hold_reason, delivery.unknown_since = DeliveryState.UNCLEAR, None, now
    delivery.next_attempt_at, delivery.next_probe_at = None, now
    delivery.lost_since, delivery.last_error = since, why
    delivery.fence += 1
    record_delivery(session, MACHINE, "delivery.unclear", delivery, before, why)
    settle(session, post)


def lock_with_posts(session: Session, channel_id: UUID, wanted: ColumnElement[bool]) -> list[Pair]:
    """Return deliveries of a channel with their posts, posts locked before deliveries, each in the order of the ids."""
    here = (Delivery.channel_id == channel_id) & wanted
    of_these = Post.id.in_(select(Delivery.post_id).where(here))
    lock_posts = select(Post).where(of_these).order_by(Post.id).with_for_update(key_share=True)
    posts = {row.id: row for row in session.execute(lock_posts).scalars()}
    lock = select(Delivery).where(here, Delivery.post_id.in_(posts)).order_by(Delivery.id).with_for_update()
    rows = session.execute(lock.execution_options(populate_existing=True)).scalars().all()
    return [(posts[row.post_id], row) for row in rows]


def _distance(delivery: Delivery, at: datetime) -> tuple[bool, float]:
    """Return how little a delivery fits: what is unclear fits better than what claims to be absent, then by time."""
    return delivery.state in CERTAIN, abs((delivery.due_at - at).total_seconds())


def _believe(session: Session, post: Post, delivery: Delivery, listed: Listed, worker: str) -> None:
    """Write that it stands there, with the list as evidence; other words under our own id leave it in doubt."""
    seen = Sighting.THERE if listed.is_same_text else Sighting.OTHERWISE
    step = next_step(delivery.state, seen)
    if seen is Sighting.OTHERWISE:
        if step is not None:
            doubt(session, post, delivery, listed.at, "other words stand there under our own id")
        return
    now = clock_of(session)
    open_attempt(
        session,
        delivery,
        AttemptKind.PROBE,
        worker,
        intent_at=now,
        finished_at=now,
        outcome=AttemptOutcome.FOUND,
        remote_id=listed.remote_id,
        remote_url=listed.remote_url,
    )
    receipt = Receipt(listed.remote_id, listed.remote_url)
    mark_found(session, post, delivery, receipt, delivery.payload_sha256)


def _file(session: Session, channel_id: UUID, post: Listed) -> None:
    """File a post that belongs to no row: it was made in the lost interval, or by somebody else."""
    address = post.remote_url or post.remote_id
    log.error("restore.post_without_row", channel_id=str(channel_id), remote_url=address)
    file_finding(
        session,
        FindingRule.POST_WITHOUT_ROW,
        Channel.__tablename__,
        f"{channel_id} {post.remote_id}",
        channel_id=str(channel_id),
        remote_url=address,
        at=post.at.isoformat(),
    )
