"""Whether the service lives, whether it can work, and figures about it (SECURITY BR-05: status only)."""

from hmac import compare_digest
from ipaddress import ip_address
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text

from app.api.deps import SessionDep
from app.errors import NotFoundError
from app.queries.figures import write_figures
from app.settings import settings

FORWARDED: Final = {"forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip"}
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


def may_read_figures(request: Request) -> bool:
    """Tell whether the request comes from this machine, and from no proxy on it, or carries the bearer for figures."""
    token = settings().metrics_token
    if token is not None:
        bearer = f"Bearer {token.get_secret_value()}"
        if compare_digest(request.headers.get("authorization", "").encode(), bearer.encode()):
            return True
    return is_local(request) and not FORWARDED & set(request.headers)


def is_local(request: Request) -> bool:
    """Tell whether the connection comes from this machine."""
    try:
        return request.client is not None and ip_address(request.client.host).is_loopback
    except ValueError:
        return False


@router.get("/metrics", response_class=PlainTextResponse)
def read_metrics(request: Request, session: SessionDep) -> Response:
    """Show figures in Prometheus' text format: on this machine, or with the bearer the operator has set."""
    if not may_read_figures(request):
        raise NotFoundError
    return Response(write_figures(session) + generate_latest(), media_type=CONTENT_TYPE_LATEST)
