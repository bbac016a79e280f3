"""Comments on posts: what is said, about which passage, and to whom."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from app.actions.comments import Passage, Remark
from app.api.schemas.fields import Abbreviation, Answer, Instant, Reason, Request
from app.queries.comments import CommentView

MOST_MENTIONS = 20
Place = Annotated[int, Field(ge=0, le=10_000)]


class PassageIn(Request):
    """A stretch of a revision's text as its editors wrote it, in characters from `begins` to before `ends`.

    With a channel it is what the revision says there. `quote` is the stretch itself: nobody comments beside the point.
    """

    revision: Annotated[int, Field(ge=1, le=2**31 - 1)]
    channel_id: UUID | None = None
    begins: Place
    ends: Place
    quote: Annotated[str, StringConstraints(min_length=1, max_length=10_000)]


class MentionsIn(Request):
    """Who is to be told by name: accounts that see the post, organisations above it, or the central desk's."""

    users: Annotated[list[UUID], Field(max_length=MOST_MENTIONS)] = Field(default_factory=list)
    organisations: Annotated[list[Abbreviation], Field(max_length=MOST_MENTIONS)] = Field(
        default_factory=list
    )


class CommentIn(Request):
    """A new comment."""

    text: Reason
    passage: PassageIn | None = None
    mentions: MentionsIn = Field(default_factory=MentionsIn)

    def remark(self) -> Remark:
        """Return what the actions take."""
        passage = Passage(**self.passage.model_dump()) if self.passage else None
        return Remark(self.text, passage, self.mentions.users, self.mentions.organisations)


class CommentChange(Request):
    """What a comment is to say instead."""

    text: Reason


class PlaceOut(Answer):
    """Where a passage stands now, in characters."""

    begins: int
    ends: int


class PassageOut(Answer):
    """A passage as it was commented on; `now` is null once its words changed, and `outdated` is true then."""

    revision: int
    channel_id: UUID | None
    begins: int
    ends: int
    quote: str
    now: PlaceOut | None
    outdated: bool


class WordingOut(Answer):
    """What a comment said from then on."""

    text: str
    written_at: Instant


class ResolvedOut(Answer):
    """Who settled a comment, and when."""

    by: str
    at: Instant


class CommentOut(Answer):
    """A comment with everything it ever said, the last wording being what it says now."""

    id: UUID
    post_id: UUID
    author: str
    mine: bool
    created_at: Instant
    text: str
    wordings: list[WordingOut]
    passage: PassageOut | None
    mentioned_users: list[str]
    mentioned_organisations: list[str]
    resolved: ResolvedOut | None

    @classmethod
    def of(cls, view: CommentView) -> "CommentOut":
        """Return the answer for a view."""
        row = view.comment
        resolved = None
        if row.resolved_by is not None and row.resolved_at is not None:
            resolved = ResolvedOut(by=row.resolved_by.name, at=row.resolved_at)
        return cls(
            id=row.id,
            post_id=row.post_id,
            author=row.author.name,
            mine=view.is_mine,
            created_at=row.created_at,
            text=row.wordings[-1].text,
            wordings=[WordingOut.model_validate(wording) for wording in row.wordings],
            passage=_passage_of(view),
            mentioned_users=list(view.mentioned_users),
            mentioned_organisations=list(view.mentioned_organisations),
            resolved=resolved,
        )


class ReaderOut(Answer):
    """Somebody who sees the post and can be mentioned."""

    id: UUID
    name: str


class ReadersOut(Answer):
    """Everybody who can be mentioned."""

    items: list[ReaderOut]


def _passage_of(view: CommentView) -> PassageOut | None:
    row = view.comment
    if row.quote is None or row.begins is None or row.ends is None:
        return None
    return PassageOut(
        revision=row.revision.number,
        channel_id=view.channel_id,
        begins=row.begins,
        ends=row.ends,
        quote=row.quote,
        now=PlaceOut.model_validate(view.place) if view.place else None,
        outdated=view.place is None,
    )
