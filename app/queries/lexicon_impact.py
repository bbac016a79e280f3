"""What a proposed change of the lexicon would change: the last 500 submitted posts, assessed with and without it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from app import clock
from app.actions.lexicon import preview_entries
from app.editorial.neutrality import Flag, Lexicon, assess
from app.editorial.neutrality.entries import arrange
from app.editorial.permissions import Permission, is_allowed
from app.errors import NotAllowedError
from app.models import Post, Revision
from app.models.user import Actor
from app.queries.lexicon import get_version

MOST: Final = 500


@dataclass(frozen=True)
class Difference:
    """A post that would be assessed differently: which flags would come, and which would go."""

    post: Post
    added: Sequence[Flag]
    dropped: Sequence[Flag]


@dataclass(frozen=True)
class Impact:
    """How many posts were looked at, and which of them would change."""

    compared: int
    differences: Sequence[Difference]


def preview_impact(session: Session, actor: Actor, version_id: UUID) -> Impact:
    """Return what a proposal would change today; of one that is decided, what it would change once more: nothing.

    Raises NotAllowedError for whoever may not decide on it: it shows posts.
    """
    if not is_allowed(actor, Permission.CHANGE_LEXICON):
        raise NotAllowedError
    version = get_version(session, actor, version_id)
    entries = preview_entries(session, version) if version.confirmed_at is None else None
    posts = _last_posts(session)
    if entries is None:
        return Impact(len(posts), [])
    before, after = (arrange("", one, day=clock.today()) for one in entries)
    found = [_compare(post, before, after) for post in posts]
    return Impact(len(posts), [row for row in found if row.added or row.dropped])


def _last_posts(session: Session) -> Sequence[Post]:
    query = (
        select(Post)
        .where(Post.submitted_at.is_not(None))
        .order_by(Post.submitted_at.desc(), Post.id.desc())
        .limit(MOST)
        .options(
            joinedload(Post.organisation),
            joinedload(Post.current_revision).options(selectinload(Revision.renderings)),
        )
    )
    return session.execute(query).scalars().all()


def _compare(post: Post, before: Lexicon, after: Lexicon) -> Difference:
    revision = post.current_revision
    texts = dict.fromkeys([revision.text, *(row.text for row in revision.renderings if row.text)])
    old = [flag for text in texts for flag in assess(text, before).flags]
    new = [flag for text in texts for flag in assess(text, after).flags]
    return Difference(post, _without(new, old), _without(old, new))


def _without(flags: Sequence[Flag], others: Sequence[Flag]) -> list[Flag]:
    known = {_key(flag) for flag in others}
    return [flag for flag in flags if _key(flag) not in known]


def _key(flag: Flag) -> tuple[str, str, int, int]:
    return flag.indicator, flag.indicator_level.value, flag.start, flag.end
