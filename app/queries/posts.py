"""A post as a person sees it: its deliveries, what can be done with it by whom, and what happens next."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.editorial.permissions import may_see, may_see_published
from app.errors import NotFoundError
from app.messages import POSTS, REMOVED_AGAIN, say
from app.models import Organisation, Post, Rendering, Revision, Variant
from app.models.delivery import DeliveryState
from app.models.post import PostState
from app.models.user import Actor
from app.queries.abilities import Ability, find_abilities
from app.queries.cursor import Page, as_id, as_instant, as_number, fetch_page, read_cursor
from app.queries.decisions import Decision, find_decisions
from app.queries.deliveries import DeliveryView, find_delivery_views
from app.queries.search import CANDIDATES, Stretch, search_posts
from app.queries.visibility import is_under_embargo, is_visible_to, is_whole_for

ON_CHANNEL = {DeliveryState.SENT.value, DeliveryState.REMOVING.value, DeliveryState.REMOVED.value}
WHOLE_POST = (
    joinedload(Post.organisation),
    joinedload(Post.author),
    joinedload(Post.claimed_by),
    joinedload(Post.current_revision).joinedload(Revision.editor),
)


class PostOrder(StrEnum):
    """In which order a list shows posts: by when they were begun, or changed last."""

    NEWEST = "newest"
    CHANGED = "changed"
    OLDEST = "oldest"


@dataclass(frozen=True)
class PostFilter:
    """Which posts a list shows and in which order; `text` is searched in titles and texts.

    Sorted by change, a word that is frequent is searched in the newest posts only (`search.CANDIDATES`).
    """

    state: PostState | None = None
    organisation: str | None = None
    channel: UUID | None = None
    text: str | None = None
    order: PostOrder = PostOrder.NEWEST
    theme: UUID | None = None


@dataclass(frozen=True)
class Progress:
    """How many deliveries are on their channel, still open, and cancelled."""

    sent: int
    open: int
    cancelled: int


@dataclass(frozen=True)
class PostView:
    """A post with everything an answer shows; `is_whole` is false for what everybody signed in may see.

    `corrections` are submitted posts that are to set this one right.
    """

    post: Post
    joint_with: Sequence[str]
    deliveries: Sequence[DeliveryView]
    actions: Sequence[Ability]
    is_whole: bool
    decision: Decision | None = None
    corrections: Sequence[UUID] = ()

    @property
    def theme_id(self) -> UUID | None:
        """The theme it hangs on; for those who see the whole post."""
        return self.post.theme_id if self.is_whole else None

    @property
    def progress(self) -> Progress:
        """Where the deliveries stand."""
        states = [delivery.state for delivery in self.deliveries]
        sent = sum(state in ON_CHANNEL for state in states)
        cancelled = states.count(DeliveryState.CANCELLED.value)
        return Progress(sent, len(states) - sent - cancelled, cancelled)

    @property
    def message(self) -> str:
        """What happens next, in German; what is held comes with its reason."""
        removed = [row.state for row in self.deliveries].count(DeliveryState.REMOVED.value)
        told = say(POSTS, self.post.state, sent=self.progress.sent, total=len(self.deliveries))
        told += f" {REMOVED_AGAIN.format(removed=removed)}" if removed else ""
        held = [row.message for row in self.deliveries if row.hold_reason is not None]
        if not held or self.post.state in {PostState.REJECTED, PostState.WITHDRAWN}:
            return told
        is_all = self.post.state is PostState.SCHEDULED and len(held) == self.progress.open
        return held[0] if is_all else f"{told} {held[0]}"

    @property
    def etag(self) -> str:
        """A strong validator over content and state."""
        parts = [
            str(self.post.id),
            str(self.post.version),
            str(self.post.current_revision_id),
            str(self.is_whole),
        ]
        parts += [
            f"{row.id}:{row.state}:{row.hold_reason}:{row.fence}:{row.due_at}:{row.is_behind}"
            for row in self.deliveries
        ]
        return f'"{sha256("|".join(parts).encode()).hexdigest()[:32]}"'


def get_post(session: Session, actor: Actor, post_id: UUID) -> PostView:
    """Return a post as the actor may see it. Raises NotFoundError for what they may not know of."""
    post = session.execute(
        select(Post).where(Post.id == post_id).options(*WHOLE_POST).execution_options(populate_existing=True)
    ).scalar_one_or_none()
    if post is None or not (may_see(actor, post) or may_see_published(actor, post)):
        raise NotFoundError
    return view_posts(session, actor, [post])[0]


def list_posts(
    session: Session,
    actor: Actor,
    wanted: PostFilter,
    *,
    limit: int,
    after: str | None,
) -> Page[PostView]:
    """Return the posts the actor may see."""
    is_by_change, is_ascending = wanted.order is PostOrder.CHANGED, wanted.order is PostOrder.OLDEST
    query = select(Post).where(is_visible_to(actor))
    if wanted.state:
        query = query.where(Post.state == wanted.state)
    if wanted.organisation:
        query = query.join(Organisation, Organisation.id == Post.organisation_id)
        query = query.where(Organisation.abbreviation == wanted.organisation)
    if wanted.channel:
        query = query.where(exists().where(Variant.post_id == Post.id, Variant.channel_id == wanted.channel))
    if wanted.theme:
        query = query.where(Post.theme_id == wanted.theme, is_whole_for(actor))
    if wanted.text:
        behind = read_cursor(after, [as_id])[0] if after is not None and not is_by_change else None
        stretch = Stretch(CANDIDATES if is_by_change else limit + 1, behind, is_ascending)
        query = search_posts(session, actor, query, wanted.text, stretch)
    page = fetch_page(
        session,
        query.options(*WHOLE_POST),
        by=[Post.updated_at, Post.id] if is_by_change else [Post.id],
        kinds=[as_instant, as_id] if is_by_change else [as_id],
        limit=limit,
        after=after,
        descending=not is_ascending,
    )
    return Page(view_posts(session, actor, page.items), page.next)


def list_revisions(
    session: Session, actor: Actor, post_id: UUID, *, limit: int, after: str | None
) -> Page[Revision]:
    """Return all revisions of a post, newest first; only for those who see the whole post."""
    get_whole_post(session, actor, post_id)
    query = (
        select(Revision)
        .where(Revision.post_id == post_id)
        .options(joinedload(Revision.editor), selectinload(Revision.renderings).joinedload(Rendering.variant))
    )
    return fetch_page(
        session, query, by=[Revision.number], kinds=[as_number], limit=limit, after=after, descending=True
    )


def get_whole_post(session: Session, actor: Actor, post_id: UUID) -> Post:
    """Return a post that the actor sees whole. Raises NotFoundError."""
    post = session.get(Post, post_id)
    if post is None or not may_see(actor, post):
        raise NotFoundError
    return post


def view_posts(session: Session, actor: Actor, posts: Sequence[Post]) -> list[PostView]:
    """Return the posts as the actor may see them, in the same order."""
    deliveries = find_delivery_views(session, posts)
    joint = _joint_abbreviations(session, posts)
    decisions = find_decisions(session, posts)
    corrections = _find_corrections(session, actor, posts)
    views = []
    for post in posts:
        is_whole = may_see(actor, post)
        rows = [row for row in deliveries[post.id] if is_whole or row.state in ON_CHANNEL]
        abilities = find_abilities(actor, post, deliveries[post.id]) if is_whole else []
        names = [joint[organisation_id] for organisation_id in post.current_revision.joint_with]
        decision = decisions.get(post.id) if is_whole else None
        views.append(PostView(post, names, rows, abilities, is_whole, decision, corrections[post.id]))
    return views


def _find_corrections(session: Session, actor: Actor, posts: Sequence[Post]) -> dict[UUID, list[UUID]]:
    """Return by post what was submitted to set it right; what is under an embargo only to those who see it."""
    found: dict[UUID, list[UUID]] = defaultdict(list)
    query = select(Post.origin_id, Post.id).where(
        Post.origin_id.in_([post.id for post in posts]),
        Post.corrects,
        Post.submitted_at.is_not(None),
        ~is_under_embargo() | is_whole_for(actor),
    )
    for origin_id, post_id in session.execute(query.order_by(Post.id)):
        if origin_id is not None:
            found[origin_id].append(post_id)
    return found


def _joint_abbreviations(session: Session, posts: Sequence[Post]) -> dict[UUID, str]:
    ids = {organisation_id for post in posts for organisation_id in post.current_revision.joint_with}
    if not ids:
        return {}
    rows = session.execute(select(Organisation.id, Organisation.abbreviation).where(Organisation.id.in_(ids)))
    return {organisation_id: abbreviation for organisation_id, abbreviation in rows}
