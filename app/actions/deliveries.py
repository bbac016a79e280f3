"""What people do with one delivery: another time, take it back, hold it, let it go again, take it down."""

from uuid import UUID

from sqlalchemy.orm import Session

from app import clock
from app.actions.approvals import (
    Terms,
    add_approval,
    approve_variant,
    ensure_after_embargo,
    ensure_same_revision,
    ensure_signers_valid,
    set_due,
)
from app.actions.chain import tell_chain_of
from app.actions.content import not_past, signers_of
from app.actions.deciding import ensure_four_eyes
from app.actions.events import record_delivery
from app.actions.locking import lock_delivery, ring
from app.actions.posts import cancel_variant, hold, may_withdraw
from app.actions.removals import order_removal
from app.actions.restore_mode import ensure_normal
from app.actions.settling import settle
from app.editorial.permissions import Permission, is_allowed, may_approve
from app.editorial.workflow import ensure_in
from app.errors import NotAllowedError, WrongStateError
from app.models import Delivery, Post, Rendering, Variant
from app.models.delivery import DeliveryState, HoldReason
from app.models.post import PostState
from app.models.user import Actor

RELEASABLE_IN = (PostState.SCHEDULED, PostState.PUBLISHED)


def reschedule_delivery(session: Session, actor: Actor, delivery_id: UUID, *, due: clock.Moment) -> Delivery:
    """Give a waiting delivery another time: a new approval row for the same hash (T5)."""
    ensure_normal(session)
    post, delivery = _lock_existing(session, actor, delivery_id)
    _ensure_may_approve(actor, post, delivery)
    ensure_in(delivery, DeliveryState.WAITING)
    ensure_four_eyes(actor, post)
    rendering = session.get_one(Rendering, (delivery.revision_id, delivery.id))
    moment = not_past(session, due, "due_at")
    ensure_signers_valid(signers_of(session, post, post.current_revision), moment)
    ensure_after_embargo(post, moment)
    approval = add_approval(session, actor, rendering, moment, delivery.window_s)
    set_due(delivery, approval, moment)
    delivery.fence += 1
    record_delivery(session, actor, "delivery.reschedule", delivery, delivery.state.value)
    tell_chain_of(session, actor, delivery, post, decision="reschedule", reason=None)
    ring(session)
    return delivery


def cancel_delivery(session: Session, actor: Actor, delivery_id: UUID, *, reason: str | None) -> Variant:
    """Take one delivery back (T4, T15). Raises AlreadySendingError once it is on its way: never a false promise."""
    ensure_normal(session)
    post, delivery = lock_delivery(session, actor, delivery_id)
    variant = session.get_one(Variant, delivery_id)
    if not may_withdraw(actor, post, variant):
        raise NotAllowedError
    if post.state in {PostState.REJECTED, PostState.WITHDRAWN} and delivery is None:
        raise WrongStateError(state=post.state.value)
    if not cancel_variant(session, actor, variant, delivery, reason):
        if delivery is not None:
            ensure_in(delivery, DeliveryState.WAITING, DeliveryState.HELD)
        raise WrongStateError(state="cancelled")
    if delivery is not None:
        tell_chain_of(session, actor, delivery, post, decision="cancel", reason=reason)
    settle(session, post)
    return variant


def hold_delivery(session: Session, actor: Actor, delivery_id: UUID, *, reason: str) -> Delivery:
    """Object to a waiting delivery: it stays visibly until somebody who may approve lets it go (T3)."""
    ensure_normal(session)
    post, delivery = _lock_existing(session, actor, delivery_id)
    if not is_allowed(actor, Permission.HOLD, organisation_id=post.organisation_id, channel=delivery.channel):
        raise NotAllowedError
    ensure_in(delivery, DeliveryState.WAITING)
    hold(session, actor, delivery, HoldReason.BY_PERSON, reason)
    tell_chain_of(session, actor, delivery, post, decision="hold", reason=reason)
    return delivery


def release_delivery(session: Session, actor: Actor, delivery_id: UUID, terms: Terms) -> Delivery:
    """Let a held delivery go again at a new time (T14): a new approval of the current revision.

    Raises WrongStateError unless the delivery is held and its post scheduled or published.
    """
    ensure_normal(session)
    post, delivery = _lock_existing(session, actor, delivery_id)
    _ensure_may_approve(actor, post, delivery)
    ensure_in(delivery, DeliveryState.HELD)
    if post.state not in RELEASABLE_IN:
        raise WrongStateError(state=post.state.value, possible_in=[state.value for state in RELEASABLE_IN])
    ensure_four_eyes(actor, post)
    ensure_same_revision(post, terms.revision_sha256)
    variant = session.get_one(Variant, delivery_id)
    approve_variant(session, actor, post, variant, delivery, terms)
    tell_chain_of(session, actor, delivery, post, decision="release", reason=terms.comment)
    settle(session, post)
    ring(session)
    return delivery


def take_down(session: Session, actor: Actor, delivery_id: UUID, *, reason: str) -> Delivery:
    """Ask for a delivery's removal from its channel (T17).

    While it is on its way the order waits until it is known what became of it.
    """
    ensure_normal(session)
    post, delivery = _lock_existing(session, actor, delivery_id)
    if not is_allowed(actor, Permission.TAKE_DOWN, organisation_id=post.organisation_id):
        raise NotAllowedError
    ensure_in(delivery, DeliveryState.SENT, DeliveryState.SENDING, DeliveryState.UNCLEAR)
    if not order_removal(session, actor, delivery, reason=reason):
        raise WrongStateError(key="removal-ordered")
    ring(session)
    return delivery


def _lock_existing(session: Session, actor: Actor, delivery_id: UUID) -> tuple[Post, Delivery]:
    post, delivery = lock_delivery(session, actor, delivery_id)
    if delivery is None:
        raise WrongStateError(state="proposed")
    return post, delivery


def _ensure_may_approve(actor: Actor, post: Post, delivery: Delivery) -> None:
    if not may_approve(actor, post, delivery.channel):
        raise NotAllowedError
