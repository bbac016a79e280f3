"""Whole reports: JSON for machines, a table in a file for people. What is not asked for differently is everything."""

from enum import StrEnum
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse
from sqlalchemy.orm import Session

from app.api.deps import ActorDep, SessionDep
from app.api.schemas.fields import Answer, Name
from app.api.schemas.reported import CostItemOut, CostSumOut, MetricsSnapshotOut, StaffingOut, StrategyOut
from app.api.schemas.reports import (
    ChannelReportOut,
    ChannelRowOut,
    CostReportOut,
    FollowerReportOut,
    StaffingReportOut,
    StrategyReportOut,
    WithoutChannelOut,
)
from app.api.throttling import Costly
from app.api.tokens import open_to_tokens
from app.models import CostItem, MetricsSnapshot, StaffingRecord, Strategy
from app.models.user import TokenScope
from app.queries.channels import name_platforms
from app.queries.cost_sums import add_up
from app.queries.reported import (
    ReportFilter,
    find_registered_channels,
    find_reported,
    find_without_channel,
)
from app.queries.short_forms import find_short_forms
from app.reports.answers import report_followers, report_staffing, report_strategies
from app.reports.channels import report_channels
from app.reports.costs import report_costs
from app.reports.documents import DOCX, PDF
from app.reports.explained import explain
from app.reports.render import CSV, RENDERERS, XLSX
from app.reports.table import Table

router = APIRouter(prefix="/reports", tags=["Reports"], dependencies=[Costly])
FILES: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "content": {
            kind: {"schema": {"type": "string", "format": "binary"}} for kind, _ in RENDERERS.values()
        }
    }
}


class ReportFormat(StrEnum):
    """In which form a report is wanted."""

    JSON = "json"
    CSV = CSV
    XLSX = XLSX
    DOCX = DOCX
    PDF = PDF


AsFormat = Annotated[
    ReportFormat,
    Query(
        alias="format", description="JSON for machines, CSV or XLSX for a spreadsheet, DOCX or PDF for paper."
    ),
]
Whose = Annotated[Name | None, Query(description="Only of this organisation and those below it.")]


@router.get("/costs", response_model=CostReportOut, responses=FILES)
def report_on_costs(
    session: SessionDep, actor: ActorDep, organisation: Whose = None, format_: AsFormat = ReportFormat.JSON
) -> Response:
    """Give all costs with their sub-positions; the sums never mix net, gross and unstated amounts."""
    items = find_reported(session, actor, CostItem, ReportFilter(organisation))
    if format_ is not ReportFormat.JSON:
        return as_file(session, report_costs(items, name_platforms(session)), format_)
    sums = [CostSumOut.of(row) for row in add_up(items)]
    return as_json(CostReportOut(items=[CostItemOut.of(row) for row in items], sums=sums))


@router.get(
    "/channels",
    response_model=ChannelReportOut,
    responses=FILES,
    openapi_extra=open_to_tokens(TokenScope.REGISTER_READ),
)
def report_on_channels(
    session: SessionDep, organisation: Whose = None, format_: AsFormat = ReportFormat.JSON
) -> Response:
    """Give all channels of the register with what was printed; and who declared to have none."""
    wanted = ReportFilter(organisation)
    channels, without = find_registered_channels(session, wanted), find_without_channel(session, wanted)
    if format_ is not ReportFormat.JSON:
        return as_file(session, report_channels(channels, without), format_)
    rows = [ChannelRowOut.of(row) for row in channels]
    return as_json(ChannelReportOut(items=rows, without=[WithoutChannelOut.of(row) for row in without]))


@router.get("/staffing", response_model=StaffingReportOut, responses=FILES)
def report_on_staffing(
    session: SessionDep, actor: ActorDep, organisation: Whose = None, format_: AsFormat = ReportFormat.JSON
) -> Response:
    """Give everything that was reported about who looks after channels."""
    rows = find_reported(session, actor, StaffingRecord, ReportFilter(organisation))
    if format_ is not ReportFormat.JSON:
        return as_file(session, report_staffing(rows, name_platforms(session)), format_)
    return as_json(StaffingReportOut(items=[StaffingOut.of(row) for row in rows]))


@router.get("/strategies", response_model=StrategyReportOut, responses=FILES)
def report_on_strategies(
    session: SessionDep, actor: ActorDep, organisation: Whose = None, format_: AsFormat = ReportFormat.JSON
) -> Response:
    """Give every strategy that was reported, with its goals."""
    rows = find_reported(session, actor, Strategy, ReportFilter(organisation))
    if format_ is not ReportFormat.JSON:
        return as_file(session, report_strategies(rows), format_)
    return as_json(StrategyReportOut(items=[StrategyOut.of(row) for row in rows]))


@router.get("/followers", response_model=FollowerReportOut, responses=FILES)
def report_on_followers(
    session: SessionDep, actor: ActorDep, organisation: Whose = None, format_: AsFormat = ReportFormat.JSON
) -> Response:
    """Give followers and views of every account, each as of its day."""
    rows = find_reported(session, actor, MetricsSnapshot, ReportFilter(organisation))
    if format_ is not ReportFormat.JSON:
        return as_file(session, report_followers(rows), format_)
    return as_json(FollowerReportOut(items=[MetricsSnapshotOut.of(row) for row in rows]))


def as_json(answer: Answer) -> JSONResponse:
    """Return a report for machines."""
    return JSONResponse(answer.model_dump(mode="json"))


def as_file(session: Session, table: Table, format_: ReportFormat) -> Response:
    """Return a table as a file to be kept, below it what stands abbreviated in it."""
    kind, write = RENDERERS[format_]
    table = explain(table, find_short_forms(session, table.texts))
    named = {"Content-Disposition": f'attachment; filename="{table.name}.{format_}"'}
    return Response(write(table), media_type=kind, headers=named)
