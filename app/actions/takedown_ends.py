"""How a case (Löschverfahren) ends: by somebody's act, or by itself once all that it is about is gone."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from app.actions.attempts import clock_of
from app.actions.events import record
from app.db import among
from app.models import (
    Delivery,
    Takedown,
    TakedownDelivery,
    Variant,
)
from app.models.delivery import DeliveryState
from app.models.takedown import TakedownOutcome, TakedownState
from app.models.user import MACHINE, Actor

GONE = (DeliveryState.CANCELLED, DeliveryState.REMOVED)


def settle_takedowns(session: Session, post_ids: Iterable[UUID]) -> None:
    """End each open case of these posts whose deliveries are all gone: executed, or closed because nothing is left."""
    query = (
        select(Takedown)
        .where(among(Takedown.post_id, post_ids), Takedown.ended_at.is_(None))
        .order_by(Takedown.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    session.flush()
    for takedown in session.execute(query).scalars():
        covered = _find_covered(session, takedown)
        is_decided = takedown.state is TakedownState.EXECUTING
        mine = [row for row in covered if row.is_removable or not is_decided]
        if all(row.is_gone for row in mine):
            was_there = any(row.state is DeliveryState.REMOVED for row in mine)
            nothing_left = (
                TakedownOutcome.REMOVED_BY_MINISTRY if was_there else TakedownOutcome.NEVER_PUBLISHED
            )
            end_takedown(
                session,
                MACHINE,
                "takedown.end",
                takedown,
                TakedownState.EXECUTED if is_decided else TakedownState.CLOSED,
                outcome=None if is_decided else nothing_left,
            )


def end_takedown(
    session: Session,
    actor: Actor,
    action: str,
    takedown: Takedown,
    state: TakedownState,
    *,
    outcome: TakedownOutcome | None = None,
    reason: str | None = None,
) -> None:
    """Bring a locked case to its end, for good, and write the event of it."""
    ended_at, before = clock_of(session), takedown.state
    takedown.state, takedown.ended_at, takedown.ended_by_id = state, ended_at, actor.user_id
    takedown.outcome, takedown.end_reason = outcome, reason
    body = {"outcome": outcome.value} if outcome else {}
    record_takedown(session, actor, action, takedown, before, reason, **body)


def record_takedown(
    session: Session,
    actor: Actor,
    action: str,
    takedown: Takedown,
    before: TakedownState | None,
    reason: str | None = None,
    **body: Any,
) -> None:
    """Write one event about a case that came from the state `before` to the one it has now."""
    record(
        session,
        actor,
        action,
        takedown,
        object_id=takedown.id,
        before=before.value if before else None,
        after=takedown.state.value,
        reason=reason,
        post_id=takedown.post_id,
        **body,
    )


def _find_covered(session: Session, takedown: Takedown) -> list[Row[Any]]:
    is_gone = func.coalesce(Delivery.state.in_(GONE), Variant.withdrawn_at.is_not(None))
    query = (
        select(TakedownDelivery.is_removable, Delivery.state, is_gone.label("is_gone"))
        .join(Variant, Variant.id == TakedownDelivery.delivery_id)
        .outerjoin(Delivery, Delivery.id == Variant.id)
        .where(TakedownDelivery.takedown_id == takedown.id)
    )
    return list(session.execute(query))
