"""Deliveries as a person sees them: proposed from the draft on, then as the protocol knows them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, joinedload

from app import clock
from app.actions.predecessors import waits_for_central, waits_for_package
from app.editorial.counting import length_of, limit_of
from app.editorial.payload import Image, images_of, text_of
from app.editorial.permissions import is_in_hand, may_see, may_see_published
from app.errors import NotFoundError
from app.messages import BEHIND, BY_HAND, DELIVERIES, HOLDS, PACKED, say
from app.models import Channel, Delivery, Post, Rendering, Revision, Variant
from app.models.channel import Idempotency
from app.models.delivery import DeliveryState, HoldReason
from app.models.user import Actor
from app.queries.cursor import Page
from app.queries.delivery_filter import PROPOSED as PROPOSED
from app.queries.delivery_filter import DeliveryFilter
from app.queries.delivery_ids import find_delivery_ids
from app.storage import storage

_WHOLE = (
    joinedload(Variant.channel).joinedload(Channel.platform),
    joinedload(Variant.channel).joinedload(Channel.organisation),
)
_ITS_POST = (
    joinedload(Variant.post).joinedload(Post.organisation),
    joinedload(Variant.post).joinedload(Post.author),
    joinedload(Variant.post).joinedload(Post.current_revision).joinedload(Revision.editor),
)
STILL_AHEAD: Final = frozenset({PROPOSED, DeliveryState.WAITING.value})
"""States in which it matters what has to go first."""


@dataclass(frozen=True)
class DeliveryView:
    """One variant of a post with its delivery, if it has one yet; `is_behind` while a central channel has to go first (G18), `is_packed` while it waits for its package (G23)."""

    variant: Variant
    post: Post
    rendering: Rendering | None
    delivery: Delivery | None
    is_behind: bool = False
    is_packed: bool = False

    @property
    def id(self) -> UUID:
        """The variant's id, which is the delivery's."""
        return self.variant.id

    @property
    def channel_row(self) -> Channel:
        """The channel."""
        return self.variant.channel

    @property
    def state(self) -> str:
        """`proposed` until approved, then the protocol's eight states."""
        if self.delivery is not None:
            return self.delivery.state.value
        return DeliveryState.CANCELLED.value if self.variant.withdrawn_at else PROPOSED

    @property
    def hold_reason(self) -> str | None:
        """Why it stands still."""
        return self.delivery.hold_reason.value if self.delivery and self.delivery.hold_reason else None

    @property
    def fence(self) -> int:
        """How often it changed hands."""
        return self.delivery.fence if self.delivery else -1

    @property
    def proposed_at(self) -> datetime | None:
        """When its editors want it out."""
        return self.rendering.proposed_at if self.rendering else None

    @property
    def due_at(self) -> datetime | None:
        """When it leaves, once approved."""
        return self.delivery.due_at if self.delivery else None

    @property
    def window_s(self) -> int:
        """How late it may still leave, in seconds."""
        return self.delivery.window_s if self.delivery is not None else self.post.window_s

    @property
    def payload(self) -> str | None:
        """The bytes to be sent: as approved; before that, and while somebody must decide anew, as they would be now."""
        is_undecided = self.delivery is None or (
            self.delivery.state is DeliveryState.HELD and self.delivery.hold_reason is not HoldReason.MANUAL
        )
        source = self.rendering if is_undecided and self.rendering else self.delivery or self.rendering
        return source.payload if source else None

    @property
    def text_as_sent(self) -> str:
        """The text with signature."""
        return text_of(self.payload) if self.payload else ""

    @property
    def length(self) -> int:
        """How long it is, as the channel counts."""
        return length_of(self.channel_row, self.payload) if self.payload else 0

    @property
    def limit(self) -> int | None:
        """How long it may be, as the channel counts."""
        return limit_of(self.channel_row)

    @property
    def images(self) -> tuple[Image, ...]:
        """The images, in order."""
        return images_of(self.payload) if self.payload else ()

    @property
    def etag(self) -> str:
        """A strong validator over content and state."""
        parts = [
            self.id,
            self.state,
            self.hold_reason,
            self.fence,
            self.due_at,
            self.proposed_at,
            self.payload,
            self.is_behind,
            self.is_packed,
        ]
        return f'"{sha256("|".join(map(str, parts)).encode()).hexdigest()[:32]}"'

    @property
    def message(self) -> str:
        """What happens next, in German."""
        if self.delivery is not None and self.delivery.hold_reason is not None:
            return HOLDS[self.delivery.hold_reason]
        if self.state in BY_HAND and self.channel_row.idempotency is Idempotency.MANUAL:
            return BY_HAND[self.state]
        due = self.due_at or self.proposed_at
        sent = self.delivery.sent_at if self.delivery else None
        told = say(
            DELIVERIES,
            self.state,
            due=clock.berlin_minute(due) if due else "–",
            sent=clock.berlin(sent) if sent else "–",
        )
        ahead = [BEHIND] * self.is_behind + [PACKED] * self.is_packed
        return " ".join([told, *(ahead if self.state in STILL_AHEAD else [])])


def find_delivery_views(session: Session, posts: Sequence[Post]) -> dict[UUID, list[DeliveryView]]:
    """Return the deliveries of each post: the current revision's, and any that exist beside it."""
    found: dict[UUID, list[DeliveryView]] = defaultdict(list)
    query = _query().where(Variant.post_id.in_([post.id for post in posts]))
    by_id = {post.id: post for post in posts}
    for variant, rendering, delivery, *ahead in session.execute(query.order_by(Variant.id)).all():
        if rendering is not None or delivery is not None:
            view = DeliveryView(variant, by_id[variant.post_id], rendering, delivery, *ahead)
            found[variant.post_id].append(view)
    return found


def get_delivery(session: Session, actor: Actor, delivery_id: UUID) -> DeliveryView:
    """Return one delivery of a post the actor may see. Raises NotFoundError."""
    query = _query().where(Variant.id == delivery_id).options(joinedload(Variant.post))
    row = session.execute(query.execution_options(populate_existing=True)).one_or_none()
    if row is None or (row[1] is None and row[2] is None):
        raise NotFoundError
    view = DeliveryView(row[0], row[0].post, *row[1:])
    is_out = view.delivery is not None and view.delivery.remote_id is not None
    is_mine = view.delivery is not None and is_in_hand(actor, view.delivery)
    if not (may_see(actor, view.post) or is_mine or (is_out and may_see_published(actor, view.post))):
        raise NotFoundError
    return view


def read_delivery_image(view: DeliveryView, sha256: str) -> tuple[Image, bytes]:
    """Return one of a delivery's images with its bytes. Raises NotFoundError where it has none of this hash."""
    image = next((row for row in view.images if row.sha256 == sha256), None)
    content = storage().read(sha256) if image else None
    if image is None or content is None:
        raise NotFoundError
    return image, content


def list_deliveries(
    session: Session, actor: Actor, wanted: DeliveryFilter, *, limit: int, after: str | None
) -> Page[DeliveryView]:
    """Return deliveries of posts the actor may see, in the order of their time (due, else proposed)."""
    ids = find_delivery_ids(session, actor, wanted, limit=limit, after=after)
    by_id = load_views(session, ids.items)
    return Page([by_id[delivery_id] for delivery_id in ids.items], ids.next)


def list_firsts(
    session: Session, actor: Actor, wanted: Sequence[DeliveryFilter], *, limit: int
) -> list[list[DeliveryView]]:
    """Return the first of each of several lists; what they show is loaded for all of them at once."""
    ids = [find_delivery_ids(session, actor, one, limit=limit, after=None).items for one in wanted]
    by_id = load_views(session, {delivery_id for row in ids for delivery_id in row})
    return [[by_id[delivery_id] for delivery_id in row] for row in ids]


def load_views(session: Session, ids: Collection[UUID]) -> dict[UUID, DeliveryView]:
    """Return deliveries by id, with all that a list tells of them; who asks has been found to be allowed to."""
    rows = session.execute(_query().where(Variant.id.in_(ids)).options(*_ITS_POST)).all()
    return {row[0].id: DeliveryView(row[0], row[0].post, *row[1:]) for row in rows}


@cache
def _query() -> Select[Variant, Rendering, Delivery, bool, bool]:
    return (
        select(Variant, Rendering, Delivery, waits_for_central(Variant), waits_for_package(Variant))
        .select_from(Variant)
        .outerjoin(Revision, (Revision.post_id == Variant.post_id) & _is_current())
        .outerjoin(Rendering, (Rendering.variant_id == Variant.id) & (Rendering.revision_id == Revision.id))
        .outerjoin(Delivery, Delivery.id == Variant.id)
        .options(*_WHOLE)
    )


def _is_current() -> ColumnElement[bool]:
    current = (
        select(Post.current_revision_id)
        .where(Post.id == Variant.post_id)
        .correlate(Variant)
        .scalar_subquery()
    )
    return Revision.id == current
