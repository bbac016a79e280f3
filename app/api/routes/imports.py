"""Bringing in a file, a plan of themes or what bodies report: tried first, then all of it or nothing."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request

from app.actions.plan_imports import import_plans
from app.actions.report_imports import import_reported
from app.api.deps import ActorDep, KeepingRoute, Once, SessionDep
from app.api.schemas.imports import ImportKind, ImportOut
from app.api.throttling import Costly
from app.errors import UnsupportedMediaError
from app.loading.plans import read_plans
from app.loading.reported_files import BOOKS, columns_of, read_reported

router = APIRouter(tags=["Imports"], route_class=KeepingRoute)

FILE_KIND: Final = "application/octet-stream"
KINDS: Final = (
    FILE_KIND,
    "text/csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)
FILE: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {FILE_KIND: {"schema": {"type": "string", "format": "binary"}}},
    }
}


async def take_file(request: Request) -> bytes:
    """Return the body of a request that says to be a CSV file or a workbook. Raises UnsupportedMediaError."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() not in KINDS:
        raise UnsupportedMediaError(key="import-kind")
    return await request.body()


FileDep = Annotated[bytes, Depends(take_file)]
DryRun = Annotated[bool, Query(description="Only tell what is wrong; nothing is stored.")]


@router.post("/imports", dependencies=[Once, Costly], openapi_extra=FILE)
def bring_in(
    content: FileDep,
    session: SessionDep,
    actor: ActorDep,
    *,
    kind: ImportKind = ImportKind.THEMES,
    dry_run: DryRun = True,
) -> ImportOut:
    """Bring in a plan of themes or what bodies report, or try it: what is wrong is named by row and column, `12.Art`.

    The body is the file itself, CSV (UTF-8) or XLSX. Stored is everything or nothing.
    """
    if kind is ImportKind.THEMES:
        plans, issues = read_plans(session, content)
        found = import_plans(session, actor, plans, issues, is_dry_run=dry_run)
        return ImportOut.of(len(plans), found, is_stored=not dry_run)
    model = BOOKS[kind]
    rows, issues = read_reported(session, model, content)
    found, _ = import_reported(
        session, actor, model, rows, issues, columns=columns_of(model), is_dry_run=dry_run
    )
    return ImportOut.of(len(rows), found, is_stored=not dry_run)
