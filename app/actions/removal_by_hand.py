"""What a person removes where the office cannot: the channel is served by hand, or its platform refuses us (T19)."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from app import clock
from app.actions.attempts import clock_of, open_attempt
from app.actions.evidence import called_at, find_last_removal, needs_a_hand
from app.actions.locking import lock_delivery
from app.actions.removals import mark_removed
from app.actions.restore_mode import ensure_normal
from app.editorial.permissions import Permission, is_allowed_at
from app.editorial.workflow import ensure_in
from app.errors import NotAllowedError, WrongStateError
from app.models import Delivery
from app.models.delivery import AttemptKind, AttemptOutcome, DeliveryState
from app.models.user import Actor
from app.settings import Settings


def confirm_removal(
    session: Session, actor: Actor, delivery_id: UUID, *, reason: str, settings: Settings
) -> Delivery:
    """Say that it was removed by hand (T19): where the office cannot remove it itself, a person's look is the probe.

    Raises WrongStateError where it can, and before the quiet time after the last call is over.
    """
    ensure_normal(session)
    _, delivery = lock_delivery(session, actor, delivery_id)
    if delivery is None:
        raise WrongStateError(state="proposed")
    if not is_allowed_at(actor, Permission.BY_HAND, delivery.channel):
        raise NotAllowedError
    ensure_in(delivery, DeliveryState.REMOVING)
    is_refused = find_last_removal(session, delivery) is AttemptOutcome.REFUSED
    if not is_refused and not needs_a_hand(session, delivery):
        raise WrongStateError(key="removes-itself")
    now, quiet_until = clock_of(session), called_at(session, delivery) + timedelta(seconds=settings.quiet_s)
    if now < quiet_until:
        raise WrongStateError(
            key="quiet-time", possible_from=clock.rfc3339(quiet_until), moment=clock.berlin(quiet_until)
        )
    open_attempt(
        session,
        delivery,
        AttemptKind.REMOVE,
        None,
        by_id=actor.user_id,
        intent_at=now,
        finished_at=now,
        outcome=AttemptOutcome.ABSENT,
    )
    delivery.fence += 1
    mark_removed(session, delivery, by=actor, reason=reason)
    return delivery
