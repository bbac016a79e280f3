"""Two revisions of a post side by side: what changed in its texts, on each channel, in images and times."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.editorial.diff import Segment, diff_words
from app.editorial.payload import text_of
from app.errors import NotFoundError
from app.models import Organisation, Rendering, Revision, Variant
from app.models.post import Cause
from app.models.user import Actor
from app.queries.posts import get_whole_post

Compare = Callable[[str, str], Sequence[Segment]]


class Fate(StrEnum):
    """What became of a channel or an image between two revisions."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class ImageDiff:
    """An image in one or both revisions: its place, counted from 0, and its alternative text in each."""

    id: UUID
    fate: Fate
    old_place: int | None
    new_place: int | None
    old_alt: str | None
    new_alt: str | None


@dataclass(frozen=True)
class ChannelDiff:
    """What changed on one channel: the text as it would be sent, the proposed time, the images."""

    channel_id: UUID
    channel: str
    fate: Fate
    text: Sequence[Segment]
    old_proposed_at: datetime | None
    new_proposed_at: datetime | None
    media: Sequence[ImageDiff]


@dataclass(frozen=True)
class PostDiff:
    """Two revisions and what lies between them; where nothing was said in one, it counts as an empty text."""

    old: Revision
    new: Revision
    title: Sequence[Segment]
    text: Sequence[Segment]
    note_to_desk: Sequence[Segment]
    alternative_url: Sequence[Segment]
    content_warning: Sequence[Segment]
    citizen_value: Sequence[Segment]
    old_cause: Cause | None
    new_cause: Cause | None
    old_relevance: Sequence[str]
    new_relevance: Sequence[str]
    old_joint_with: Sequence[str]
    new_joint_with: Sequence[str]
    media: Sequence[ImageDiff]
    channels: Sequence[ChannelDiff]


def diff_post(session: Session, actor: Actor, post_id: UUID, *, old: int, new: int) -> PostDiff:
    """Return what lies between two revisions named by number. Raises NotFoundError, also for a number there is not."""
    get_whole_post(session, actor, post_id)
    before, after = (_get_revision(session, post_id, number) for number in (old, new))
    compare = cache(diff_words)  # most channels say the same

    def between(name: str) -> Sequence[Segment]:
        return compare(getattr(before, name) or "", getattr(after, name) or "")

    old_joint_with, new_joint_with = _joint(session, before, after)
    return PostDiff(
        before,
        after,
        title=between("title"),
        text=between("text"),
        note_to_desk=between("note_to_desk"),
        alternative_url=between("alternative_url"),
        content_warning=between("content_warning"),
        citizen_value=between("citizen_value"),
        old_cause=before.cause,
        new_cause=after.cause,
        old_relevance=before.relevance,
        new_relevance=after.relevance,
        old_joint_with=old_joint_with,
        new_joint_with=new_joint_with,
        media=_diff_images(before.media, after.media),
        channels=_diff_channels(before, after, compare),
    )


def _get_revision(session: Session, post_id: UUID, number: int) -> Revision:
    query = (
        select(Revision)
        .where(Revision.post_id == post_id, Revision.number == number)
        .options(
            joinedload(Revision.editor),
            selectinload(Revision.renderings).joinedload(Rendering.variant).joinedload(Variant.channel),
        )
    )
    revision = session.execute(query).scalar_one_or_none()
    if revision is None:
        raise NotFoundError
    return revision


def _joint(session: Session, *revisions: Revision) -> list[list[str]]:
    ids = {key for revision in revisions for key in revision.joint_with}
    rows = session.execute(select(Organisation.id, Organisation.abbreviation).where(Organisation.id.in_(ids)))
    names = {key: name for key, name in rows}
    return [[names[key] for key in revision.joint_with] for revision in revisions]


def _diff_channels(before: Revision, after: Revision, compare: Compare) -> list[ChannelDiff]:
    old, new = ({row.variant_id: row for row in revision.renderings} for revision in (before, after))
    variants = {row.variant_id: row.variant for row in (*before.renderings, *after.renderings)}
    found = [
        ChannelDiff(
            variant.channel_id,
            variant.channel.label,
            _fate(old.get(key), new.get(key), is_same=_shown(old.get(key)) == _shown(new.get(key))),
            compare(_text(old.get(key)), _text(new.get(key))),
            old[key].proposed_at if key in old else None,
            new[key].proposed_at if key in new else None,
            _diff_images(_images(before, old.get(key)), _images(after, new.get(key))),
        )
        for key, variant in variants.items()
    ]
    return sorted(found, key=lambda row: (row.channel, row.channel_id))


def _shown(row: Rendering | None) -> tuple[str, datetime] | None:
    """Return what readers would get and when."""
    return (row.payload_sha256, row.proposed_at) if row else None


def _text(row: Rendering | None) -> str:
    return text_of(row.payload) if row else ""


def _images(revision: Revision, rendering: Rendering | None) -> Sequence[Mapping[str, Any]]:
    if rendering is None:
        return []
    return revision.media if rendering.media is None else rendering.media


def _diff_images(old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> list[ImageDiff]:
    before, after = (
        {row["id"]: (place, row["alt"]) for place, row in enumerate(rows)} for rows in (old, new)
    )
    nowhere = (None, None)
    found = []
    for key in after | before:
        (old_place, old_alt), (new_place, new_alt) = before.get(key, nowhere), after.get(key, nowhere)
        fate = _fate(before.get(key), after.get(key), is_same=before.get(key) == after.get(key))
        found.append(ImageDiff(UUID(key), fate, old_place, new_place, old_alt, new_alt))
    return found


def _fate(old: object | None, new: object | None, *, is_same: bool) -> Fate:
    if old is None or new is None:
        return Fate.ADDED if old is None else Fate.REMOVED
    return Fate.SAME if is_same else Fate.CHANGED
