"""What the pages about themes show besides lists: their history, what is owed, what can be chosen, who may know."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.editorial.permissions import MATRIX, Permission
from app.editorial.themes import may_see_theme
from app.errors import NotFoundError
from app.models import Channel, Contribution, Delivery, Event, Organisation, Post, Theme, ThemeComment
from app.models.channel import ChannelScope
from app.models.contribution import ContributionState
from app.models.organisation import OrganisationKind
from app.models.user import MACHINE, Actor
from app.queries.cursor import Page, as_id, fetch_page
from app.queries.themes import find_theme
from app.queries.timeline import find_names
from app.queries.visibility import is_theme_shown_to

MOST_CHOSEN_FROM: Final = 200
MOST_HISTORY: Final = 50
_PARTS: Final = (
    joinedload(Contribution.theme).joinedload(Theme.lead),
    joinedload(Contribution.organisation),
    joinedload(Contribution.handed_over_from),
    joinedload(Contribution.asked_by),
    joinedload(Contribution.answered_by),
)


@dataclass(frozen=True)
class Deed:
    """What was done with a theme or with what was asked for it: when, by whom, and why if a reason was given.

    `organisation` is the Kürzel of who was asked, `embargo_until` the embargo as it was left then.
    """

    at: datetime
    who: str
    action: str
    reason: str | None
    organisation: str | None
    embargo_until: datetime | None


def list_deeds(session: Session, theme_id: UUID) -> list[Deed]:
    """Return what was done with a theme that somebody may know of, the latest first."""
    asked = select(Contribution.id).where(Contribution.theme_id == theme_id)
    is_its = or_(Event.object_id == theme_id, Event.object_id.in_(asked))
    query = select(Event).where(is_its).order_by(Event.at.desc(), Event.id.desc()).limit(MOST_HISTORY)
    events = session.execute(query).scalars().all()
    names = find_names(session, {row.actor_id for row in events if row.actor_id})
    asked_of = {UUID(row.body["organisation_id"]) for row in events if row.body.get("organisation_id")}
    houses = select(Organisation.id, Organisation.abbreviation).where(Organisation.id.in_(asked_of))
    abbreviations = {str(key): abbreviation for key, abbreviation in session.execute(houses)}
    return [
        Deed(
            row.at,
            names.get(row.actor_id, MACHINE.name) if row.actor_id else MACHINE.name,
            row.action,
            row.reason,
            abbreviations.get(row.body.get("organisation_id") or ""),
            datetime.fromisoformat(row.body["embargo_until"]) if row.body.get("embargo_until") else None,
        )
        for row in events
    ]


def list_theme_comments(
    session: Session, actor: Actor, theme_id: UUID, *, limit: int, after: str | None
) -> Page[ThemeComment]:
    """Return what was said about a theme, the oldest first. Raises NotFoundError for what the actor may not know of."""
    find_theme(session, actor, theme_id)
    query = select(ThemeComment).where(ThemeComment.theme_id == theme_id)
    query = query.options(joinedload(ThemeComment.author))
    return fetch_page(session, query, by=[ThemeComment.id], kinds=[as_id], limit=limit, after=after)


def find_decision(session: Session, theme_id: UUID) -> ThemeComment | None:
    """Return what was decided last on a theme that somebody may know of."""
    query = select(ThemeComment).where(ThemeComment.theme_id == theme_id, ThemeComment.decision.is_not(None))
    query = query.options(joinedload(ThemeComment.author)).order_by(ThemeComment.id.desc()).limit(1)
    return session.execute(query).scalar_one_or_none()


def find_contribution(session: Session, actor: Actor, contribution_id: UUID) -> Contribution:
    """Return a request. Raises NotFoundError where the actor may not know of its theme."""
    query = select(Contribution).where(Contribution.id == contribution_id).options(*_PARTS)
    row = session.execute(query).scalar_one_or_none()
    if row is None or not may_see_theme(actor, row.theme):
        raise NotFoundError
    return row


def list_asked_for(session: Session, theme_id: UUID) -> Sequence[Contribution]:
    """Return what was asked for a theme that somebody may know of, the first that is due first."""
    query = select(Contribution).where(Contribution.theme_id == theme_id).options(*_PARTS)
    return session.execute(query.order_by(Contribution.due_at, Contribution.id)).scalars().all()


def list_owed(session: Session, actor: Actor, *, limit: int) -> Sequence[Contribution]:
    """Return what the actor's ministries still owe to themes, the most urgent first."""
    reach = actor.reach(*MATRIX[Permission.CONTRIBUTE])
    if not reach:
        return []
    query = (
        select(Contribution)
        .join(Theme, Theme.id == Contribution.theme_id)
        .where(
            Contribution.state == ContributionState.OPEN,
            Contribution.organisation_id.in_(list(reach)),
            Theme.withdrawn_at.is_(None),
        )
        .options(*_PARTS)
    )
    return session.execute(query.order_by(Contribution.due_at, Contribution.id).limit(limit)).scalars().all()


def list_themes_between(
    session: Session,
    actor: Actor,
    *,
    days: tuple[date, date],
    instants: tuple[datetime, datetime],
    organisations: Collection[UUID] | None = None,
) -> Sequence[Theme]:
    """Return the themes that the actor may know of and that touch these days, or whose embargo ends in them, the earliest first."""
    is_near = (Theme.starts_on <= days[1]) & (Theme.ends_on >= days[0])
    ends_there = (Theme.embargo_until >= instants[0]) & (Theme.embargo_until < instants[1])
    query = _known(actor).where(or_(is_near, ends_there))
    if organisations is not None:
        query = query.where(Theme.lead_id.in_(list(organisations)))
    query = query.order_by(Theme.starts_on, Theme.id).limit(MOST_CHOSEN_FROM)
    return session.execute(query).scalars().all()


def list_themes_to_hang_on(
    session: Session, actor: Actor, *, today: date, at_present: UUID | None = None
) -> Sequence[Theme]:
    """Return the themes that a post can be hung on, by title: what is over is left out, the one `at_present` is not."""
    is_ahead = or_(Theme.ends_on.is_(None), Theme.ends_on >= today, Theme.id == at_present)
    query = _known(actor).where(is_ahead).order_by(Theme.title, Theme.id).limit(MOST_CHOSEN_FROM)
    return session.execute(query).scalars().all()


def has_gone_first(session: Session, theme_id: UUID) -> bool:
    """Tell whether something of a theme was sent to a central channel once, so that nothing waits for it any more (G18)."""
    gone = (
        exists()
        .where(Delivery.sent_at.is_not(None), Post.theme_id == theme_id)
        .where(Post.id == Delivery.post_id, Channel.id == Delivery.channel_id)
        .where(Channel.scope == ChannelScope.CENTRAL)
    )
    return bool(session.execute(select(gone)).scalar_one())


def list_ministries(session: Session) -> Sequence[Organisation]:
    """Return the ministries by abbreviation."""
    query = select(Organisation).where(Organisation.kind == OrganisationKind.MINISTRY)
    query = query.options(selectinload(Organisation.names)).order_by(Organisation.abbreviation)
    return session.execute(query).scalars().all()


def _known(actor: Actor) -> Select[Theme]:
    shown = is_theme_shown_to(actor)
    return select(Theme).where(shown, Theme.withdrawn_at.is_(None)).options(joinedload(Theme.lead))
