"""What was tried for a delivery, what people said of it, and what the reader can do: for those who see it whole."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased, joinedload

from app.editorial.permissions import is_in_hand, may_see
from app.messages import RESOLUTIONS
from app.models import DeliveryAttempt, Removal, Resolution, Takedown, TakedownDelivery
from app.models.user import Actor
from app.queries.abilities import Ability
from app.queries.deliveries import DeliveryView
from app.queries.delivery_abilities import Situation, find_delivery_abilities
from app.queries.second_approvals import find_waiting_for_second

MOST_ATTEMPTS: Final = 20


@dataclass(frozen=True)
class Record:
    """What stands beside the delivery, the newest first; all empty for those who see only what is published."""

    attempts: Sequence[DeliveryAttempt] = ()
    resolutions: Sequence[Resolution] = ()
    actions: Sequence[Ability] = field(default=())


def tell_resolution(row: Resolution) -> str:
    """Return what became of somebody's word on an unclear delivery, in German."""
    if row.closed_at is None:
        return RESOLUTIONS["proposed" if row.proposed else "pending"]
    return RESOLUTIONS[row.answer or ("carried-out" if row.carried_out else "decided")]


def find_records(session: Session, actor: Actor, views: Sequence[DeliveryView]) -> dict[UUID, Record]:
    """Return the record of each delivery; of many calls the last ones."""
    whole = [view for view in views if is_whole_to(actor, view)]
    ids = [view.id for view in whole]
    attempts, resolutions = _find_attempts(session, ids), _find_resolutions(session, ids)
    ordered, unwanted = _find_ordered(session, ids), _find_unwanted(session, ids)
    seconds = find_waiting_for_second(session, [view.delivery for view in whole if view.delivery])
    records = {view.id: Record() for view in views}
    for view in whole:
        tried, said = attempts[view.id], resolutions[view.id]
        situation = Situation(
            actor,
            view,
            tried,
            said,
            is_taken_down=view.id in ordered,
            is_unwanted=view.id in unwanted,
            needs_second=view.id in seconds,
            approvers=seconds.get(view.id, frozenset()),
        )
        records[view.id] = Record(tried, said, find_delivery_abilities(situation))
    return records


def is_whole_to(actor: Actor, view: DeliveryView) -> bool:
    """Tell whether the actor sees more of it than what is published."""
    return may_see(actor, view.post) or (view.delivery is not None and is_in_hand(actor, view.delivery))


def _find_ordered(session: Session, ids: Sequence[UUID]) -> set[UUID]:
    """Return whose removal is ordered."""
    query = select(Removal.delivery_id).where(Removal.delivery_id.in_(ids), Removal.closed_at.is_(None))
    return set(session.execute(query).scalars())


def _find_unwanted(session: Session, ids: Sequence[UUID]) -> set[UUID]:
    """Return what the desk wants removed in a case that is open."""
    query = (
        select(TakedownDelivery.delivery_id)
        .join(Takedown, Takedown.id == TakedownDelivery.takedown_id)
        .where(
            TakedownDelivery.delivery_id.in_(ids),
            TakedownDelivery.is_removable,
            Takedown.ended_at.is_(None),
        )
    )
    return set(session.execute(query).scalars())


def _find_attempts(session: Session, ids: Sequence[UUID]) -> dict[UUID, list[DeliveryAttempt]]:
    place = func.row_number().over(
        partition_by=DeliveryAttempt.delivery_id, order_by=DeliveryAttempt.number.desc()
    )
    numbered = (
        select(DeliveryAttempt, place.label("place")).where(DeliveryAttempt.delivery_id.in_(ids)).subquery()
    )
    attempt = aliased(DeliveryAttempt, numbered)
    query = (
        select(attempt)
        .where(numbered.c.place <= MOST_ATTEMPTS)
        .order_by(attempt.number.desc())
        .options(joinedload(attempt.by))
    )
    found: dict[UUID, list[DeliveryAttempt]] = defaultdict(list)
    for row in session.execute(query.execution_options(populate_existing=True)).scalars():
        found[row.delivery_id].append(row)
    return found


def _find_resolutions(session: Session, ids: Sequence[UUID]) -> dict[UUID, list[Resolution]]:
    query = (
        select(Resolution)
        .where(Resolution.delivery_id.in_(ids))
        .order_by(Resolution.asked_at.desc())
        .options(joinedload(Resolution.by))
    )
    found: dict[UUID, list[Resolution]] = defaultdict(list)
    for row in session.execute(query.execution_options(populate_existing=True)).scalars():
        found[row.delivery_id].append(row)
    return found
