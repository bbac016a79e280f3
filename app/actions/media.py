"""Bringing in images, looking at them, and clearing away what nobody uses.

The bytes are decoded and written anew before any of this (`app.imaging`); here they get a row and a place.
"""

from typing import Final
from uuid import UUID

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session

from app.actions.content import find_organisation
from app.actions.events import record
from app.actions.media_uses import close_media_gate, enter_media_gate, find_visible_media
from app.editorial.permissions import may_bring_in
from app.errors import Issue, NotAllowedError, NotFoundError
from app.imaging import Reencoded
from app.models import Media, Organisation, RevisionMedia
from app.models.user import Actor
from app.storage import storage

UNUSED_DAYS: Final = 7


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


def forget_unused_media(session: Session) -> int:
    """Delete the rows of images older than a week that no revision shows, and return how many there were."""
    close_media_gate(session)
    limit = func.now() - func.make_interval(0, 0, 0, UNUSED_DAYS)
    is_used = exists().where(RevisionMedia.media_id == Media.id)
    gone = session.execute(delete(Media).where(Media.created_at < limit, ~is_used).returning(Media.id))
    return len(gone.all())


def drop_files_without_row(session: Session) -> int:
    """Delete the files that no committed row names, and return how many there were.

    It is a transaction of its own: a row whose deletion failed after all must find its file.
    """
    close_media_gate(session)
    return storage().keep_only(set(session.execute(select(Media.sha256)).scalars()))
