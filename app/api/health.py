"""Whether the service lives, whether it can work, and figures about it (SECURITY BR-05: status only)."""

from ipaddress import ip_address

from fastapi import APIRouter, Request, Response
from sqlalchemy import text

from app.api.deps import SessionDep
from app.errors import NotFoundError
from app.queries.figures import write_figures

router = APIRouter(tags=["Operation"])


@router.get("/healthz")
def read_health() -> dict[str, str]:
    """Say that the process answers."""
    return {"status": "ok"}


@router.get("/readyz")
def read_readiness(session: SessionDep) -> dict[str, str]:
    """Say that the database answers too."""
    session.execute(text("select 1"))
    return {"status": "ok"}


def is_local(request: Request) -> bool:
    """Tell whether the request comes from this machine."""
    try:
        return request.client is not None and ip_address(request.client.host).is_loopback
    except ValueError:
        return False


@router.get("/metrics", response_class=Response)
def read_metrics(request: Request, session: SessionDep) -> Response:
    """Show figures in Prometheus' text format, on this machine only."""
    if not is_local(request):
        raise NotFoundError
    return Response(write_figures(session), media_type="text/plain; version=0.0.4")
