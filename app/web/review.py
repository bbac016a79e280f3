"""One post as somebody reviews it beside the queue: what goes out, what is found in it, what changed, what was said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app import db
from app.actions.openings import note_opening
from app.errors import NotFoundError
from app.models import Revision
from app.queries.abilities import Ability
from app.queries.decisions import find_last_returned
from app.queries.diff import PostDiff, diff_post
from app.queries.posts import PostView, get_post, list_revisions
from app.web.deps import LIVE
from app.web.pointed import Pointed, find_pointed
from app.web.queue_place import QueuePlace, as_id
from app.web.talk import Talk, open_talk
from app.web.visit import Visit

MOST_REVISIONS = 100


@dataclass(frozen=True)
class Difference:
    """What the current revision says otherwise than an earlier one, and which ones it can be compared with."""

    diff: PostDiff
    revisions: Sequence[Revision]


@dataclass(frozen=True)
class Review:
    """A post with what helps to decide about it."""

    view: PostView
    can: Mapping[str, Ability]
    pointed: Pointed
    difference: Difference | None
    talk: Talk

    @property
    def is_waiting(self) -> bool:
        """Whether there is anything for the reader to decide."""
        return any(
            name in self.can and self.can[name].allowed for name in ("approve", "request_changes", "reject")
        )


def open_review(visit: Visit, place: QueuePlace) -> Review | None:
    """Return the post that is being reviewed, and note that it was opened; None where the place names none."""
    post_id = as_id(place.post)
    if post_id is None:
        return None
    try:
        view = get_post(visit.session, visit.actor, post_id)
    except NotFoundError:
        return None
    if not view.is_whole:
        return None
    visit.note_reading([view.post])
    if visit.request.method == "GET" and LIVE not in visit.request.headers:
        with db.transaction() as own:
            note_opening(own, visit.actor, post_id)
    can = {row.name: row for row in view.actions}
    talk = open_talk(visit, view.post, answer=place.answer)
    return Review(view, can, find_pointed(visit.session, view.post), find_difference(visit, view), talk)


def find_difference(visit: Visit, view: PostView, *, old: str = "") -> Difference | None:
    """Return what changed since a revision: the one that was sent back last, unless one is named; None for the first.

    Comparing is a costly request. Raises TooOftenError.
    """
    new = view.post.current_revision.number
    if new == 1:
        return None
    visit.count_costly()
    post_id = view.post.id
    revisions = list_revisions(visit.session, visit.actor, post_id, limit=MOST_REVISIONS, after=None).items
    chosen = int(old) if old.isdecimal() and 0 < int(old[:6]) < new else None
    returned_at = find_last_returned(visit.session, post_id)
    earlier = [row.number for row in revisions[1:] if returned_at and row.created_at <= returned_at]
    base = chosen or max(earlier, default=revisions[1].number)
    return Difference(diff_post(visit.session, visit.actor, post_id, old=base, new=new), revisions[1:])
