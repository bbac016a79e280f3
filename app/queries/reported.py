"""What bodies reported about their channels, in the order they did: costs, staffing, strategies, followers.

The desk, the channel manager and the auditor read everything; a ministry what it and the bodies below it reported.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.editorial.permissions import MATRIX, Permission, Scope
from app.errors import NotAllowedError, NotFoundError
from app.models import CostItem, MetricsSnapshot, StaffingRecord, Strategy
from app.models.channel import Channel
from app.models.cost import CostBasis
from app.models.organisation import Organisation
from app.models.user import Actor
from app.queries.cursor import Page, as_id, fetch_page
from app.queries.organisations import find_organisation_ids

Reported = TypeVar("Reported", CostItem, StaffingRecord, Strategy, MetricsSnapshot)
LAST: Final = "~"
"""Sorts what came from no file behind everything that did."""
WITH: Final[dict[type[Any], tuple[Any, ...]]] = {
    CostItem: (selectinload(CostItem.positions), selectinload(CostItem.channels)),
    StaffingRecord: (),
    Strategy: (selectinload(Strategy.goals),),
    MetricsSnapshot: (joinedload(MetricsSnapshot.channel),),
}


@dataclass(frozen=True)
class ReportFilter:
    """What of it is wanted: of an organisation and those below it (unless alone), about a platform, a year, a basis."""

    organisation: str | None = None
    platform: str | None = None
    year: int | None = None
    basis: CostBasis | None = None
    is_alone: bool = False


def list_reported(
    session: Session,
    actor: Actor,
    model: type[Reported],
    wanted: ReportFilter,
    *,
    limit: int,
    after: str | None,
) -> Page[Reported]:
    """Return a page of what was reported. Raises NotAllowedError."""
    query = _find(session, actor, model, wanted)
    by = (func.coalesce(model.source_key, LAST), model.id)
    return fetch_page(session, query, by=by, kinds=(str, as_id), limit=limit, after=after)


def find_reported(
    session: Session, actor: Actor, model: type[Reported], wanted: ReportFilter | None = None
) -> Sequence[Reported]:
    """Return everything that was reported. Raises NotAllowedError."""
    query = _find(session, actor, model, wanted or ReportFilter())
    return session.scalars(query.order_by(func.coalesce(model.source_key, LAST), model.id)).unique().all()


def get_reported(session: Session, actor: Actor, model: type[Reported], row_id: UUID) -> Reported:
    """Return one of them as it is now. Raises NotAllowedError, NotFoundError."""
    query = _find(session, actor, model, ReportFilter()).where(model.id == row_id)
    rows = session.scalars(query.execution_options(populate_existing=True))
    found: Reported | None = rows.unique().one_or_none()
    if found is None:
        raise NotFoundError
    return found


def find_registered_channels(session: Session, wanted: ReportFilter) -> Sequence[Channel]:
    """Return the channels of the register, ended ones too, in its order; they are nobody's secret."""
    query = (
        select(Channel)
        .where(Channel.is_demo.is_(False))
        .options(joinedload(Channel.platform), joinedload(Channel.organisation))
        .order_by(func.coalesce(Channel.source_key, LAST), Channel.label, Channel.id)
    )
    ids = find_wanted_ids(session, wanted)
    if ids is not None:
        query = query.where(Channel.organisation_id.in_(ids))
    if wanted.platform is not None:
        query = query.where(Channel.platform_slug == wanted.platform)
    return session.scalars(query).all()


def find_without_channel(session: Session, wanted: ReportFilter) -> Sequence[Organisation]:
    """Return the organisations that declared to have no channel: `entfällt` is an answer."""
    query = select(Organisation).where(Organisation.answer.is_not(None)).order_by(Organisation.abbreviation)
    ids = find_wanted_ids(session, wanted)
    if ids is not None:
        query = query.where(Organisation.id.in_(ids))
    return session.scalars(query).all() if wanted.platform is None else []


def find_wanted_ids(session: Session, wanted: ReportFilter) -> Sequence[UUID] | None:
    """Return the organisations that are wanted by their ids; None where all are."""
    if wanted.organisation is None:
        return None
    if not wanted.is_alone:
        return find_organisation_ids(session, wanted.organisation)
    alone = select(Organisation.id).where(Organisation.abbreviation == wanted.organisation)
    return session.scalars(alone).all()


def reach_of(actor: Actor) -> frozenset[UUID] | None:
    """Return the organisations of which somebody reads reports; None for all of them. Raises NotAllowedError."""
    roles = MATRIX[Permission.READ_REPORTS]
    if actor.scopes is not None or not actor.holds(*roles):
        raise NotAllowedError
    if actor.holds(*(role for role, scope in roles.items() if scope is Scope.ALL)):
        return None
    return frozenset(actor.reach(*roles))


def _find(session: Session, actor: Actor, model: type[Reported], wanted: ReportFilter) -> Select[Any]:
    """Return the query for what the actor may read of what is wanted."""
    query: Select[Any] = select(model).options(joinedload(model.organisation), *WITH[model])
    own = reach_of(actor)
    if own is not None:
        query = query.where(model.organisation_id.in_(own))
    ids = find_wanted_ids(session, wanted)
    if ids is not None:
        query = query.where(model.organisation_id.in_(ids))
    if wanted.platform is not None:
        is_about = (
            MetricsSnapshot.platform_slug == wanted.platform
            if issubclass(model, MetricsSnapshot)
            else model.platforms.contains([wanted.platform])
        )
        query = query.where(is_about)
    return _narrow_costs(query, wanted) if issubclass(model, CostItem) else query


def _narrow_costs(query: Select[Any], wanted: ReportFilter) -> Select[Any]:
    """Return a query for costs that keeps to year and basis."""
    if wanted.year is not None:
        begins = func.coalesce(CostItem.year_from, wanted.year) <= wanted.year
        ends = func.coalesce(CostItem.year_to, wanted.year) >= wanted.year
        query = query.where(begins & ends & (CostItem.year_from.is_not(None)))
    if wanted.basis is not None:
        query = query.where(CostItem.basis == wanted.basis)
    return query
