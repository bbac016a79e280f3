"""Einlesen: a plan of themes from a file, looked through first, then entered as a whole."""

from base64 import b64decode, b64encode
from binascii import Error as NoBase64
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Response
from starlette.datastructures import UploadFile

from app.actions.plan_imports import import_plans
from app.errors import InvalidError, Issue, NotAllowedError
from app.loading.plan_files import MOST_ROWS
from app.loading.plans import read_plans
from app.messages import explain
from app.messages.themes import COLUMNS
from app.web.deps import Acting, Form, Looking
from app.web.routes.themes import as_workbook, is_planner
from app.web.visit import Visit, lead_to

router = APIRouter(prefix="/themes", include_in_schema=False)

LARGEST_BYTES: Final = 700 * 1024
"""Of a file on this page: once looked through it waits in the page itself until it is entered."""


async def take_plan(form: Form) -> bytes:
    """Return the file of a form, or the one that was looked through before."""
    file = form.get("file")
    content = await file.read() if isinstance(file, UploadFile) else b""
    kept = form.get("kept")
    try:
        return content or b64decode(kept if isinstance(kept, str) else "", validate=True)
    except NoBase64:
        return b""


PlanDep = Annotated[bytes, Depends(take_plan)]


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
def take_import(visit: Acting, form: Form, content: PlanDep) -> Response:
    """Tell what is wrong with a plan and what it would enter; enter it once that was seen."""
    visit.count_costly()
    is_dry_run = form.get("do") != "store"
    if not content:
        return _show(visit, issues=[Issue("file", "missing")])
    if len(content) > LARGEST_BYTES:
        return _show(visit, issues=[Issue("file", "import-too-long", {"most": MOST_ROWS})])
    try:
        drawn, issues = read_plans(visit.session, content)
        found = import_plans(visit.session, visit.actor, drawn, issues, is_dry_run=is_dry_run)
    except InvalidError as error:
        return _show(visit, issues=error.issues)
    if not is_dry_run:
        return lead_to("/themes", said="plan-imported")
    return _show(visit, issues=found, titles=[row.plan.title for row in drawn], content=content)


def _show(
    visit: Visit, *, issues: list[Issue] | None = None, titles: list[str] | None = None, content: bytes = b""
) -> Response:
    if not is_planner(visit):
        raise NotAllowedError
    rows = []
    for issue in issues or []:
        row, _, column = issue.field.partition(".")
        rows.append((row if row.isdecimal() else "", column, explain(issue.key, **issue.context)))
    return visit.show(
        "desk/themes/import.html",
        status=422 if rows else 200,
        columns=[name for key, name in COLUMNS.items() if key != "address"],
        most=MOST_ROWS,
        rows=rows,
        titles=titles or [],
        kept=b64encode(content).decode() if content and not rows else "",
    )
