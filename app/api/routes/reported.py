"""What bodies reported about their channels, a page at a time."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.api.deps import ActorDep, After, Limit, SessionDep
from app.api.schemas.fields import Name, PageOut
from app.api.schemas.reported import CostItemOut, MetricsSnapshotOut, StaffingOut, StrategyOut
from app.models import CostItem, MetricsSnapshot, StaffingRecord, Strategy
from app.models.cost import CostBasis
from app.queries.reported import ReportFilter, list_reported

router = APIRouter(tags=["Reports"])
Year = Annotated[int | None, Query(ge=1990, le=2100, description="A year the costs are from.")]


@router.get("/costs")
def read_costs(
    session: SessionDep,
    actor: ActorDep,
    organisation: Name | None = None,
    platform: Name | None = None,
    year: Year = None,
    basis: CostBasis | None = None,
    limit: Limit = 50,
    after: After = None,
) -> PageOut[CostItemOut]:
    """List what channels cost, as it was reported; an organisation stands for everything below it, too."""
    wanted = ReportFilter(organisation, platform, year, basis)
    page = list_reported(session, actor, CostItem, wanted, limit=limit, after=after)
    return PageOut(items=[CostItemOut.of(row) for row in page.items], next=page.next)


@router.get("/staffing")
def read_staffing(
    session: SessionDep,
    actor: ActorDep,
    organisation: Name | None = None,
    platform: Name | None = None,
    limit: Limit = 50,
    after: After = None,
) -> PageOut[StaffingOut]:
    """List who looks after channels, as it was reported."""
    wanted = ReportFilter(organisation, platform)
    page = list_reported(session, actor, StaffingRecord, wanted, limit=limit, after=after)
    return PageOut(items=[StaffingOut.of(row) for row in page.items], next=page.next)


@router.get("/strategies")
def read_strategies(
    session: SessionDep,
    actor: ActorDep,
    organisation: Name | None = None,
    limit: Limit = 50,
    after: After = None,
) -> PageOut[StrategyOut]:
    """List whose strategy organisations follow, with their goals."""
    page = list_reported(session, actor, Strategy, ReportFilter(organisation), limit=limit, after=after)
    return PageOut(items=[StrategyOut.of(row) for row in page.items], next=page.next)


@router.get("/metrics-snapshots")
def read_metrics_snapshots(
    session: SessionDep,
    actor: ActorDep,
    organisation: Name | None = None,
    platform: Name | None = None,
    limit: Limit = 50,
    after: After = None,
) -> PageOut[MetricsSnapshotOut]:
    """List followers and views of accounts as of a day."""
    wanted = ReportFilter(organisation, platform)
    page = list_reported(session, actor, MetricsSnapshot, wanted, limit=limit, after=after)
    return PageOut(items=[MetricsSnapshotOut.of(row) for row in page.items], next=page.next)
