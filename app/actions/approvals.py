"""What those who approve do: claim, approve, send back, reject. Approval binds hash and time, never moves responsibility."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app import clock, db
from app.actions.checking import ensure_sendable
from app.actions.content import find_expired_signers, find_obstacle, not_past, rerender, signers_of
from app.actions.events import record, record_delivery
from app.actions.locking import lock_deliveries, lock_post, ring
from app.actions.posts import advance, hold_approved, settle
from app.editorial.payload import digest
from app.editorial.permissions import has_written, may_approve
from app.editorial.workflow import PostAction, ensure_possible, is_approved, is_claimed_by_other
from app.errors import (
    FourEyesError,
    InvalidError,
    Issue,
    NotAllowedError,
    RevisionChangedError,
    WrongStateError,
)
from app.models import Approval, Delivery, Organisation, Post, Rendering, Variant
from app.models.delivery import DeliveryState
from app.models.user import Actor

CLAIM_PERIOD = timedelta(minutes=15)


@dataclass(frozen=True)
class Terms:
    """What an approval binds beside the hash: a time other than the proposed one, and a window other than usual."""

    revision_sha256: str
    due: clock.Moment | None = None
    window_s: int | None = None


def writers_of(post: Post) -> set[UUID]:
    """Return the persons who wrote the post: its author and the last editor."""
    return {post.author.person_id, post.current_revision.editor.person_id}


def ensure_four_eyes(actor: Actor, post: Post) -> None:
    """Raise FourEyesError if the actor, as a person, is author or last editor."""
    if has_written(actor, writers_of(post)):
        raise FourEyesError


def ensure_same_revision(post: Post, sha256: str) -> None:
    """Raise RevisionChangedError unless the hash that was looked at is the current revision's."""
    if post.current_revision.sha256 != sha256:
        raise RevisionChangedError(sha256=post.current_revision.sha256, number=post.current_revision.number)


def approve_post(session: Session, actor: Actor, post_id: UUID, terms: Terms) -> Post:
    """Approve every delivery the actor may approve and that is not approved yet (T1, T14).

    Raises NotAllowedError, FourEyesError, RevisionChangedError, WrongStateError; InvalidError for a past time, a
    closed channel, an expired Kürzel or a text that does not fit.
    """
    post = lock_post(session, actor, post_id)
    mine = [variant for variant in variants_of(session, post) if may_approve(actor, post, variant.channel)]
    if not mine:
        raise NotAllowedError
    deliveries = {row.id: row for row in lock_deliveries(session, post)}
    ensure_possible(post, PostAction.APPROVE, deliveries.values())
    ensure_four_eyes(actor, post)
    ensure_same_revision(post, terms.revision_sha256)
    ensure_sendable(session, post)
    todo = [row for row in mine if not is_approved(post, deliveries.get(row.id))]
    if not todo:
        raise WrongStateError(state=post.state.value)
    before = post.state
    for variant in todo:
        approve_variant(session, actor, post, variant, deliveries.get(variant.id), terms)
    post.claimed_by_id = post.claimed_until = None
    settle(session, post)
    record(
        session, actor, "post.approve", post, object_id=post.id, before=before.value, after=post.state.value
    )
    ring(session)
    return post


def approve_variant(
    session: Session, actor: Actor, post: Post, variant: Variant, delivery: Delivery | None, terms: Terms
) -> Delivery:
    """Write the approval row for one variant and set its delivery waiting (T1, T14)."""
    rendering = session.get_one(Rendering, (post.current_revision_id, variant.id))
    moment = not_past(session, terms.due or _proposed(rendering), "due_at")
    _ensure_still_the_same(session, post, variant, rendering, moment)
    window_s = terms.window_s or post.window_s
    approval = add_approval(session, actor, rendering, moment, window_s)
    before = delivery.state.value if delivery else None
    delivery = delivery or Delivery(id=variant.id, post_id=post.id, channel_id=variant.channel_id, fence=-1)
    delivery.revision_id, delivery.payload = rendering.revision_id, rendering.payload
    delivery.payload_sha256, delivery.attempts = rendering.payload_sha256, 0
    delivery.prepared_until, delivery.prepare_tries = None, 0
    delivery.state, delivery.hold_reason, delivery.last_error = DeliveryState.WAITING, None, None
    delivery.fence += 1
    set_due(delivery, approval, moment)
    session.add(delivery)
    record_delivery(session, actor, "delivery.approve", delivery, before)
    return delivery


def add_approval(
    session: Session, actor: Actor, rendering: Rendering, moment: clock.Moment, window_s: int
) -> Approval:
    """Write an approval row. The database refuses it if the approver wrote the text."""
    approval = Approval(
        variant_id=rendering.variant_id,
        revision_id=rendering.revision_id,
        approver_id=actor.user_id,
        payload_sha256=rendering.payload_sha256,
        due_at=moment.instant,
        window_s=window_s,
    )
    session.add(approval)
    session.flush()
    return approval


def set_due(delivery: Delivery, approval: Approval, moment: clock.Moment) -> None:
    """Give a delivery the time of an approval and forget earlier pauses."""
    delivery.approval_id, delivery.window_s = approval.id, approval.window_s
    delivery.due_at, delivery.due_wall = moment.instant, moment.wall
    delivery.due_zone, delivery.due_fold = moment.zone, moment.fold
    delivery.next_attempt_at = delivery.prepare_after = delivery.woken_at = delivery.lease_until = None


def ensure_signers_valid(signers: Sequence[Organisation], moment: clock.Moment) -> None:
    """Raise InvalidError if a Kürzel is not valid on the day of publication."""
    expired = find_expired_signers(signers, moment.instant)
    if expired:
        raise InvalidError(issues=[Issue("due_at", "signature-expired", {"abbreviation": "/".join(expired)})])


def request_changes(session: Session, actor: Actor, post_id: UUID, *, reason: str) -> Post:
    """Send the post back to its ministry with a reason (Nachbesserung)."""
    return _revert(session, actor, post_id, PostAction.REQUEST_CHANGES, reason, {})


def reject_post(session: Session, actor: Actor, post_id: UUID, *, ground: str, reason: str) -> Post:
    """Reject the post on a ground of the closed list, with a reason; the text stays in the record."""
    return _revert(session, actor, post_id, PostAction.REJECT, reason, {"ground": ground})


def claim_post(session: Session, actor: Actor, post_id: UUID) -> Post:
    """Show others that somebody is looking at the post; lapses after 15 minutes, and another's is respected."""
    post = _lock_for_decision(session, actor, post_id, PostAction.CLAIM)
    now = db.now(session)
    _ensure_claimed_by_no_other(actor, post, now)
    post.claimed_by_id, post.claimed_until = actor.user_id, now + CLAIM_PERIOD
    record(
        session, actor, "post.claim", post, object_id=post.id, before=post.state.value, after=post.state.value
    )
    return post


def unclaim_post(session: Session, actor: Actor, post_id: UUID) -> Post:
    """Let go of a claim, one's own or a lapsed one."""
    post = _lock_for_decision(session, actor, post_id, PostAction.UNCLAIM)
    _ensure_claimed_by_no_other(actor, post, db.now(session))
    post.claimed_by_id = post.claimed_until = None
    record(
        session,
        actor,
        "post.unclaim",
        post,
        object_id=post.id,
        before=post.state.value,
        after=post.state.value,
    )
    return post


def variants_of(session: Session, post: Post) -> list[Variant]:
    """Return the variants of the current revision that nobody has taken back, before or after approval."""
    query = (
        select(Variant)
        .join(Rendering, Rendering.variant_id == Variant.id)
        .outerjoin(Delivery, Delivery.id == Variant.id)
        .where(
            Rendering.revision_id == post.current_revision_id,
            Variant.withdrawn_at.is_(None),
            or_(Delivery.id.is_(None), Delivery.state != DeliveryState.CANCELLED),
        )
        .order_by(Variant.id)
    )
    return list(session.execute(query).scalars())


def _lock_for_decision(session: Session, actor: Actor, post_id: UUID, action: PostAction) -> Post:
    post = lock_post(session, actor, post_id)
    if not any(may_approve(actor, post, variant.channel) for variant in variants_of(session, post)):
        raise NotAllowedError
    ensure_possible(post, action, lock_deliveries(session, post))
    return post


def _revert(
    session: Session, actor: Actor, post_id: UUID, action: PostAction, reason: str, body: dict[str, str]
) -> Post:
    post = _lock_for_decision(session, actor, post_id, action)
    ensure_four_eyes(actor, post)
    before = post.state
    hold_approved(session, actor, lock_deliveries(session, post), reason)
    advance(session, post, action)
    record(
        session,
        actor,
        f"post.{action.value}",
        post,
        object_id=post.id,
        before=before.value,
        after=post.state.value,
        reason=reason,
        **body,
    )
    return post


def _ensure_claimed_by_no_other(actor: Actor, post: Post, now: datetime) -> None:
    if is_claimed_by_other(actor, post, now) and post.claimed_until:
        raise WrongStateError(key="claimed-by-other", until=clock.rfc3339(post.claimed_until))


def _proposed(rendering: Rendering) -> clock.Moment:
    return clock.Moment(
        rendering.proposed_at, rendering.proposed_wall, rendering.proposed_zone, rendering.proposed_fold
    )


def _ensure_still_the_same(
    session: Session, post: Post, variant: Variant, rendering: Rendering, moment: clock.Moment
) -> None:
    """Render again with today's template and abbreviations; what was looked at must be what comes out."""
    signers = signers_of(session, post, post.current_revision)
    key = find_obstacle(variant.channel, post)
    if key:
        raise InvalidError(issues=[Issue("deliveries", key, {"channel": variant.channel.label})])
    ensure_signers_valid(signers, moment)
    if (
        digest(rerender(variant.channel, post.current_revision, rendering, signers))
        != rendering.payload_sha256
    ):
        raise RevisionChangedError(key="revision-changed", cause="signature")
