"""The lasting addresses that mails lead to: they stay when pages move."""

from uuid import UUID

from fastapi import APIRouter, Response

from app.web.pages import error_page
from app.web.places import find_place
from app.web.visit import lead_to

router = APIRouter(prefix="/open", include_in_schema=False)


@router.get("/{object_type}/{object_id}")
def lead_on(object_type: str, object_id: UUID) -> Response:
    """Lead to a thing's page, which asks who is there. Whether there is such a thing is not said here."""
    place = find_place(object_type, object_id)
    return lead_to(place) if place else error_page(404)
