"""The whole file of a post (Akte) for a person: the very file that the API gives."""

from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Response

from app.queries.post_record import get_post_record
from app.web.deps import Looking

router = APIRouter(include_in_schema=False)


@router.get("/posts/{post_id}/record")
def show_record(visit: Looking, post_id: UUID, format: Literal["pdf", "json"] = "pdf") -> Response:  # noqa: A002 - the address says it
    """Give the file as PDF or JSON; the application was told how one is written (`app.main`)."""
    visit.count_costly()
    record = get_post_record(visit.session, visit.actor, post_id)
    visit.note_reading([record.view.post])
    response: Response = visit.request.app.state.write_record(record, format)
    return response
