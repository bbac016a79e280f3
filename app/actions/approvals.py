"""Approving: it binds hash and time, and never moves responsibility."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from app import clock
from app.actions.chain import tell_chain
from app.actions.check_runs import keep_run
from app.actions.checking import check_current, ensure_sendable
from app.actions.content import find_expired_signers, find_obstacle, not_past, rerender, signers_of
from app.actions.deciding import describe_claim, ensure_four_eyes, variants_of
from app.actions.events import record, record_delivery
from app.actions.locking import lock_deliveries, lock_post, ring
from app.actions.restore_mode import ensure_normal
from app.actions.settling import settle
from app.actions.takedown_steps import ensure_not_under_takedown
from app.editorial.checks import Due
from app.editorial.payload import digest
from app.editorial.permissions import may_approve
from app.editorial.workflow import PostAction, ensure_possible, is_approved
from app.errors import (
    InvalidError,
    Issue,
    NotAllowedError,
    RevisionChangedError,
    WrongStateError,
)
from app.models import Approval, Delivery, Organisation, Post, Rendering, Variant
from app.models.check import CheckOccasion
from app.models.delivery import DeliveryState
from app.models.notification import NotificationKind
from app.models.user import Actor


@dataclass(frozen=True)
class Terms:
    """What an approval binds beside the hash: a time other than the proposed one, and a window other than usual.

    `comment` is for everybody in the chain and is bound to nothing.
    """

    revision_sha256: str
    due: clock.Moment | None = None
    window_s: int | None = None
    comment: str | None = None


def ensure_same_revision(post: Post, sha256: str) -> None:
    """Raise RevisionChangedError unless the hash that was looked at is the current revision's."""
    if post.current_revision.sha256 != sha256:
        raise RevisionChangedError(sha256=post.current_revision.sha256, number=post.current_revision.number)


def approve_post(session: Session, actor: Actor, post_id: UUID, terms: Terms) -> Post:
    """Approve every delivery the actor may approve and that is not approved yet (T1, T14).

    Raises NotAllowedError, FourEyesError, RevisionChangedError, WrongStateError; InvalidError for a past time, a
    closed channel, an expired Kürzel or a text that does not fit.
    """
    ensure_normal(session)
    post = lock_post(session, actor, post_id)
    mine = [variant for variant in variants_of(session, post) if may_approve(actor, post, variant.channel)]
    if not mine:
        raise NotAllowedError
    deliveries = {row.id: row for row in lock_deliveries(session, post)}
    _ensure_approvable(session, actor, post, deliveries.values(), terms)
    todo = [row for row in mine if not is_approved(post, deliveries.get(row.id))]
    if not todo:
        raise WrongStateError(state=post.state.value)
    _keep_results(session, actor, post, terms)
    before, claim = post.state, describe_claim(session, actor, post)
    for variant in todo:
        approve_variant(session, actor, post, variant, deliveries.get(variant.id), terms)
    post.claimed_by_id = post.claimed_until = None
    settle(session, post)
    event = record(
        session,
        actor,
        "post.approve",
        post,
        object_id=post.id,
        before=before.value,
        after=post.state.value,
        reason=terms.comment,
        **claim,
    )
    tell_chain(
        session,
        actor,
        NotificationKind.POST_APPROVED,
        post,
        once=str(event.id),
        by=actor.name,
        reason=terms.comment,
        channels=sorted(row.channel.label for row in todo),
    )
    ring(session)
    return post


def _keep_results(session: Session, actor: Actor, post: Post, terms: Terms) -> None:
    """Write down what the checks say of what is being approved, for the time it is approved for."""
    due = Due(terms.due.instant, terms.due.wall) if terms.due else None
    keep_run(session, actor, post, CheckOccasion.APPROVAL, check_current(session, post, due=due))


def _ensure_approvable(
    session: Session, actor: Actor, post: Post, deliveries: Iterable[Delivery], terms: Terms
) -> None:
    ensure_possible(post, PostAction.APPROVE, deliveries)
    ensure_four_eyes(actor, post)
    ensure_same_revision(post, terms.revision_sha256)
    ensure_sendable(session, post)


def approve_variant(
    session: Session, actor: Actor, post: Post, variant: Variant, delivery: Delivery | None, terms: Terms
) -> Delivery:
    """Write the approval row for one variant and set its delivery waiting (T1, T14); not while a case is open."""
    ensure_not_under_takedown(session, variant.id)
    rendering = session.get_one(Rendering, (post.current_revision_id, variant.id))
    moment = not_past(session, terms.due or _proposed(rendering), "due_at")
    ensure_still_the_same(session, post, variant, rendering, moment)
    ensure_after_embargo(post, moment)
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
    variant.is_approved = True
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


def ensure_after_embargo(post: Post, moment: clock.Moment) -> None:
    """Raise InvalidError for a time before the embargo of the post's theme ends: embargo goes before schedule (G17)."""
    until = post.theme.embargo_until if post.theme is not None else None
    if until is not None and moment.instant < until:
        raise InvalidError(issues=[Issue("due_at", "before-embargo", {"until": until.isoformat()})])


def set_due(delivery: Delivery, approval: Approval, moment: clock.Moment) -> None:
    """Give a delivery the time of an approval and forget earlier pauses."""
    delivery.approval_id, delivery.window_s = approval.id, approval.window_s
    delivery.due_at, delivery.due_wall = moment.instant, moment.wall
    delivery.due_zone, delivery.due_fold = moment.zone, moment.fold
    delivery.next_attempt_at = delivery.prepare_after = delivery.woken_at = delivery.lease_until = None
    delivery.lost_since = None


def ensure_signers_valid(signers: Sequence[Organisation], moment: clock.Moment) -> None:
    """Raise InvalidError if a Kürzel is not valid on the day of publication."""
    expired = find_expired_signers(signers, moment.instant)
    if expired:
        raise InvalidError(issues=[Issue("due_at", "signature-expired", {"abbreviation": "/".join(expired)})])


def _proposed(rendering: Rendering) -> clock.Moment:
    return clock.Moment(
        rendering.proposed_at, rendering.proposed_wall, rendering.proposed_zone, rendering.proposed_fold
    )


def ensure_still_the_same(
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
