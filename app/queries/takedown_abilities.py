"""What somebody can do in a case (Löschverfahren) right now, and if not, why not."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app import clock
from app.actions.arrivals import find_arrival
from app.editorial.permissions import Permission, is_allowed
from app.editorial.takedowns import (
    POSSIBLE_IN,
    REMOVABLE,
    Standing,
    TakedownAction,
)
from app.messages import explain
from app.models import Post, Takedown
from app.models.notification import NotificationKind
from app.models.takedown import TakedownKind
from app.models.user import Actor
from app.queries.abilities import Ability
from app.queries.deliveries import DeliveryView


def find_standing(session: Session, takedown: Takedown) -> Standing:
    """Return what counts for a decision now, also what nobody has written down yet."""
    delivered_at = takedown.delivered_at
    if delivered_at is None and takedown.ended_at is None:
        delivered_at = find_arrival(session, NotificationKind.TAKEDOWN_NOTICE, takedown.id)
    last = takedown.answers[-1].answer if takedown.answers else None
    return Standing(takedown, delivered_at, last, takedown.opened_by.person_id, clock.now())


def is_undecided(takedown: Takedown) -> bool:
    """Tell whether somebody may still decide on a removal."""
    is_possible = takedown.state in POSSIBLE_IN[TakedownAction.EXECUTE]
    return is_possible and takedown.kind is TakedownKind.REMOVAL


def is_there(view: DeliveryView) -> bool:
    """Tell whether a delivery is on its channel or may be, so that a case can be about it."""
    return view.delivery is not None and view.delivery.state in REMOVABLE


def may_announce(actor: Actor, post: Post, views: Sequence[DeliveryView]) -> bool:
    """Tell whether the actor opens cases against this post and something of it is out there."""
    is_permitted = is_allowed(actor, Permission.OPEN_TAKEDOWN, organisation_id=post.organisation_id)
    return is_permitted and any(map(is_there, views))


def find_takedown_abilities(actor: Actor, takedown: Takedown, missing: Sequence[str]) -> list[Ability]:
    """Return every action on a case with the actor's possibility."""
    obstacles = {action: _obstacle(actor, takedown, missing, action) for action in TakedownAction}
    moment = clock.berlin_minute(takedown.deadline_at)
    return [
        Ability(
            action.value,
            key is None,
            explain(key, state=takedown.state.value, moment=moment) if key else None,
        )
        for action, key in obstacles.items()
    ]


def _obstacle(actor: Actor, takedown: Takedown, missing: Sequence[str], action: TakedownAction) -> str | None:
    """Return the key of what stands between the actor and the action; a missing second person may be made up for."""
    permission = Permission.RESPOND_TAKEDOWN if action is TakedownAction.RESPOND else Permission.OPEN_TAKEDOWN
    if not is_allowed(actor, permission, organisation_id=takedown.post.organisation_id):
        return "not-allowed"
    if action is TakedownAction.EXECUTE and takedown.kind is TakedownKind.NOTICE_ONLY:
        return "notice-only"
    if takedown.state not in POSSIBLE_IN[action]:
        return "wrong-state"
    if action is TakedownAction.EXECUTE:
        return next((key for key in missing if key != "second-person"), None)
    return None
