"""What a case (Löschverfahren) is opened about, and what its form says."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from pydantic import TypeAdapter

from app import clock, db
from app.actions.takedown_notices import Charge
from app.editorial.permissions import Permission, is_allowed
from app.errors import InvalidError, NotAllowedError, NotFoundError
from app.fields import Reason
from app.models import Post
from app.models.channel import ChannelScope
from app.models.delivery import DeliveryState
from app.models.ground import Ground
from app.models.takedown import TakedownKind
from app.queries.deliveries import DeliveryView, get_delivery
from app.queries.posts import get_post
from app.queries.takedown_abilities import is_there
from app.web.forms import Entered
from app.web.moments import take_moment
from app.web.visit import Visit

GONE: Final = {DeliveryState.CANCELLED.value, DeliveryState.REMOVED.value}
_reason = TypeAdapter(Reason)
_kind, _ground = TypeAdapter(TakedownKind), TypeAdapter(Ground)


@dataclass(frozen=True)
class Subject:
    """What a case is to be about: what is left of a post, or one delivery of it."""

    post: Post
    views: Sequence[DeliveryView]
    delivery_id: UUID | None

    @property
    def is_out(self) -> bool:
        """Tell whether some of it is, or may be, on its channel."""
        return any(map(is_there, self.views))

    @property
    def has_central(self) -> bool:
        """Tell whether some of it is on a central channel, from where the desk may remove."""
        return any(row.channel_row.scope is ChannelScope.CENTRAL for row in self.views)


def find_subject(visit: Visit, post_id: UUID | None, delivery_id: UUID | None) -> Subject:
    """Return what is meant. Raises NotFoundError where it is nothing, NotAllowedError for who opens no cases."""
    if delivery_id is not None:
        views: Sequence[DeliveryView] = [get_delivery(visit.session, visit.actor, delivery_id)]
        post = views[0].post
    elif post_id is not None:
        view = get_post(visit.session, visit.actor, post_id)
        post, views = view.post, view.deliveries
    else:
        raise NotFoundError
    if not is_allowed(visit.actor, Permission.OPEN_TAKEDOWN, organisation_id=post.organisation_id):
        raise NotAllowedError
    return Subject(post, [row for row in views if row.state not in GONE], delivery_id)


def read_charge(visit: Visit, entered: Entered) -> Charge:
    """Return what the form says. Raises InvalidError with everything found wrong with it."""
    entered.need("kind", "ground", "quote", "remedy")
    kind, ground = entered.take_if_any("kind", _kind), entered.take_if_any("ground", _ground)
    quote, remedy = entered.take_if_any("quote", _reason), entered.take_if_any("remedy", _reason)
    deadline, urgent_reason = None, None
    if entered.text("deadline") == "set":
        deadline = take_moment(entered)
    elif entered.text("deadline") == "none":
        entered.need("urgent_reason")
        deadline = clock.from_instant(db.now(visit.session))
        urgent_reason = entered.take_if_any("urgent_reason", _reason)
    if entered.issues or kind is None or ground is None:
        raise InvalidError(issues=entered.issues)
    return Charge(kind, ground, quote or "", remedy or "", deadline, urgent_reason)
