"""Asking the public pages themselves what stands there, as anybody would, outside any transaction."""

from http import HTTPStatus
from typing import Final
from urllib.error import HTTPError
from urllib.request import Request, urlopen
from uuid import UUID

from app import db
from app.clock import boot_time
from app.queries.watch.base import PortalLook
from app.queries.watch.portal import find_candidates
from app.settings import settings

PATIENCE_S: Final = 5
BUDGET_S: Final = 30
GONE: Final = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}


def ask_portal() -> PortalLook:
    """Return which of the pages that should be there are, and which of those that should not."""
    with db.transaction() as session:
        asked = find_candidates(session)
    until = boot_time() + BUDGET_S
    try:
        sent = {key: is_visible(key) for key in asked.sent if boot_time() < until}
        removed = {key: is_visible(key) for key in asked.removed if boot_time() < until}
    except OSError:
        return PortalLook(is_away=True)
    return PortalLook(sent, removed)


def is_visible(delivery_id: UUID) -> bool:
    """Tell whether the public page of a delivery shows it. Raises OSError where the pages do not answer."""
    base = (settings().portal_address or settings().base_url).rstrip("/")
    request = Request(f"{base}/portal/posts/{delivery_id}", method="HEAD")  # noqa: S310 - our own address
    try:
        with urlopen(request, timeout=PATIENCE_S) as answer:  # noqa: S310 - our own address
            return bool(answer.status == HTTPStatus.OK)
    except HTTPError as error:
        if error.code in GONE:
            return False
        raise
