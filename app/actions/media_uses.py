"""Which images somebody may see, and from the images an editor names to what a revision shows.

The media gate keeps what is being used from being cleared away: using takes it shared, clearing away takes it alone.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actions.locking import MEDIA_GATE
from app.editorial.payload import Image
from app.editorial.permissions import may_see, may_see_media, may_see_published
from app.editorial.telling import WRITERS
from app.errors import InvalidError, Issue
from app.models import Media, Post, Revision, RevisionMedia
from app.models.user import Actor


@dataclass(frozen=True)
class MediaUse:
    """An image in a post: an empty `alt` marks it as decorative, None takes what was said when it was brought in."""

    media_id: UUID
    alt: str | None = None


def describe_images(
    session: Session, actor: Actor, lists: Mapping[str, Sequence[MediaUse]]
) -> dict[str, list[dict[str, Any]]]:
    """Return each list of images, by its field, as a revision keeps it; what is used stays from now on.

    Raises InvalidError with an issue for each image that the actor cannot see or that a list shows twice.
    """
    ids = {use.media_id for uses in lists.values() for use in uses}
    if not ids:
        return {field: [] for field in lists}
    enter_media_gate(session)
    known = find_visible_media(session, actor, ids)
    issues = [issue for field, uses in lists.items() for issue in _find_issues(field, uses, known)]
    if issues:
        raise InvalidError(issues=issues)
    return {field: [_describe(known[use.media_id], use) for use in uses] for field, uses in lists.items()}


def keep_uses(session: Session, revision: Revision, lists: Iterable[Sequence[dict[str, Any]]]) -> None:
    """Note which images a revision shows anywhere."""
    for media_id in {row["id"] for rows in lists for row in rows}:
        session.add(RevisionMedia(revision_id=revision.id, media_id=UUID(media_id)))


def uses_of(rows: Iterable[dict[str, Any]]) -> list[MediaUse]:
    """Return what a revision keeps of its images as an editor would name them."""
    return [MediaUse(UUID(row["id"]), row["alt"]) for row in rows]


def find_visible_media(session: Session, actor: Actor, media_ids: set[UUID]) -> dict[UUID, Media]:
    """Return by id those images the actor may see, by themselves or with a post that shows them.

    What a post under an embargo shows is seen by itself only in the house it was brought into.
    """
    rows = session.execute(select(Media).where(Media.id.in_(media_ids))).scalars().all()
    own = {row.id for row in rows if may_see_media(actor, row)}
    uses = _find_uses(session, media_ids)
    own -= {row.id for row in rows if not _is_near(actor, row) and _is_secret(uses.get(row.id, ()))}
    return {row.id: row for row in rows if row.id in own or _is_shown_to(actor, uses.get(row.id, ()))}


def enter_media_gate(session: Session) -> None:
    """Keep images from being cleared away until this transaction ends."""
    session.execute(select(func.pg_advisory_xact_lock_shared(MEDIA_GATE)))


def close_media_gate(session: Session) -> None:
    """Keep everybody from bringing in or using images until this transaction ends."""
    session.execute(select(func.pg_advisory_xact_lock(MEDIA_GATE)))


def _find_uses(session: Session, media_ids: set[UUID]) -> dict[UUID, list[tuple[Post, bool]]]:
    """Return by image the posts that show it, and whether the post's current revision does."""
    query = (
        select(RevisionMedia.media_id, Post, func.bool_or(Post.current_revision_id == Revision.id))
        .join(Revision, Revision.id == RevisionMedia.revision_id)
        .join(Post, Post.id == Revision.post_id)
        .where(RevisionMedia.media_id.in_(media_ids))
        .group_by(RevisionMedia.media_id, Post.id)
    )
    uses = defaultdict(list)
    for media_id, post, is_current in session.execute(query):
        uses[media_id].append((post, is_current))
    return uses


def _is_shown_to(actor: Actor, uses: Collection[tuple[Post, bool]]) -> bool:
    return any(
        may_see(actor, post) or (is_current and may_see_published(actor, post)) for post, is_current in uses
    )


def _is_near(actor: Actor, media: Media) -> bool:
    """Tell whether an image was brought in by the actor, or for where they write."""
    return media.uploader_id == actor.user_id or media.organisation_id in actor.reach(*WRITERS)


def _is_secret(uses: Collection[tuple[Post, bool]]) -> bool:
    return any(post.theme is not None and post.theme.is_under_embargo for post, _ in uses)


def _find_issues(field: str, uses: Sequence[MediaUse], known: Mapping[UUID, Media]) -> Iterator[Issue]:
    seen: set[str] = set()
    for place, use in enumerate(uses):
        media = known.get(use.media_id)
        if media is None:
            yield Issue(f"{field}.{place}.id", "image.unknown")
        elif media.sha256 in seen:
            yield Issue(f"{field}.{place}.id", "image.doubled")
        else:
            seen.add(media.sha256)


def _describe(media: Media, use: MediaUse) -> dict[str, Any]:
    image = Image(
        sha256=media.sha256,
        content_type=media.content_type,
        width=media.width,
        height=media.height,
        size=media.size,
        alt=media.alt if use.alt is None else use.alt,
    )
    return {"id": str(media.id)} | asdict(image)
