"""Looking ahead at the pages that packages name: one anonymous request each, outside any transaction (SECURITY SS-01)."""

from functools import partial
from http import HTTPStatus

import httpx2
import structlog

from app import db
from app.actions.portal_looks import claim_due_looks, record_look
from app.egress import Egress, EgressError, ForbiddenError
from app.models.package import PortalFinding
from app.settings import settings
from app.workers.calls import deadline_from_now, record_patiently

log = structlog.get_logger()
HIDDEN = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.GONE}


def look_at_pages() -> None:
    """Make the looks that are due."""
    with db.transaction() as session:
        due = claim_due_looks(session, settings=settings())
    for look in due:
        finding = visit(look.url)
        record_patiently(partial(record_look, look=look, finding=finding))
        log.info("package.page_seen", package_id=str(look.package_id), found=finding.value)


def visit(url: str) -> PortalFinding:
    """Return what an anonymous visitor finds there. Our own portal is called wherever it runs; redirects count as found."""
    home = httpx2.URL(settings().base_url)
    ours = f"{home.host}:{home.port or {'http': 80, 'https': 443}[home.scheme]}"
    egress = Egress(settings().private_hosts_named | {ours}, settings().connect_timeout_s)
    try:
        status = egress.send("GET", url, deadline=deadline_from_now()).status
    except ForbiddenError:
        return PortalFinding.NOT_CALLED
    except EgressError:
        return PortalFinding.UNREACHABLE
    if status in HIDDEN:
        return PortalFinding.NOT_PUBLIC
    return PortalFinding.REACHABLE if status < HTTPStatus.BAD_REQUEST else PortalFinding.UNREACHABLE
