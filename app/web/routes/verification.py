"""Whether the record is still as it was written: checked stretch by stretch, for auditors."""

from typing import Final

from fastapi import APIRouter, Response

from app.editorial.permissions import Permission, is_allowed
from app.errors import NotAllowedError
from app.queries.audit import HEADS_FILE, read_head, verify_stretch
from app.settings import settings
from app.web.deps import Looking
from app.web.visit import Visit

router = APIRouter(prefix="/events", include_in_schema=False)

STRETCH: Final = 25_000
"""How many places of the chain one request checks: about a second's work."""


@router.get("/verify")
def show_verification(visit: Looking, after: int | None = None, faults: int = 0, kept: int = 0) -> Response:
    """Check the chain stretch by stretch, beginning behind a place that was checked before; first say what that means.

    The address carries what came out so far, so that it can be gone on with.
    """
    ensure_sees_all(visit)
    head = read_head(visit.session)
    if after is None:
        return visit.show("desk/verification.html", head=head, stretch=None)
    visit.count_costly()
    heads_file = settings().heads_dir / HEADS_FILE
    stretch = verify_stretch(visit.session, heads_file, after=max(after, 0), most=STRETCH)
    return visit.show(
        "desk/verification.html",
        head=head,
        stretch=stretch,
        begin=max(after, 0) + 1,
        faults_before=max(faults, 0),
        kept=max(kept, 0) + stretch.kept,
    )


def ensure_sees_all(visit: Visit) -> None:
    """Raise NotAllowedError for everybody but auditors: nobody else sees the record whole."""
    if not is_allowed(visit.actor, Permission.READ_EVENTS):
        raise NotAllowedError
