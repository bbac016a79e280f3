"""The lasting addresses that mails lead to: they stay when pages move."""

from uuid import UUID

from fastapi import APIRouter, Response

from app.web.pages import error_page, page

PLACES = {
    "channel": "/api/v1/channels/{}",
    "delivery": "/api/v1/deliveries/{}",
    "post": "/api/v1/posts/{}",
    "takedown": "/api/v1/takedowns/{}",
    "user": "/api/v1/notices",
}

router = APIRouter(prefix="/open", include_in_schema=False)


@router.get("/{object_type}/{object_id}")
def lead_on(object_type: str, object_id: UUID) -> Response:
    """Say where a thing is found. It says nothing of whether there is such a thing: nobody has signed in here."""
    place = PLACES.get(object_type)
    return page("open.html", path=place.format(object_id)) if place else error_page(404)
