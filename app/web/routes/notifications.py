"""Benachrichtigungen: what somebody was told in the application, and noting that they have read it."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Response

from app.actions.notices import read_notice, read_notices
from app.queries.notices import list_notices
from app.settings import settings
from app.web.deps import Acting, Form, Looking
from app.web.forms import Entered
from app.web.places import find_place
from app.web.visit import lead_to

router = APIRouter(prefix="/notices", include_in_schema=False)

PAGE: Final = 50
"""Notices on a page."""


@router.get("")
def show_notices(visit: Looking, unread: str = "", after: str | None = None) -> Response:
    """Show one's notices, newest first: all of them, or those not read."""
    found = list_notices(
        visit.session,
        visit.actor,
        unread=True if unread else None,
        limit=PAGE,
        after=after,
        settings=settings(),
    )
    return visit.show(
        "desk/notices.html",
        notices=found.items,
        next=found.next,
        places={row.id: find_place(row.object_type, row.object_id) for row in found.items},
        is_unread_only=bool(unread),
    )


@router.post("/read")
def take_all_read(visit: Acting, form: Form) -> Response:  # noqa: ARG001 - every form is checked
    """Note that one has read everything."""
    read_notices(visit.session, visit.actor)
    return lead_to("/notices", said="notices-read")


@router.post("/{notice_id}/read")
def take_read(visit: Acting, form: Form, notice_id: UUID) -> Response:
    """Note that one has read a notice; lead on to what it is about if that was asked for."""
    about = read_notice(visit.session, visit.actor, notice_id).notification
    if Entered.of(form).text("then") == "open":
        return lead_to(find_place(about.object_type, about.object_id) or "/notices")
    return lead_to("/notices", said="notice-read")
