"""The search of posts: German full text over all of them, bounded however frequent a word is.

Each word is looked for in all its forms and as the beginning of another. What hardly occurs is looked up at once; what is
frequent is taken week by week from where the list begins until the page is full: nothing is ranked, the order is the list's.
A part from within a word is looked for in the newest posts only, and only where the words themselves are found nowhere.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    bindparam,
    column,
    func,
    literal,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY
from sqlalchemy.orm import Session

from app.models import Post, PostSearch, Revision
from app.models.user import Actor
from app.queries.visibility import is_whole_for

CANDIDATES: Final = 1_000
"""What occurs more often counts as frequent; as many of the newest posts are looked through for a part of a word."""
NEAREST: Final = 5_000
"""So many posts from where the list begins are read for a frequent word before its index is: that one holds all of them."""
SHORTEST_BEGINNING: Final = 3
_WORD: Final = re.compile(r"[^\W_]+")
_FOLDED: Final = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})
"""How the German stemmer writes letters; beginnings of words do not pass through it."""


@dataclass(frozen=True)
class Stretch:
    """Which part of a list is wanted: how many rows, behind which post, from which end."""

    limit: int
    behind: UUID | None = None
    is_ascending: bool = False


def search_posts(
    session: Session, actor: Actor, query: Select[Post], text: str, stretch: Stretch
) -> Select[Post]:
    """Return the query narrowed to posts in which the words occur; a title counts for those who see the whole post."""
    wanted = _read(session, text)
    if wanted is not None:
        found = select(PostSearch.post_id).where(_holds(wanted)).limit(CANDIDATES + 1)
        ids = session.execute(found).scalars().all()
        words = _in_words(actor, wanted)
        if len(ids) > CANDIDATES:
            narrowed = query.join(PostSearch, PostSearch.post_id == Post.id).where(words)
            ids = session.execute(_among_nearest(query, words, stretch)).scalars().all()
            if len(ids) < stretch.limit:
                ids = session.execute(_by_week(session, narrowed, wanted, stretch)).scalars().all()
        if ids:
            return query.join(PostSearch, PostSearch.post_id == Post.id).where(Post.id.in_(ids), words)
    newest = query.with_only_columns(Post.id).order_by(Post.id.desc()).limit(CANDIDATES)
    in_title = is_whole_for(actor) & Revision.title.icontains(text, autoescape=True)
    within = Revision.text.icontains(text, autoescape=True) | in_title
    lately = session.execute(newest).scalars().all()
    return query.join(Revision, Revision.id == Post.current_revision_id).where(Post.id.in_(lately), within)


def _read(session: Session, text: str) -> Sequence[tuple[str, ...]] | None:
    """Return for each word the parts of a query of which one must occur; None if nothing is left without stop words."""
    words = _WORD.findall(text.lower())
    stems = select(func.tsvector_to_array(func.to_tsvector("german", column("word")))).select_from(
        func.unnest(bindparam("words", words, ARRAY(Text))).table_valued("word").render_derived()
    )
    found = [
        tuple(f"'{part}'" for part in row) + _beginning(word)
        for word, row in zip(words, session.execute(stems).scalars().all(), strict=True)
        if row
    ]
    return found or None


def _beginning(word: str) -> tuple[str, ...]:
    return (f"'{word.translate(_FOLDED)}':*",) if len(word) >= SHORTEST_BEGINNING else ()


def _as_query(words: Sequence[tuple[str, ...]], weight: str = "") -> ColumnElement[Any]:
    texts = [" | ".join(_weigh(part, weight) for part in parts) for parts in words]
    return literal(" & ".join(f"({text})" for text in texts), Text).cast(TSQUERY)


def _weigh(part: str, weight: str) -> str:
    return part + weight if part.endswith(":*") or not weight else f"{part}:{weight}"


def _holds(words: Sequence[tuple[str, ...]], weight: str = "") -> ColumnElement[bool]:
    return PostSearch.vector.bool_op("@@")(_as_query(words, weight))


def _in_words(actor: Actor, words: Sequence[tuple[str, ...]]) -> ColumnElement[bool]:
    return (is_whole_for(actor) & _holds(words)) | _holds(words, "B")


def _among_nearest(query: Select[Post], words: ColumnElement[bool], stretch: Stretch) -> Select[UUID]:
    """Return the ids of the stretch's first posts that hold the words, of those where the list begins."""
    if stretch.behind is not None:
        query = query.where(Post.id > stretch.behind if stretch.is_ascending else Post.id < stretch.behind)
    order = Post.id.asc() if stretch.is_ascending else Post.id.desc()
    nearest = query.with_only_columns(Post.id).order_by(order).limit(NEAREST).subquery()
    hold = words.self_group().is_(true())  # so that no index is asked for it
    found = query.join(PostSearch, PostSearch.post_id == Post.id).where(
        Post.id.in_(select(nearest.c.id)), hold
    )
    return found.with_only_columns(Post.id).order_by(order).limit(stretch.limit)


def _by_week(
    session: Session, query: Select[Post], words: Sequence[tuple[str, ...]], stretch: Stretch
) -> Select[UUID]:
    """Return the ids of as many posts as the stretch is long, going from week to week until there are enough."""
    ids = select(Post.id).limit(1)
    oldest = session.execute(ids.order_by(Post.id.asc())).scalar_one()
    newest = session.execute(ids.order_by(Post.id.desc())).scalar_one()
    first, last = _time_of(oldest), _time_of(newest)
    if stretch.behind is not None:
        query = query.where(Post.id > stretch.behind if stretch.is_ascending else Post.id < stretch.behind)
        first, last = (
            (max(first, _time_of(stretch.behind)), last)
            if stretch.is_ascending
            else (first, min(last, _time_of(stretch.behind)))
        )
    names = list(_weeks(first, last))
    weeks = (
        func.unnest(bindparam("weeks", names if stretch.is_ascending else names[::-1], ARRAY(Text)))
        .table_valued("week")
        .render_derived()
    )
    both = _as_query(words).op("&&")(weeks.c.week.cast(TSQUERY))
    of_week = (
        query.with_only_columns(Post.id)
        .where(PostSearch.vector.bool_op("@@")(both))
        .order_by(Post.id.asc() if stretch.is_ascending else Post.id.desc())
        .limit(stretch.limit)
        .lateral("of_week")
    )
    return select(of_week.c.id).select_from(weeks.join(of_week, true())).limit(stretch.limit)


def _weeks(first: datetime, last: datetime) -> Iterator[str]:
    """Yield the weeks between two instants, the earliest first, as they stand among the words."""
    day = first - timedelta(days=first.weekday())
    while day.date() <= last.date():
        year, week, _ = day.isocalendar()
        yield f"'week/{year}-{week:02}'"
        day += timedelta(days=7)


def _time_of(post_id: UUID) -> datetime:
    """Return when a UUIDv7 was made (RFC 9562 section 5.7)."""
    return datetime.fromtimestamp(int.from_bytes(post_id.bytes[:6]) / 1000, UTC)
