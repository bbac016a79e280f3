"""The whole file of a post (Akte), to be kept and shown elsewhere."""

from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse

from app.actions.reading import note_reading
from app.api.deps import ActorDep, SessionDep
from app.api.schemas.post_record import PostRecordOut
from app.api.throttling import Costly
from app.models import Post
from app.paper import typeset
from app.queries.post_record import PostRecord, get_post_record
from app.queries.record_pages import lay_out, title_of

router = APIRouter(tags=["Posts"])
PDF: Final = "application/pdf"


class Format(StrEnum):
    """In which form the file is wanted."""

    JSON = "json"
    PDF = "pdf"


@router.get(
    "/posts/{post_id}/record",
    dependencies=[Costly],
    response_model=PostRecordOut,
    responses={200: {"content": {PDF: {"schema": {"type": "string", "format": "binary"}}}}},
)
def read_post_record(
    post_id: UUID,
    session: SessionDep,
    actor: ActorDep,
    format_: Annotated[
        Format, Query(alias="format", description="JSON for machines, PDF for people.")
    ] = Format.JSON,
) -> Response:
    """Give the whole file of a post: versions, checks, approvals, calls and answers, removals, and their proof."""
    record = get_post_record(session, actor, post_id)
    note_reading(session, actor, [session.get_one(Post, post_id)])
    return write_record(record, format_)


def write_record(record: PostRecord, format_: str) -> Response:
    """Return a file to be kept, in either form."""
    name = f'attachment; filename="akte-{record.view.post.id}.{format_}"'
    if format_ == Format.PDF:
        pdf = typeset("record", lay_out(record), title=title_of(record), made_at=record.made_at)
        return Response(pdf, media_type=PDF, headers={"Content-Disposition": name})
    return JSONResponse(
        PostRecordOut.of(record).model_dump(mode="json", by_alias=True), headers={"Content-Disposition": name}
    )
