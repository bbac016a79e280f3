"""What the people of a post's chain say to each other about it, on the post's page and beside its review."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from pydantic import TypeAdapter

from app.actions.comments import Remark
from app.errors import Issue
from app.fields import Reason
from app.models import Organisation, Post, User
from app.queries.comments import CommentView, find_audience, find_quote, list_comments
from app.web.forms import Entered
from app.web.queue_place import as_id
from app.web.visit import Visit

MOST: Final = 100
LONGEST_QUOTE: Final = 10_000
LABELS: Final = {"remark": "Kommentar", "quote": "Stelle im Text", "mentions": "Jemanden erwähnen"}
_remark = TypeAdapter(Reason)


@dataclass(frozen=True)
class Talk:
    """The comments on a post, oldest first, and where they go on; who can be mentioned where the reader may write.

    `answered` is the comment that somebody is about to answer.
    """

    comments: Sequence[CommentView]
    next: str | None
    users: Sequence[User]
    houses: Sequence[Organisation]
    answered: CommentView | None = None

    @property
    def open(self) -> list[CommentView]:
        """Those that nobody has settled yet."""
        return [row for row in self.comments if row.comment.resolved_at is None]

    @property
    def settled(self) -> list[CommentView]:
        """Those that are settled."""
        return [row for row in self.comments if row.comment.resolved_at is not None]


def open_talk(visit: Visit, post: Post, *, after: str | None = None, answer: str = "") -> Talk:
    """Return what is said about a post that the reader sees whole."""
    page = list_comments(visit.session, visit.actor, post.id, is_open=None, limit=MOST, after=after)
    users, houses = find_audience(visit.session, visit.actor, post)
    answered = next((row for row in page.items if str(row.comment.id) == answer), None)
    return Talk(page.items, page.next, users, houses, answered)


def read_remark(entered: Entered, post: Post) -> Remark:
    """Return what a form wants to say, about which passage and to whom. What is wrong is noted in `entered`."""
    text = entered.take("remark", _remark)
    quote = entered.text("quote").strip()[:LONGEST_QUOTE]
    passage = find_quote(post, quote) if quote else None
    if quote and passage is None:
        entered.issues.append(Issue("quote", "passage-unknown"))
    houses = [name.removeprefix("house-") for name in entered.texts if name.startswith("house-")]
    return Remark(text or "", passage, _ids(entered), houses)


def place_of(issue: Issue) -> str:
    """Return the field of the form that is meant by an issue of a comment."""
    kind = issue.field.partition(".")[0]
    return {"passage": "quote", "mentions": "mentions"}.get(kind, kind)


def _ids(entered: Entered) -> list[UUID]:
    """Return the people who were ticked; what is no id is nobody."""
    ids = [as_id(name.removeprefix("user-")) for name in entered.texts if name.startswith("user-")]
    return [user_id for user_id in ids if user_id is not None]
