"""What people do with one delivery on its page; each step takes its form and returns what is to be told afterwards."""

from collections.abc import Callable, Mapping
from typing import Final
from uuid import UUID

from pydantic import TypeAdapter

from app.actions.approvals import Terms
from app.actions.by_hand import post_by_hand
from app.actions.deliveries import (
    cancel_delivery,
    hold_delivery,
    release_delivery,
    reschedule_delivery,
    take_down,
)
from app.actions.extra_approvals import approve_again
from app.actions.preparation import find_images
from app.actions.removal_by_hand import confirm_removal
from app.actions.resolutions import Word, resolve_delivery
from app.clock import Moment
from app.errors import InvalidError, NotFoundError
from app.fields import Reason, WebAddress
from app.models.delivery import UNDER_WAY
from app.models.resolution import Sight
from app.settings import settings
from app.storage import storage
from app.web.forms import Entered
from app.web.moments import take_moment
from app.web.visit import Visit

_reason, _address = TypeAdapter(Reason), TypeAdapter(WebAddress)


def carry_out(visit: Visit, entered: Entered, delivery_id: UUID) -> str:
    """Do what the form says and return the key of the notice. Raises a Refusal, NotFoundError for no step at all."""
    step = STEPS.get(entered.text("do"))
    if step is None:
        raise NotFoundError
    return step(visit, entered, delivery_id)


def _cancel(visit: Visit, entered: Entered, delivery_id: UUID) -> str:
    reason = entered.take_if_any("reason", _reason)
    entered.ensure_clean()
    cancel_delivery(visit.session, visit.actor, delivery_id, reason=reason)
    return "cancelled"


def _hold(visit: Visit, entered: Entered, delivery_id: UUID) -> str:
    hold_delivery(visit.session, visit.actor, delivery_id, reason=_need_reason(entered))
    return "held"


def _reschedule(visit: Visit, entered: Entered, delivery_id: UUID) -> str:
    reschedule_delivery(visit.session, visit.actor, delivery_id, due=_need_moment(entered))
    return "rescheduled"


def _release(visit: Visit, entered: Entered, delivery_id: UUID) -> str:
    terms = Terms(entered.text("revision_sha256"), _need_moment(entered))
    release_delivery(visit.session, visit.actor, delivery_id, terms)
    return "released"


def _approve_again(visit: Visit, entered: Entered, delivery_id: UUID) -> str:
    approve_again(visit.session, visit.actor, delivery_id, revision_sha256=entered.text("revision_sha256"))
    return "approved-again"


def _take_down(visit: Visit, entered: Entered, delivery_id: UUID) -> str:
    delivery = take_down(visit.session, visit.actor, delivery_id, reason=_need_reason(entered))
    return "removal-ordered" if delivery.state in UNDER_WAY else "removing"


def _post_by_hand(visit: Visit, _: Entered, delivery_id: UUID) -> str:
    images = find_images(visit.session, delivery_id)
    intact = frozenset(row.sha256 for row in images if storage().read(row.sha256) is not None)
    post_by_hand(visit.session, visit.actor, delivery_id, settings=settings(), intact_images=intact)
    return "in-hand"


def _confirm_removal(visit: Visit, entered: Entered, delivery_id: UUID) -> str:
    reason = _need_reason(entered)
    confirm_removal(visit.session, visit.actor, delivery_id, reason=reason, settings=settings())
    return "removed-by-hand"


def _resolve_there(visit: Visit, entered: Entered, delivery_id: UUID) -> str:
    entered.need("remote_url")
    address = entered.take_if_any("remote_url", _address)
    return _resolve(visit, delivery_id, Word(Sight.THERE, _need_reason(entered), address))


def _resolve_not_there(visit: Visit, entered: Entered, delivery_id: UUID) -> str:
    return _resolve(visit, delivery_id, Word(Sight.NOT_THERE, _need_reason(entered)))


def _resolve(visit: Visit, delivery_id: UUID, word: Word) -> str:
    resolution = resolve_delivery(visit.session, visit.actor, delivery_id, word, settings=settings())
    if resolution.proposed:
        return "resolution-proposed"
    return "resolved" if resolution.closed_at else "resolution-kept"


STEPS: Final[Mapping[str, Callable[[Visit, Entered, UUID], str]]] = {
    "cancel": _cancel,
    "hold": _hold,
    "reschedule": _reschedule,
    "release": _release,
    "approve_again": _approve_again,
    "take_down": _take_down,
    "post_by_hand": _post_by_hand,
    "confirm_removal": _confirm_removal,
    "resolve_there": _resolve_there,
    "resolve_not_there": _resolve_not_there,
}
"""By the name of the ability that allows it."""


def _need_reason(entered: Entered) -> str:
    """Return the reason. Raises InvalidError with everything found wrong with the form so far."""
    entered.need("reason")
    reason = entered.take_if_any("reason", _reason)
    entered.ensure_clean()
    return reason or ""


def _need_moment(entered: Entered) -> Moment:
    moment = take_moment(entered)
    if moment is None:
        raise InvalidError(issues=entered.issues)
    return moment
