"""Bringing in a plan of themes from a file: tried first, then all of it or nothing."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request

from app.actions.plan_imports import import_plans
from app.api.deps import ActorDep, KeepingRoute, Once, SessionDep
from app.api.schemas.themes import PlanImportOut
from app.api.throttling import Costly
from app.errors import UnsupportedMediaError
from app.loading.plans import read_plans

router = APIRouter(tags=["Themes"], route_class=KeepingRoute)

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
    content: FileDep, session: SessionDep, actor: ActorDep, *, dry_run: DryRun = True
) -> PlanImportOut:
    """Bring in a plan of themes, or try it: what is wrong is named by row and column, `12.Art`.

    The body is the file itself, CSV (UTF-8) or XLSX. Stored is everything or nothing.
    """
    drawn, issues = read_plans(session, content)
    found = import_plans(session, actor, drawn, issues, is_dry_run=dry_run)
    return PlanImportOut.of(len(drawn), found, is_stored=not dry_run)
