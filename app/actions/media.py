"""Bringing in images and looking at them.

The bytes are decoded and written anew before any of this (`app.imaging`); here they get a row and a place.
"""

from uuid import UUID

from sqlalchemy.orm import Session

from app.actions.content import find_organisation
from app.actions.events import record
from app.actions.media_uses import enter_media_gate, find_visible_media
from app.editorial.permissions import may_bring_in
from app.errors import Issue, NotAllowedError, NotFoundError
from app.imaging import Reencoded
from app.models import Media, Organisation
from app.models.user import Actor
from app.storage import storage


def find_uploading_organisation(session: Session, actor: Actor, abbreviation: str | None) -> Organisation:
    """Return the organisation an image is brought in for: the one named, else the first the actor writes for.

    Raises NotAllowedError where the actor may not write, InvalidError for an unknown abbreviation.
    """
    if abbreviation is None:
        mine = (grant.organisation_id for grant in actor.grants)
        first = next((own for own in mine if may_bring_in(actor, own)), None)
        if first is None:
            raise NotAllowedError
        return session.get_one(Organisation, first)
    organisation = find_organisation(session, abbreviation, "organisation")
    if not may_bring_in(actor, organisation.id):
        raise NotAllowedError(issues=[Issue("organisation", "not-allowed", {"abbreviation": abbreviation})])
    return organisation


def add_media(
    session: Session, actor: Actor, image: Reencoded, *, organisation: str | None, alt: str | None
) -> Media:
    """Keep an image and its row. An empty `alt` marks it as decorative, None leaves that to each post."""
    owner = find_uploading_organisation(session, actor, organisation)
    enter_media_gate(session)
    media = Media(
        organisation_id=owner.id,
        uploader_id=actor.user_id,
        sha256=storage().keep(image.content),
        content_type=image.content_type,
        width=image.width,
        height=image.height,
        size=len(image.content),
        alt=alt,
    )
    session.add(media)
    session.flush()
    record(session, actor, "media.upload", media, object_id=media.id, sha256=media.sha256)
    return media


def get_media(session: Session, actor: Actor, media_id: UUID) -> Media:
    """Return an image the actor may see. Raises NotFoundError for every other."""
    found = find_visible_media(session, actor, {media_id})
    if media_id not in found:
        raise NotFoundError
    return found[media_id]
