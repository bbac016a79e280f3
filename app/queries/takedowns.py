"""Cases (Löschverfahren) as a person sees them: what was announced, answered, decided, and what became of it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select, true
from sqlalchemy import false as never
from sqlalchemy.orm import Session, joinedload, selectinload

from app import clock
from app.editorial.grounds import RESTS_ON, Sentence
from app.editorial.permissions import MATRIX, Permission, Scope, is_allowed
from app.editorial.takedowns import find_missing
from app.errors import NotFoundError
from app.messages import ANSWERS, OUTCOMES, TAKEDOWNS, say
from app.models import Delivery, DeliveryAttempt, Post, Removal, Takedown, TakedownDelivery, Variant
from app.models.delivery import DeliveryState
from app.models.takedown import TakedownAnswer, TakedownKind, TakedownState
from app.models.user import Actor
from app.queries.abilities import Ability
from app.queries.cursor import Page, as_id, fetch_page
from app.queries.deliveries import PROPOSED
from app.queries.takedown_abilities import find_standing, find_takedown_abilities, is_undecided
from app.queries.takedown_filter import TakedownFilter, narrow

Row = TypeVar("Row")
_WHOLE = (
    joinedload(Takedown.post).joinedload(Post.organisation),
    joinedload(Takedown.revision),
    joinedload(Takedown.opened_by),
    joinedload(Takedown.executed_by),
    joinedload(Takedown.ended_by),
    selectinload(Takedown.answers).joinedload(TakedownAnswer.by),
    selectinload(Takedown.covered).joinedload(TakedownDelivery.variant).joinedload(Variant.channel),
)


@dataclass(frozen=True)
class CoveredView:
    """One delivery of a case with its evidence: the receipt, every call made for it, and who ordered its removal."""

    row: TakedownDelivery
    delivery: Delivery | None
    attempts: Sequence[DeliveryAttempt]
    removals: Sequence[Removal]

    @property
    def state(self) -> str:
        """Its state, `proposed` before it was ever approved."""
        if self.delivery is not None:
            return self.delivery.state.value
        return DeliveryState.CANCELLED.value if self.row.variant.withdrawn_at else PROPOSED


@dataclass(frozen=True)
class TakedownView:
    """A case with all that belongs to it, and what its reader can do."""

    takedown: Takedown
    delivered_at: datetime | None
    covered: Sequence[CoveredView]
    missing: Sequence[str]
    actions: Sequence[Ability]

    @property
    def sentences(self) -> list[Sentence]:
        """What the ground rests on for the channels that the case is about."""
        scopes = {None, *(row.row.variant.channel.scope for row in self.covered)}
        return [row for row in RESTS_ON[self.takedown.ground] if row.scope in scopes]

    @property
    def message(self) -> str:
        """What happens next, in German."""
        takedown = self.takedown
        key = takedown.state.value
        if takedown.kind is TakedownKind.NOTICE_ONLY and takedown.state is TakedownState.OPEN:
            key = "notice_only"
        answer = ANSWERS[takedown.answers[-1].answer] if takedown.answers else ""
        outcome = OUTCOMES[takedown.outcome] if takedown.outcome else ""
        deadline = clock.berlin_minute(takedown.deadline_at)
        return say(TAKEDOWNS, key, deadline=deadline, answer=answer, outcome=outcome)

    @property
    def etag(self) -> str:
        """A strong validator over all that can change."""
        takedown = self.takedown
        parts = [takedown.id, takedown.state, self.delivered_at, len(takedown.answers), *self.missing]
        parts += [f"{row.row.delivery_id}:{row.state}:{len(row.attempts)}" for row in self.covered]
        return f'"{sha256("|".join(map(str, parts)).encode()).hexdigest()[:32]}"'


def get_takedown(session: Session, actor: Actor, takedown_id: UUID) -> TakedownView:
    """Return a case the actor may see. Raises NotFoundError."""
    query = select(Takedown).where(Takedown.id == takedown_id).options(*_WHOLE)
    takedown = session.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()
    if takedown is None or not is_allowed(
        actor, Permission.READ_TAKEDOWN, organisation_id=takedown.post.organisation_id
    ):
        raise NotFoundError
    return _views(session, actor, [takedown])[0]


def list_takedowns(
    session: Session, actor: Actor, wanted: TakedownFilter, *, limit: int, after: str | None
) -> Page[TakedownView]:
    """Return the cases the actor may see, the newest first."""
    query = select(Takedown).join(Post, Post.id == Takedown.post_id).where(_is_readable_by(actor))
    page = fetch_page(
        session,
        narrow(query, wanted).options(*_WHOLE),
        by=[Takedown.id],
        kinds=[as_id],
        limit=limit,
        after=after,
        descending=True,
    )
    return Page(_views(session, actor, page.items), page.next)


def find_takedowns(session: Session, actor: Actor, post: Post) -> list[TakedownView]:
    """Return the cases against a post that the actor may see, in the order in which they were opened."""
    if not is_allowed(actor, Permission.READ_TAKEDOWN, organisation_id=post.organisation_id):
        return []
    query = select(Takedown).where(Takedown.post_id == post.id).options(*_WHOLE).order_by(Takedown.id)
    return _views(session, actor, session.execute(query).scalars().all())


def _is_readable_by(actor: Actor) -> ColumnElement[bool]:
    """Return READ_TAKEDOWN as a condition on posts."""
    reading = MATRIX[Permission.READ_TAKEDOWN]
    reads_all = actor.holds(*(role for role, scope in reading.items() if scope is Scope.ALL))
    own = actor.reach(*(role for role, scope in reading.items() if scope is Scope.OWN))
    return or_(true() if reads_all else never(), Post.organisation_id.in_(list(own)))


def _views(session: Session, actor: Actor, takedowns: Sequence[Takedown]) -> list[TakedownView]:
    ids = [row.delivery_id for takedown in takedowns for row in takedown.covered]
    query = select(Delivery).where(Delivery.id.in_(ids)).options(joinedload(Delivery.revision))
    deliveries = {row.id: row for row in _fresh(session, query)}
    attempts, removals = defaultdict(list), defaultdict(list)
    tried = select(DeliveryAttempt).where(DeliveryAttempt.delivery_id.in_(ids))
    for attempt in _fresh(session, tried.order_by(DeliveryAttempt.number)):
        attempts[attempt.delivery_id].append(attempt)
    ordered = select(Removal).where(Removal.delivery_id.in_(ids))
    for removal in _fresh(session, ordered.order_by(Removal.id)):
        removals[removal.delivery_id].append(removal)
    views = []
    for takedown in takedowns:
        covered = [
            CoveredView(
                row, deliveries.get(row.delivery_id), attempts[row.delivery_id], removals[row.delivery_id]
            )
            for row in takedown.covered
        ]
        standing = find_standing(session, takedown)
        missing = find_missing(standing, actor, None) if is_undecided(takedown) else []
        abilities = find_takedown_abilities(actor, takedown, missing)
        views.append(TakedownView(takedown, standing.delivered_at, covered, missing, abilities))
    return views


def _fresh(session: Session, query: Select[Row]) -> Sequence[Row]:
    return session.execute(query.execution_options(populate_existing=True)).scalars().all()
