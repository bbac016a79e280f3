"""What lies between two revisions of a post."""

from uuid import UUID

from app.api.schemas.fields import Answer, Instant
from app.editorial.diff import Change
from app.models import Revision
from app.models.post import Cause, Relevance
from app.queries.diff import Fate, PostDiff


class SegmentOut(Answer):
    """A piece of text: equal and deleted ones together are the old text, equal and inserted ones the new one."""

    change: Change
    text: str


class ImageDiffOut(Answer):
    """An image: what became of it, its place counted from 0, and its alternative text before and after."""

    id: UUID
    fate: Fate
    old_place: int | None
    new_place: int | None
    old_alt: str | None
    new_alt: str | None


class ChannelDiffOut(Answer):
    """What changed on one channel, the text as it would be sent."""

    channel_id: UUID
    channel: str
    fate: Fate
    text: list[SegmentOut]
    old_proposed_at: Instant | None
    new_proposed_at: Instant | None
    media: list[ImageDiffOut]


class RevisionHead(Answer):
    """Which revision, by whom and when."""

    number: int
    sha256: str
    editor: str
    created_at: Instant

    @classmethod
    def of(cls, row: Revision) -> "RevisionHead":
        """Return the answer for a row."""
        return cls(number=row.number, sha256=row.sha256, editor=row.editor.name, created_at=row.created_at)


class DiffOut(Answer):
    """What lies between two revisions."""

    old: RevisionHead
    new: RevisionHead
    title: list[SegmentOut]
    text: list[SegmentOut]
    note_to_desk: list[SegmentOut]
    alternative_url: list[SegmentOut]
    content_warning: list[SegmentOut]
    citizen_value: list[SegmentOut]
    old_cause: Cause | None
    new_cause: Cause | None
    old_relevance: list[Relevance]
    new_relevance: list[Relevance]
    old_joint_with: list[str]
    new_joint_with: list[str]
    media: list[ImageDiffOut]
    channels: list[ChannelDiffOut]

    @classmethod
    def of(cls, diff: PostDiff) -> "DiffOut":
        """Return the answer for a diff."""
        heads = {"old": RevisionHead.of(diff.old), "new": RevisionHead.of(diff.new)}
        return cls.model_validate({**vars(diff), **heads})
