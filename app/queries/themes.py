"""Themes, contributions and occasions, as far as somebody may know of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.editorial.themes import may_see_theme
from app.errors import NotFoundError
from app.models import Contribution, Occasion, Theme, ThemeMinistry
from app.models.contribution import ContributionState
from app.models.theme import ThemeKind
from app.models.user import Actor
from app.queries.cursor import Page, as_id, fetch_page
from app.queries.visibility import is_theme_shown_to


@dataclass(frozen=True, kw_only=True)
class ThemeFilter:
    """Which themes are wanted: of a kind, of a ministry that leads or takes part, within days, or ideas without days, or with a word."""

    kind: ThemeKind | None = None
    organisation_id: UUID | None = None
    since: date | None = None
    until: date | None = None
    ideas: bool = False
    text: str | None = None


def list_themes(
    session: Session, actor: Actor, wanted: ThemeFilter, *, limit: int, after: str | None
) -> Page[Theme]:
    """Return the themes that the actor may know of, the newest first, without those taken back."""
    query = _with_parts().where(is_theme_shown_to(actor), Theme.withdrawn_at.is_(None))
    if wanted.kind is not None:
        query = query.where(Theme.kind == wanted.kind)
    if wanted.organisation_id is not None:
        takes_part = Theme.ministries.any(ThemeMinistry.organisation_id == wanted.organisation_id)
        query = query.where(or_(Theme.lead_id == wanted.organisation_id, takes_part))
    if wanted.since is not None:
        query = query.where(Theme.ends_on >= wanted.since)
    if wanted.until is not None:
        query = query.where(Theme.starts_on <= wanted.until)
    if wanted.ideas:
        query = query.where(Theme.starts_on.is_(None))
    if wanted.text:
        places = (Theme.title, Theme.summary)
        query = query.where(or_(*(place.icontains(wanted.text, autoescape=True) for place in places)))
    return fetch_page(session, query, by=[Theme.id], kinds=[as_id], limit=limit, after=after, descending=True)


def find_theme(session: Session, actor: Actor, theme_id: UUID) -> Theme:
    """Return a theme. Raises NotFoundError for one that the actor may not know of."""
    theme = session.execute(_with_parts().where(Theme.id == theme_id)).scalar_one_or_none()
    if theme is None or not may_see_theme(actor, theme):
        raise NotFoundError
    return theme


def list_contributions(
    session: Session,
    actor: Actor,
    *,
    theme_id: UUID | None = None,
    organisation_id: UUID | None = None,
    asked_by_id: UUID | None = None,
    state: ContributionState | None = None,
    limit: int,
    after: str | None,
) -> Page[Contribution]:
    """Return what ministries were asked for, the newest first, of themes that the actor may know of."""
    parts = (Contribution.organisation, Contribution.handed_over_from, Contribution.theme)
    query = (
        select(Contribution)
        .join(Theme, Theme.id == Contribution.theme_id)
        .options(*map(joinedload, parts))
        .where(is_theme_shown_to(actor))
    )
    wanted = {
        Contribution.theme_id: theme_id,
        Contribution.organisation_id: organisation_id,
        Contribution.asked_by_id: asked_by_id,
        Contribution.state: state,
    }
    for column, value in wanted.items():
        if value is not None:
            query = query.where(column == value)
    return fetch_page(
        session, query, by=[Contribution.id], kinds=[as_id], limit=limit, after=after, descending=True
    )


def list_occasions(session: Session, *, since: date, until: date) -> Sequence[Occasion]:
    """Return the occasions that touch these days, both included, the earliest first."""
    query = select(Occasion).where(Occasion.first_day <= until, Occasion.last_day >= since)
    return session.execute(query.order_by(Occasion.first_day, Occasion.id)).scalars().all()


def _with_parts() -> Select[Theme]:
    ministries = selectinload(Theme.ministries).joinedload(ThemeMinistry.organisation)
    return select(Theme).options(joinedload(Theme.lead), ministries)
