"""What somebody is told in the application, in the words that mails use as well."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.actions.things import Things, load_things, shown_context
from app.editorial.telling import TERMS, Group
from app.mail.words import Words, link_to, say
from app.models import Letter
from app.models.letter import Medium
from app.models.notification import NotificationKind
from app.models.user import Actor
from app.queries.cursor import Page, as_id, fetch_page
from app.queries.secrecy import is_tellable_to
from app.settings import Settings

MOST_COUNTED: Final = 100
"""Beyond it nobody needs to know how many exactly, and no page waits for the count."""


@dataclass(frozen=True)
class NoticeView:
    """One notice as its reader sees it."""

    id: UUID
    kind: NotificationKind
    group: Group
    is_urgent: bool
    object_type: str
    object_id: UUID
    words: Words
    created_at: datetime
    read_at: datetime | None


def list_notices(
    session: Session, actor: Actor, *, unread: bool | None, limit: int, after: str | None, settings: Settings
) -> Page[NoticeView]:
    """Return the actor's own notices, newest first; only those unread, or read, if so wished."""
    query = (
        select(Letter)
        .join(Letter.notification)
        .where(Letter.user_id == actor.user_id, Letter.medium == Medium.IN_APP, is_tellable_to(actor))
        .options(joinedload(Letter.notification))
    )
    if unread is not None:
        query = query.where(Letter.read_at.is_(None) if unread else Letter.read_at.is_not(None))
    page = fetch_page(
        session, query, by=[Letter.id], kinds=[as_id], limit=limit, after=after, descending=True
    )
    things = load_things(session, [letter.notification for letter in page.items])
    views = [view_notice(session, letter, things, settings=settings) for letter in page.items]
    return Page(views, page.next)


def count_unread(session: Session, actor: Actor) -> int:
    """Return how many notices the actor has not read, counted up to `MOST_COUNTED`."""
    unread = (
        select(Letter.id)
        .join(Letter.notification)
        .where(Letter.user_id == actor.user_id, Letter.medium == Medium.IN_APP, Letter.read_at.is_(None))
        .where(is_tellable_to(actor))
    )
    found = session.execute(select(func.count()).select_from(unread.limit(MOST_COUNTED).subquery()))
    return int(found.scalar_one())


def view_notice(
    session: Session, letter: Letter, things: Things | None = None, *, settings: Settings
) -> NoticeView:
    """Return a notice with its words; `things` are what was loaded for many at once."""
    about = letter.notification
    kind = NotificationKind(about.kind)
    link = link_to(settings.base_url, about.object_type, about.object_id)
    return NoticeView(
        letter.id,
        kind,
        TERMS[kind].group,
        TERMS[kind].is_urgent,
        about.object_type,
        about.object_id,
        say(about.kind, shown_context(session, about, things), link),
        about.created_at,
        letter.read_at,
    )
