"""What the central desk does in an open case (Löschverfahren): decide, close, take back.

Removing is another person's decision than announcing, after the ministry had its time or agreed.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, db
from app.actions.attempts import clock_of
from app.actions.events import record_delivery
from app.actions.locking import ring
from app.actions.posts import cancel_variant
from app.actions.removals import order_removal
from app.actions.restore_mode import ensure_normal
from app.actions.settling import settle
from app.actions.takedown_ends import end_takedown, record_takedown
from app.actions.takedown_steps import (
    Held,
    is_gone,
    lock_takedown,
    note_arrival,
    tell_ministry,
)
from app.editorial.permissions import Permission, is_allowed
from app.editorial.takedowns import (
    REMOVABLE,
    Standing,
    TakedownAction,
    ensure_for_removal,
    ensure_outcome,
    ensure_takedown_in,
    find_missing,
    is_same_person,
)
from app.errors import Issue, NotAllowedError, WrongStateError
from app.messages import explain
from app.models import Removal, Takedown, Variant
from app.models.delivery import DeliveryState
from app.models.notification import NotificationKind
from app.models.takedown import TakedownOutcome, TakedownState
from app.models.user import Actor


def execute_takedown(session: Session, actor: Actor, takedown_id: UUID, *, reason: str | None) -> Takedown:
    """Let everything be removed that the case is about on central channels (T17), and withdraw what has not left.

    Raises NotAllowedError on a ministry's own channel, WrongStateError naming what is missing.
    """
    ensure_normal(session)
    held = lock_takedown(session, actor, takedown_id)
    takedown, post = held.takedown, held.post
    removable = [row.variant for row in takedown.covered if row.is_removable]
    if not is_allowed(actor, Permission.OPEN_TAKEDOWN, organisation_id=post.organisation_id):
        raise NotAllowedError
    ensure_for_removal(takedown)
    if not all(is_allowed(actor, Permission.EXECUTE_TAKEDOWN, channel=row.channel) for row in removable):
        raise NotAllowedError(key="own-channel")
    ensure_takedown_in(takedown, TakedownAction.EXECUTE)
    standing = _find_standing(session, takedown)
    _ensure_nothing_missing(standing, actor, reason)
    before = takedown.state
    takedown.state, takedown.executed_at = TakedownState.EXECUTING, clock_of(session)
    takedown.executed_by_id, takedown.execute_reason = actor.user_id, reason
    takedown.by_same_person = is_same_person(standing, actor)
    marks = {"by_same_person": True} if takedown.by_same_person else {}
    record_takedown(session, actor, "takedown.execute", takedown, before, reason, **marks)
    take_all_down(session, actor, held, removable, reason or takedown.remedy, takedown_id=takedown.id)
    tell_ministry(session, NotificationKind.TAKEDOWN_EXECUTED, takedown, post)
    settle(session, post)
    ring(session)
    return takedown


def close_takedown(
    session: Session, actor: Actor, takedown_id: UUID, *, outcome: TakedownOutcome
) -> Takedown:
    """End a case without removing anything. What was held for it stays held until somebody releases it.

    Raises WrongStateError for «removed by the ministry» while something of it is still there.
    """
    held = _lock_for_desk(session, actor, takedown_id)
    takedown = held.takedown
    ensure_takedown_in(takedown, TakedownAction.CLOSE)
    ensure_outcome(takedown, outcome)
    covered = [row.variant for row in takedown.covered]
    is_there = not all(is_gone(row, held.deliveries.get(row.id)) for row in covered)
    if outcome is TakedownOutcome.REMOVED_BY_MINISTRY and is_there:
        raise WrongStateError(key="still-there")
    end_takedown(session, actor, "takedown.close", takedown, TakedownState.CLOSED, outcome=outcome)
    tell_ministry(session, NotificationKind.TAKEDOWN_CLOSED, takedown, held.post, outcome=outcome.value)
    return takedown


def revoke_takedown(session: Session, actor: Actor, takedown_id: UUID, *, reason: str) -> Takedown:
    """Take a case back: possible until the removal begins (T17), never afterwards."""
    held = _lock_for_desk(session, actor, takedown_id)
    takedown = held.takedown
    ensure_takedown_in(takedown, TakedownAction.REVOKE)
    if takedown.state is TakedownState.EXECUTING:
        _take_back_orders(session, actor, held)
    end_takedown(session, actor, "takedown.revoke", takedown, TakedownState.REVOKED, reason=reason)
    tell_ministry(session, NotificationKind.TAKEDOWN_REVOKED, takedown, held.post, reason=reason)
    return takedown


def take_all_down(
    session: Session,
    actor: Actor,
    held: Held,
    variants: Sequence[Variant],
    reason: str,
    *,
    takedown_id: UUID | None = None,
) -> None:
    """Order the removal of what is on its channel or may be, and withdraw what has not left.

    `takedown_id` where the desk orders it: what a ministry orders itself is its own.
    """
    for variant in variants:
        delivery = held.deliveries.get(variant.id)
        if delivery is not None and delivery.state in REMOVABLE:
            order_removal(session, actor, delivery, reason=reason, takedown_id=takedown_id)
        else:
            cancel_variant(session, actor, variant, delivery, reason)


def _lock_for_desk(session: Session, actor: Actor, takedown_id: UUID) -> Held:
    held = lock_takedown(session, actor, takedown_id)
    if not is_allowed(actor, Permission.OPEN_TAKEDOWN, organisation_id=held.post.organisation_id):
        raise NotAllowedError
    return held


def _find_standing(session: Session, takedown: Takedown) -> Standing:
    """Return what counts for a decision now; the case is locked."""
    delivered_at = note_arrival(session, takedown)
    last = takedown.answers[-1].answer if takedown.answers else None
    return Standing(takedown, delivered_at, last, takedown.opened_by.person_id, db.now(session))


def _ensure_nothing_missing(standing: Standing, actor: Actor, reason: str | None) -> None:
    missing = find_missing(standing, actor, reason)
    if missing:
        moment = clock.berlin_minute(standing.takedown.deadline_at)
        issues = [Issue("execute", key, {"moment": moment}) for key in missing]
        told = " ".join(explain(row.key, **row.context) for row in issues)
        raise WrongStateError(key="takedown-not-ready", issues=issues, missing=told)


def _take_back_orders(session: Session, actor: Actor, held: Held) -> None:
    """Take the orders of a case back; what was withdrawn by it stays so.

    Raises WrongStateError once one of its removals has begun.
    """
    ids = {row.delivery_id for row in held.takedown.covered if row.is_removable}
    mine = [row for key, row in held.deliveries.items() if key in ids]
    if any(row.state in {DeliveryState.REMOVING, DeliveryState.REMOVED} for row in mine):
        raise WrongStateError(key="removal-begun")
    query = select(Removal).where(Removal.takedown_id == held.takedown.id, Removal.closed_at.is_(None))
    for order in session.execute(query.with_for_update()).scalars():
        delivery = held.deliveries[order.delivery_id]
        order.closed_at = clock_of(session)
        record_delivery(session, actor, "delivery.keep", delivery, delivery.state.value)
