"""Berichte: what the newsroom did in a stretch of days, as charts with their tables, and as files."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any, Final

from fastapi import APIRouter, Response

from app import clock
from app.errors import InvalidError, NotFoundError
from app.messages import explain
from app.messages.decisions import GROUNDS
from app.queries.activity import (
    Span,
    Week,
    count_posts,
    count_removals,
    find_silent,
    measure_decisions,
    measure_punctuality,
)
from app.queries.organisations import list_organisations
from app.reports.activity import (
    report_decisions,
    report_posts,
    report_punctuality,
    report_removals,
    say_silence,
)
from app.reports.table import Table
from app.web.deps import Looking
from app.web.routes.reported import MOST_ORGANISATIONS, as_file
from app.web.visit import Visit

router = APIRouter(prefix="/reports", include_in_schema=False)

USUAL: Final = timedelta(weeks=12)
TABLES: Final[dict[str, Callable[[Visit, Span], Table]]] = {
    "posts": lambda visit, span: report_posts(
        count_posts(visit.session, visit.actor, span), find_silent(visit.session, visit.actor, span)
    ),
    "punctuality": lambda visit, span: report_punctuality(
        measure_punctuality(visit.session, visit.actor, span)
    ),
    "decisions": lambda visit, span: report_decisions(measure_decisions(visit.session, visit.actor, span)),
    "takedowns": lambda visit, span: report_removals(count_removals(visit.session, visit.actor, span)),
}


@router.get("")
def show_reports(visit: Looking, since: str = "", until: str = "", organisation: str = "") -> Response:
    """Show what these days brought; without any, the last twelve weeks."""
    span, wrong = _read_span(since, until, organisation)
    weeks = count_posts(visit.session, visit.actor, span)
    return visit.show(
        "desk/reports.html",
        status=422 if wrong else 200,
        span=span,
        wrong=wrong,
        sent={"since": span.since, "until": span.until, "organisation": organisation},
        organisations=list_organisations(visit.session, limit=MOST_ORGANISATIONS, after=None).items,
        mondays=span.mondays,
        matrix=_by_body(weeks, span.mondays),
        silent=[say_silence(row) for row in find_silent(visit.session, visit.actor, span)],
        punctuality=measure_punctuality(visit.session, visit.actor, span),
        decisions=measure_decisions(visit.session, visit.actor, span),
        removals=count_removals(visit.session, visit.actor, span),
        grounds=GROUNDS,
    )


@router.get("/{name}.{ending}")
def hand_out_report(
    visit: Looking, name: str, ending: str, since: str = "", until: str = "", organisation: str = ""
) -> Response:
    """Return one of the reports as a file."""
    if name not in TABLES:
        raise NotFoundError
    span, _ = _read_span(since, until, organisation)
    return as_file(visit, TABLES[name](visit, span), ending)


def _by_body(weeks: Sequence[Week], mondays: Sequence[date]) -> list[dict[str, Any]]:
    """Return for each body how many posts went out in each week, those with most first."""
    found: dict[str, dict[date, Week]] = {}
    for row in weeks:
        found.setdefault(row.organisation, {})[row.monday] = row
    bodies = []
    for name, rows in found.items():
        counts = [rows[day].posts if day in rows else 0 for day in mondays]
        central, sourced = (
            sum(getattr(row, part) for row in rows.values()) for part in ("central", "sourced")
        )
        bodies.append(
            {"name": name, "weeks": counts, "posts": sum(counts), "central": central, "sourced": sourced}
        )
    return sorted(bodies, key=lambda body: (-body["posts"], body["name"]))


def _read_span(since: str, until: str, organisation: str) -> tuple[Span, str]:
    """Return the days that are asked for and what is wrong with them; then, and without any, the usual ones."""
    today = clock.today()
    usual = Span(today - USUAL, today, organisation or None)
    try:
        asked = (date.fromisoformat(since) if since else usual.since, date.fromisoformat(until or str(today)))
        return Span(*asked, organisation or None), ""
    except ValueError:
        return usual, explain("import-no-day")
    except InvalidError as error:
        return usual, explain(error.issues[0].key, **error.issues[0].context)
