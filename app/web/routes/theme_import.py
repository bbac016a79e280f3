"""Einlesen: a plan of themes from a file, looked through first, then entered as a whole."""

from fastapi import APIRouter, Response

from app.actions.plan_imports import import_plans
from app.errors import InvalidError, Issue, NotAllowedError
from app.loading.plans import read_plans
from app.loading.table_files import MOST_ROWS
from app.messages.themes import COLUMNS
from app.web.brought_files import FileDep, find_wrong, keep, say_wrong
from app.web.deps import Acting, Form, Looking
from app.web.routes.themes import as_workbook, is_planner
from app.web.visit import Visit, lead_to

router = APIRouter(prefix="/themes", include_in_schema=False)


@router.get("/import")
def show_import(visit: Looking) -> Response:
    """Show where a plan is brought in."""
    return _show(visit)


@router.get("/import.xlsx")
def hand_out_template(visit: Looking) -> Response:
    """Return an empty plan to fill in."""
    visit.count_costly()
    return as_workbook([])


@router.post("/import")
def take_import(visit: Acting, form: Form, content: FileDep) -> Response:
    """Tell what is wrong with a plan and what it would enter; enter it once that was seen."""
    visit.count_costly()
    is_dry_run = form.get("do") != "store"
    wrong = find_wrong(content)
    if wrong:
        return _show(visit, issues=wrong)
    try:
        drawn, issues = read_plans(visit.session, content)
        found = import_plans(visit.session, visit.actor, drawn, issues, is_dry_run=is_dry_run)
    except InvalidError as error:
        return _show(visit, issues=error.issues)
    if not is_dry_run:
        return lead_to("/themes", said="plan-imported")
    return _show(visit, issues=found, titles=[row.value.title for row in drawn], content=content)


def _show(
    visit: Visit, *, issues: list[Issue] | None = None, titles: list[str] | None = None, content: bytes = b""
) -> Response:
    if not is_planner(visit):
        raise NotAllowedError
    rows = say_wrong(issues or [])
    return visit.show(
        "desk/themes/import.html",
        status=422 if rows else 200,
        columns=[name for key, name in COLUMNS.items() if key != "address"],
        most=MOST_ROWS,
        rows=rows,
        titles=titles or [],
        kept=keep(content) if not rows else "",
    )
