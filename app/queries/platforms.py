"""The platforms, whether each is stopped, and what a stop of one would do."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.actions.platform_stops import Effects, ensure_may_stop, find_effects
from app.models import Platform, PlatformStop
from app.models.channel_life import StopEffect
from app.models.user import Actor
from app.queries.channel_life import ensure_reads_register
from app.queries.cursor import Page, as_text, fetch_page


@dataclass(frozen=True)
class PlatformView:
    """A platform with the stop that stands, if there is one."""

    platform: Platform
    stop: PlatformStop | None


def list_with_stops(session: Session, actor: Actor, *, limit: int, after: str | None) -> Page[PlatformView]:
    """Return the platforms with the stops that stand. Raises NotAllowedError."""
    ensure_reads_register(actor)
    page = fetch_page(
        session, select(Platform), by=[Platform.slug], kinds=[as_text], limit=limit, after=after
    )
    slugs = [row.slug for row in page.items]
    standing = select(PlatformStop).where(
        PlatformStop.lifted_at.is_(None), PlatformStop.platform_slug.in_(slugs)
    )
    wide = (joinedload(PlatformStop.by), joinedload(PlatformStop.decision))
    stops = {row.platform_slug: row for row in session.execute(standing.options(*wide)).scalars()}
    return Page([PlatformView(row, stops.get(row.slug)) for row in page.items], page.next)


def foresee_stop(
    session: Session,
    actor: Actor,
    platform: str,
    *,
    effect: StopEffect,
    decision_id: UUID | None,
    review_on: date,
) -> Effects:
    """Return what a stop would do now, without doing it. Raises whatever speaks against it, as stopping would."""
    ensure_may_stop(session, actor, platform, decision_id=decision_id, review_on=review_on)
    return find_effects(session, platform, effect, is_dry=True)
