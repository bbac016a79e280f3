"""Planning themes: entering, changing and taking back. Events carry ids, kinds and instants, never a word of a theme (ADR 0033)."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.attempts import clock_of
from app.actions.embargoes import hold_until_embargo, lock_movable
from app.actions.events import record
from app.editorial.permissions import Permission, is_allowed
from app.editorial.themes import may_plan, may_see_theme
from app.errors import InvalidError, Issue, NotAllowedError, NotFoundError, StaleError, WrongStateError
from app.models import Contribution, Organisation, Theme, ThemeMinistry
from app.models.theme import CENTRAL_FIRST, Goal, Purpose, Sensitivity, ThemeKind
from app.models.user import Actor


@dataclass(frozen=True)
class Material:
    """Something to work with: what it is, and its address."""

    label: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Plan:
    """All that is said of a theme. Without days it is an idea; `ministries` are those that take part besides the lead."""

    title: str
    kind: ThemeKind
    lead_id: UUID
    summary: str | None = None
    ministries: tuple[UUID, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    goals: tuple[Goal, ...] = ()
    purposes: tuple[Purpose, ...] = ()
    target_groups: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    sensitivity: Sensitivity = Sensitivity.NORMAL
    embargo_until: datetime | None = None
    material: tuple[Material, ...] = field(default=())


def create_theme(session: Session, actor: Actor, plan: Plan) -> Theme:
    """Enter a theme. Raises NotAllowedError for another ministry's, or for a kind that only the desk gives."""
    _ensure_may_lead(actor, plan, before=None)
    _ensure_sound(session, plan)
    theme = Theme(created_by_id=actor.user_id)
    _write(theme, plan)
    session.add(theme)
    session.flush()
    _record(session, actor, "theme.create", theme)
    return theme


def change_theme(session: Session, actor: Actor, theme_id: UUID, plan: Plan, *, version: int) -> Theme:
    """Say anew what a theme is; a moved embargo takes effect at once, on what is approved already as well.

    Raises StaleError unless `version` is the theme's, WrongStateError where something of it is out already.
    """
    theme = lock_theme(session, actor, theme_id)
    _ensure_may_plan(actor, theme)
    if theme.version != version:
        raise StaleError
    _ensure_may_lead(actor, plan, before=theme.kind)
    _ensure_sound(session, plan)
    is_moved = plan.embargo_until != theme.embargo_until
    if is_moved or (plan.kind in CENTRAL_FIRST) != theme.is_central_first:
        deliveries = lock_movable(session, theme)
    else:
        deliveries = []
    _write(theme, plan, _find_asked(session, theme))
    session.flush()
    hold_until_embargo(session, actor, theme, deliveries)
    _record(session, actor, "theme.change", theme)
    return theme


def withdraw_theme(session: Session, actor: Actor, theme_id: UUID, *, reason: str) -> Theme:
    """Take a theme back. Its posts stay what they are; embargo and order hold on."""
    theme = lock_theme(session, actor, theme_id)
    _ensure_may_plan(actor, theme)
    theme.withdrawn_at = clock_of(session)
    record(session, actor, "theme.withdraw", theme, object_id=theme.id, reason=reason)
    session.refresh(theme)
    return theme


def lock_theme(session: Session, actor: Actor, theme_id: UUID) -> Theme:
    """Return the theme, locked. Raises NotFoundError for what the actor may not know of, WrongStateError once taken back."""
    theme = session.get(Theme, theme_id, with_for_update=True, populate_existing=True)
    if theme is None or not may_see_theme(actor, theme):
        raise NotFoundError
    if theme.withdrawn_at is not None:
        raise WrongStateError(key="theme-withdrawn")
    return theme


def _ensure_may_plan(actor: Actor, theme: Theme) -> None:
    if not may_plan(actor, theme):
        raise NotAllowedError


def _ensure_may_lead(actor: Actor, plan: Plan, *, before: ThemeKind | None) -> None:
    """Raise NotAllowedError unless the actor plans for the lead; that the central channels go first only the desk says."""
    is_touched = plan.kind is not before and not CENTRAL_FIRST.isdisjoint({plan.kind, before})
    is_lead = is_allowed(actor, Permission.PLAN, organisation_id=plan.lead_id)
    if not is_lead or (is_touched and not is_allowed(actor, Permission.PUT_CENTRAL_FIRST)):
        raise NotAllowedError


def _ensure_sound(session: Session, plan: Plan) -> None:
    issues = []
    if (plan.starts_on is None) != (plan.ends_on is None):
        issues.append(Issue("ends_on", "theme-half-dated"))
    elif plan.starts_on is not None and plan.ends_on is not None and plan.ends_on < plan.starts_on:
        issues.append(Issue("ends_on", "theme-ends-early"))
    places = {"lead_id": plan.lead_id} | {f"ministries.{n}": key for n, key in enumerate(plan.ministries)}
    issues += [
        Issue(place, "organisation-unknown")
        for place, key in places.items()
        if session.get(Organisation, key) is None
    ]
    if issues:
        raise InvalidError(issues=issues)


def _find_asked(session: Session, theme: Theme) -> set[UUID]:
    """Return the ministries that were asked for something: they go on taking part, or they could not answer."""
    query = select(Contribution.organisation_id).where(Contribution.theme_id == theme.id)
    return set(session.execute(query).scalars())


def _write(theme: Theme, plan: Plan, asked: AbstractSet[UUID] = frozenset()) -> None:
    for name in {row.name for row in fields(Plan)} - {"ministries", "material"}:
        value = getattr(plan, name)
        setattr(theme, name, [str(item) for item in value] if isinstance(value, tuple) else value)
    theme.material = [{"label": row.label, "url": row.url} for row in plan.material]
    wanted = (set(plan.ministries) | asked) - {plan.lead_id}
    theme.ministries = [row for row in theme.ministries if row.organisation_id in wanted]
    known = {row.organisation_id for row in theme.ministries}
    theme.ministries += [ThemeMinistry(organisation_id=key) for key in sorted(wanted - known)]


def _record(session: Session, actor: Actor, action: str, theme: Theme) -> None:
    until = theme.embargo_until
    record(
        session,
        actor,
        action,
        theme,
        object_id=theme.id,
        kind=theme.kind.value,
        embargo_until=until.isoformat() if until else None,
    )
    session.refresh(theme)
