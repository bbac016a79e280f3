"""The way of a post on one page: which action is possible in which state, and where it leads.

`SETTLE` means that the new state follows from the deliveries; `settled_state` says how.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Final

from app.errors import AlreadySendingError, WrongStateError
from app.models.delivery import Delivery, DeliveryState, HoldReason
from app.models.post import Post, PostState
from app.models.user import Actor


class PostAction(StrEnum):
    """What somebody can do with a post."""

    EDIT = "edit"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    CLAIM = "claim"
    UNCLAIM = "unclaim"
    APPROVE = "approve"
    REQUEST_CHANGES = "request_changes"
    REJECT = "reject"


SETTLE: Final = None

_DRAFT, _SUBMITTED, _CHANGES = PostState.DRAFT, PostState.SUBMITTED, PostState.CHANGES_REQUESTED
_SCHEDULED, _PUBLISHED = PostState.SCHEDULED, PostState.PUBLISHED
_REJECTED, _WITHDRAWN = PostState.REJECTED, PostState.WITHDRAWN

WORKFLOW: Final[dict[PostAction, dict[PostState, PostState | None]]] = {
    PostAction.EDIT: {_DRAFT: _DRAFT, _CHANGES: _CHANGES, _SUBMITTED: _SUBMITTED, _SCHEDULED: _DRAFT},
    PostAction.SUBMIT: {_DRAFT: _SUBMITTED, _CHANGES: _SUBMITTED},
    PostAction.WITHDRAW: {
        _DRAFT: _WITHDRAWN,
        _CHANGES: _WITHDRAWN,
        _SUBMITTED: SETTLE,
        _SCHEDULED: SETTLE,
        _PUBLISHED: SETTLE,
    },
    PostAction.CLAIM: {_SUBMITTED: _SUBMITTED},
    PostAction.UNCLAIM: {_SUBMITTED: _SUBMITTED},
    PostAction.APPROVE: {_SUBMITTED: SETTLE, _PUBLISHED: SETTLE},
    PostAction.REQUEST_CHANGES: {_SUBMITTED: _CHANGES, _SCHEDULED: _CHANGES},
    PostAction.REJECT: {_SUBMITTED: _REJECTED, _SCHEDULED: _REJECTED},
}

REVERTING: Final = frozenset({PostAction.EDIT, PostAction.REQUEST_CHANGES, PostAction.REJECT})
"""Actions that take back what is already approved; impossible once a delivery is on its way."""

ON_ITS_WAY: Final = frozenset(
    {
        DeliveryState.SENDING,
        DeliveryState.UNCLEAR,
        DeliveryState.SENT,
        DeliveryState.REMOVING,
        DeliveryState.REMOVED,
    }
)
_ON_CHANNEL = frozenset({DeliveryState.SENT, DeliveryState.REMOVING, DeliveryState.REMOVED})


def ensure_possible(post: Post, action: PostAction, deliveries: Iterable[Delivery]) -> None:
    """Raise WrongStateError, or AlreadySendingError once a delivery is on its way, if the action is impossible."""
    if action in REVERTING and any(delivery.state in ON_ITS_WAY for delivery in deliveries):
        raise AlreadySendingError(state=post.state.value)
    if post.state not in WORKFLOW[action]:
        raise WrongStateError(
            state=post.state.value, possible_in=sorted(state.value for state in WORKFLOW[action])
        )


def ensure_in(delivery: Delivery, *states: DeliveryState) -> None:
    """Raise WrongStateError unless the delivery is in one of the states.

    AlreadySendingError where what was asked for is possible only before it is on its way.
    """
    if delivery.state in states:
        return
    if delivery.state in ON_ITS_WAY and not set(states) & ON_ITS_WAY:
        raise AlreadySendingError(state=delivery.state.value)
    raise WrongStateError(state=delivery.state.value, possible_in=[state.value for state in states])


def is_claimed_by_other(actor: Actor, post: Post, now: datetime) -> bool:
    """Tell whether somebody else is looking at the post; a claim lapses by itself."""
    if post.claimed_by_id is None or post.claimed_until is None:
        return False
    return post.claimed_by_id != actor.user_id and post.claimed_until > now


def is_approved(post: Post, delivery: Delivery | None) -> bool:
    """Tell whether a variant stands approved: its delivery carries the current revision and has not lapsed."""
    return (
        delivery is not None
        and delivery.revision_id == post.current_revision_id
        and delivery.hold_reason is not HoldReason.APPROVAL_LAPSED
    )


def settled_state(post: Post, open_variants: Iterable[Delivery | None], cancelled: int) -> PostState:
    """Return the state that follows from the deliveries.

    `open_variants` holds, for each variant not cancelled, its delivery or None while none is approved;
    `cancelled` counts the others. A rejected or withdrawn post stays what it is.
    """
    state = post.state
    if state in {_REJECTED, _WITHDRAWN}:
        return state
    remaining = list(open_variants)
    if any(delivery is not None and delivery.state in _ON_CHANNEL for delivery in remaining):
        return _PUBLISHED
    if not remaining and cancelled:
        return _WITHDRAWN
    if state in {_SUBMITTED, _SCHEDULED}:
        is_complete = bool(remaining) and all(is_approved(post, delivery) for delivery in remaining)
        return _SCHEDULED if is_complete else _SUBMITTED
    return state
