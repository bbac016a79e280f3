"""Reports on what the newsroom did in a stretch of days: JSON for machines, a table in a file for people."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from app.api.deps import ActorDep, SessionDep
from app.api.routes.reports import FILES, AsFormat, ReportFormat, Whose, as_file, as_json
from app.api.schemas.activity import (
    DecisionReportOut,
    DecisionsOut,
    PostReportOut,
    PunctualityOut,
    PunctualityReportOut,
    RemovalReportOut,
    RemovalsOut,
    SilenceOut,
    WeekOut,
)
from app.api.throttling import Costly
from app.queries.activity import (
    Span,
    count_posts,
    count_removals,
    find_silent,
    measure_decisions,
    measure_punctuality,
)
from app.reports.activity import report_decisions, report_posts, report_punctuality, report_removals

router = APIRouter(prefix="/reports", tags=["Reports"], dependencies=[Costly])


def take_span(
    since: Annotated[date, Query(description="The first day.")],
    until: Annotated[date, Query(description="The last day; at most 400 days after the first.")],
    organisation: Whose = None,
) -> Span:
    """Return the days that are asked for, and whose posts. Raises InvalidError."""
    return Span(since, until, organisation)


SpanDep = Annotated[Span, Depends(take_span)]


@router.get("/posts", response_model=PostReportOut, responses=FILES)
def report_on_posts(
    session: SessionDep, actor: ActorDep, span: SpanDep, format_: AsFormat = ReportFormat.JSON
) -> Response:
    """Give posts that went out by week and body, and the silent ministries."""
    rows, silent = count_posts(session, actor, span), find_silent(session, actor, span)
    if format_ is not ReportFormat.JSON:
        return as_file(session, report_posts(rows, silent), format_)
    return as_json(
        PostReportOut(
            items=[WeekOut.model_validate(row) for row in rows],
            silent=[SilenceOut.model_validate(row) for row in silent],
        )
    )


@router.get("/punctuality", response_model=PunctualityReportOut, responses=FILES)
def report_on_punctuality(
    session: SessionDep, actor: ActorDep, span: SpanDep, format_: AsFormat = ReportFormat.JSON
) -> Response:
    """Give by channel how late deliveries left."""
    rows = measure_punctuality(session, actor, span)
    if format_ is not ReportFormat.JSON:
        return as_file(session, report_punctuality(rows), format_)
    return as_json(PunctualityReportOut(items=[PunctualityOut.model_validate(row) for row in rows]))


@router.get("/decisions", response_model=DecisionReportOut, responses=FILES)
def report_on_decisions(
    session: SessionDep, actor: ActorDep, span: SpanDep, format_: AsFormat = ReportFormat.JSON
) -> Response:
    """Give by body how long approvals took, and how many posts were sent back."""
    rows = measure_decisions(session, actor, span)
    if format_ is not ReportFormat.JSON:
        return as_file(session, report_decisions(rows), format_)
    return as_json(DecisionReportOut(items=[DecisionsOut.model_validate(row) for row in rows]))


@router.get("/takedowns", response_model=RemovalReportOut, responses=FILES)
def report_on_takedowns(
    session: SessionDep, actor: ActorDep, span: SpanDep, format_: AsFormat = ReportFormat.JSON
) -> Response:
    """Give the cases opened against posts, by body and ground."""
    rows = count_removals(session, actor, span)
    if format_ is not ReportFormat.JSON:
        return as_file(session, report_removals(rows), format_)
    return as_json(RemovalReportOut(items=[RemovalsOut.model_validate(row) for row in rows]))
