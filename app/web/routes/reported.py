"""Kosten, Personal, Strategien, Reichweite: what bodies reported, with sums that say net or gross, and as files."""

from decimal import Decimal
from typing import Any, Final

from fastapi import APIRouter, Response

from app.messages.reports import (
    BASES,
    STRATEGY_KINDS,
    say_amount,
    say_change,
    say_count,
    say_euro,
    say_snapshot,
    say_staffing,
    say_years,
)
from app.models import CostItem, MetricsSnapshot, StaffingRecord, Strategy
from app.models.cost import CostBasis
from app.models.user import Role
from app.queries.channels import name_platforms
from app.queries.cost_sums import SumKind, add_up
from app.queries.growth import find_growth
from app.queries.organisations import list_organisations
from app.queries.register_findings import RegisterFinding, find_register_findings
from app.queries.reported import ReportFilter, find_reported
from app.queries.short_forms import find_short_forms
from app.reports.answers import report_followers, report_staffing, report_strategies
from app.reports.costs import report_costs
from app.reports.explained import explain
from app.reports.render import RENDERERS
from app.reports.table import Table
from app.web.deps import Looking
from app.web.routes.reporting import list_enterable
from app.web.visit import HEADERS, Visit

router = APIRouter(include_in_schema=False)

YEARS: Final = range(2010, 2100)
MOST_ORGANISATIONS: Final = 500
WORDS: Final[dict[str, Any]] = {
    "bases": BASES,
    "kinds": STRATEGY_KINDS,
    "say_amount": say_amount,
    "say_change": say_change,
    "say_count": say_count,
    "say_euro": say_euro,
    "say_snapshot": say_snapshot,
    "say_staffing": say_staffing,
    "say_years": say_years,
}


@router.get("/costs")
def show_costs(
    visit: Looking, organisation: str = "", platform: str = "", year: str = "", basis: str = ""
) -> Response:
    """Show what channels cost, with a chart and its table: a sum for each body and basis."""
    said = {"organisation": organisation, "platform": platform, "year": year, "basis": basis}
    items = find_reported(visit.session, visit.actor, CostItem, _read_filter(said))
    sums = add_up(items)
    bars = [row for row in sums if row.per is SumKind.ORGANISATION]
    return _show(
        visit,
        "costs",
        said,
        items=items,
        bars=bars,
        highest=max((row.amount for row in bars), default=Decimal(1)) or Decimal(1),
        totals=[row for row in sums if row.per is SumKind.TOTAL],
        media=[row for row in sums if row.per is SumKind.MEDIUM],
        findings=_find_findings(visit, said),
        years=sorted(
            {item.year_from for item in find_reported(visit.session, visit.actor, CostItem) if item.year_from}
        ),
    )


@router.get("/staffing")
def show_staffing(visit: Looking, organisation: str = "", platform: str = "") -> Response:
    """Show who looks after channels."""
    said = {"organisation": organisation, "platform": platform}
    rows = find_reported(visit.session, visit.actor, StaffingRecord, _read_filter(said))
    return _show(visit, "staffing", said, rows=rows)


@router.get("/strategies")
def show_strategies(visit: Looking, organisation: str = "", platform: str = "") -> Response:
    """Show whose strategy bodies follow, and their goals."""
    said = {"organisation": organisation, "platform": platform}
    rows = find_reported(visit.session, visit.actor, Strategy, _read_filter(said))
    return _show(visit, "strategies", said, rows=rows)


@router.get("/metrics-snapshots")
def show_snapshots(visit: Looking, organisation: str = "", platform: str = "") -> Response:
    """Show followers and views, with a chart and its table: the last snapshot of each account and its growth."""
    said = {"organisation": organisation, "platform": platform}
    rows = find_reported(visit.session, visit.actor, MetricsSnapshot, _read_filter(said))
    growth = find_growth(rows)
    most = growth[0].last.followers or 1 if growth else 1
    return _show(visit, "metrics-snapshots", said, rows=rows, growth=growth, most=most)


@router.get("/costs.{ending}")
def hand_out_costs(
    visit: Looking, ending: str, organisation: str = "", platform: str = "", year: str = "", basis: str = ""
) -> Response:
    """Return the costs shown as a file."""
    said = {"organisation": organisation, "platform": platform, "year": year, "basis": basis}
    items = find_reported(visit.session, visit.actor, CostItem, _read_filter(said))
    return as_file(visit, report_costs(items, name_platforms(visit.session)), ending)


@router.get("/staffing.{ending}")
def hand_out_staffing(visit: Looking, ending: str, organisation: str = "", platform: str = "") -> Response:
    """Return the staffing shown as a file."""
    said = {"organisation": organisation, "platform": platform}
    rows = find_reported(visit.session, visit.actor, StaffingRecord, _read_filter(said))
    return as_file(visit, report_staffing(rows, name_platforms(visit.session)), ending)


@router.get("/strategies.{ending}")
def hand_out_strategies(visit: Looking, ending: str, organisation: str = "", platform: str = "") -> Response:
    """Return the strategies shown as a file."""
    said = {"organisation": organisation, "platform": platform}
    rows = find_reported(visit.session, visit.actor, Strategy, _read_filter(said))
    return as_file(visit, report_strategies(rows), ending)


@router.get("/metrics-snapshots.{ending}")
def hand_out_snapshots(visit: Looking, ending: str, organisation: str = "", platform: str = "") -> Response:
    """Return the followers and views shown as a file."""
    said = {"organisation": organisation, "platform": platform}
    rows = find_reported(visit.session, visit.actor, MetricsSnapshot, _read_filter(said))
    return as_file(visit, report_followers(rows), ending)


def _show(visit: Visit, name: str, said: dict[str, str], **values: Any) -> Response:
    """Show one of the pages with its filters."""
    return visit.show(
        f"desk/reported/{name}.html",
        wanted=said,
        enterable={row.abbreviation for row in list_enterable(visit)},
        platforms=name_platforms(visit.session),
        organisations=list_organisations(visit.session, limit=MOST_ORGANISATIONS, after=None).items,
        **WORDS,
        **values,
    )


def _find_findings(visit: Visit, said: dict[str, str]) -> list[RegisterFinding]:
    """Return what does not add up, for whoever reads everything, as long as the list is whole."""
    is_whole = not any(said.values()) and not visit.actor.holds(Role.MINISTRY_EDITOR, Role.MINISTRY_LEAD)
    return find_register_findings(visit.session) if is_whole else []


def as_file(visit: Visit, table: Table, ending: str) -> Response:
    """Return a table as a file, explained below; an ending nobody offers is CSV."""
    visit.count_costly()
    ending = ending if ending in RENDERERS else "csv"
    kind, write = RENDERERS[ending]
    table = explain(table, find_short_forms(visit.session, table.texts))
    named = {"Content-Disposition": f'attachment; filename="{table.name}.{ending}"'}
    return Response(write(table), media_type=kind, headers=HEADERS | named)


def _read_filter(said: dict[str, str]) -> ReportFilter:
    """Return what a form asks for; what makes no sense is left out."""
    year, basis = said.get("year", ""), said.get("basis", "")
    return ReportFilter(
        organisation=said["organisation"] or None,
        platform=said["platform"] or None,
        year=int(year) if year.isascii() and year.isdecimal() and int(year) in YEARS else None,
        basis=CostBasis(basis) if basis in set(CostBasis) else None,
    )
