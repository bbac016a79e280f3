"""The second approval that a delivery needs in a pre-election period (G14), also where it was approved before."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app import clock
from app.actions.approvals import ensure_same_revision, ensure_still_the_same
from app.actions.chain import tell_chain_of
from app.actions.check_runs import keep_run
from app.actions.checking import check_current, ensure_sendable
from app.actions.deciding import ensure_four_eyes
from app.actions.events import record_delivery
from app.actions.locking import lock_delivery, ring
from app.actions.restore_mode import ensure_normal
from app.actions.second_approvals import find_wanting_second
from app.actions.settling import settle
from app.actions.takedown_steps import ensure_not_under_takedown
from app.db import now
from app.editorial.checks import Due
from app.editorial.deliveries import closes_at
from app.editorial.permissions import may_approve_again
from app.editorial.workflow import ensure_in
from app.errors import NotAllowedError, WrongStateError
from app.models import Approval, Delivery, Post, Rendering, Variant
from app.models.check import CheckOccasion
from app.models.delivery import DeliveryState, HoldReason
from app.models.user import Actor


def approve_again(session: Session, actor: Actor, delivery_id: UUID, *, revision_sha256: str) -> Delivery:
    """Approve a delivery as the second person. What is held for want of it leaves at once while its window is open.

    Raises WrongStateError where none is needed, as after two others, or one's own stands already or the desk wants it
    removed, FourEyesError, RevisionChangedError.
    """
    ensure_normal(session)
    post, delivery = lock_delivery(session, actor, delivery_id)
    if delivery is None:
        raise WrongStateError(state="proposed")
    if not may_approve_again(actor, post, delivery.channel):
        raise NotAllowedError
    ensure_in(delivery, DeliveryState.WAITING, DeliveryState.HELD, DeliveryState.UNCLEAR)
    ensure_four_eyes(actor, post)
    ensure_same_revision(post, revision_sha256)
    ensure_not_under_takedown(session, delivery.id)
    approvers = find_wanting_second(session, Delivery.id == delivery.id).get(delivery.id)
    if approvers is None:
        raise WrongStateError(key="no-second-approval")
    if actor.person_id in approvers:
        raise WrongStateError(key="second-approval-own")
    if delivery.state is DeliveryState.HELD:
        _ensure_as_approved(session, post, delivery)
    due = Due(delivery.due_at, delivery.due_wall)
    keep_run(session, actor, post, CheckOccasion.APPROVAL, check_current(session, post, due=due))
    session.add(_approval_of(actor, delivery))
    before = delivery.state.value
    if delivery.hold_reason is HoldReason.APPROVAL_LAPSED:
        _let_go(delivery, now(session))
    record_delivery(session, actor, "delivery.approve_again", delivery, before)
    tell_chain_of(session, actor, delivery, post, decision="approve_again", reason=None)
    settle(session, post)
    ring(session)
    return delivery


def _ensure_as_approved(session: Session, post: Post, delivery: Delivery) -> None:
    """Ask of what is held what letting go asks (T14), for the time it was approved for."""
    ensure_sendable(session, post)
    moment = clock.Moment(delivery.due_at, delivery.due_wall, delivery.due_zone, delivery.due_fold)
    rendering = session.get_one(Rendering, (delivery.revision_id, delivery.id))
    ensure_still_the_same(session, post, session.get_one(Variant, delivery.id), rendering, moment)


def _let_go(delivery: Delivery, now: datetime) -> None:
    """Let what was held for want of the second approval leave (T14); past its window only that is left against it."""
    delivery.fence += 1
    if now <= closes_at(delivery):
        delivery.state, delivery.hold_reason = DeliveryState.WAITING, None
    else:
        delivery.hold_reason = HoldReason.MISSED_WINDOW


def _approval_of(actor: Actor, delivery: Delivery) -> Approval:
    """Return the row; the delivery stays with its first approval, which bound the time."""
    return Approval(
        variant_id=delivery.id,
        revision_id=delivery.revision_id,
        approver_id=actor.user_id,
        payload_sha256=delivery.payload_sha256,
        due_at=delivery.due_at,
        window_s=delivery.window_s,
    )
