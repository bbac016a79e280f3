"""Images: handing them in and looking at them. What a post shows is said with the post."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from app.actions.media import add_media, get_media
from app.api.deps import ActorDep, KeepingRoute, Once, SessionDep
from app.api.schemas.media import MediaOut
from app.api.tokens import open_to_tokens
from app.api.uploads import BYTES, DESCRIPTION, UploadDep, take_upload
from app.errors import NotFoundError
from app.imaging import ENDINGS
from app.models.user import TokenScope
from app.storage import storage

router = APIRouter(tags=["Media"], route_class=KeepingRoute)

FOR_GOOD: Final = "private, max-age=31536000, immutable"
"""The bytes behind an id never change, but only this person's browser may keep them."""


@router.post(
    "/media",
    status_code=201,
    dependencies=[Depends(take_upload), Once],
    openapi_extra=DESCRIPTION | open_to_tokens(TokenScope.POSTS_WRITE),
)
def upload(upload: UploadDep, session: SessionDep, actor: ActorDep, response: Response) -> MediaOut:
    """Hand in a JPEG, PNG or WebP image as multipart/form-data. It is decoded and written anew without metadata."""
    said = upload.said
    media = add_media(session, actor, upload.image, organisation=said.organisation, alt=said.description)
    response.headers["Location"] = f"/api/v1/media/{media.id}"
    return MediaOut.of_media(media)


@router.get("/media/{media_id}", openapi_extra=open_to_tokens(TokenScope.POSTS_READ))
def read_media(media_id: UUID, session: SessionDep, actor: ActorDep) -> MediaOut:
    """Show what is known of an image."""
    return MediaOut.of_media(get_media(session, actor, media_id))


@router.get(
    "/media/{media_id}/file",
    response_class=Response,
    openapi_extra=open_to_tokens(TokenScope.POSTS_READ),
    responses={200: {"description": "The image.", "content": {key: {"schema": BYTES} for key in ENDINGS}}},
)
def read_file(media_id: UUID, session: SessionDep, actor: ActorDep) -> Response:
    """Show the image itself."""
    media = get_media(session, actor, media_id)
    content = storage().read(media.sha256)
    if content is None:
        raise NotFoundError
    headers = {
        "Cache-Control": FOR_GOOD,
        "Content-Disposition": f'inline; filename="{media.id}.{ENDINGS[media.content_type]}"',
    }
    return Response(content, headers=headers, media_type=media.content_type)
