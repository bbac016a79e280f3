"""What the pages about packages show besides lights: what happened when, to the second, and what can be taken in."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import false, func, or_, select
from sqlalchemy.orm import Session

from app.actions.preflight import SOON
from app.editorial.deliveries import WITHDRAWABLE
from app.editorial.permissions import Permission, is_allowed
from app.messages.packages import DEEDS, TRIGGERS
from app.models import Delivery, DeliveryAttempt, Event, Package, Post, Variant
from app.models.delivery import AttemptKind
from app.models.post import PostState
from app.models.user import MACHINE, Actor
from app.queries.deliveries import DeliveryView, load_views
from app.queries.packages import Member, PackageView
from app.queries.timeline import find_names
from app.queries.visibility import is_whole_for

MOST_TO_CHOOSE_FROM: Final = 100
FIRE: Final = "package.fire"


@dataclass(frozen=True)
class Step:
    """One line of a package's timeline: `member` is whom it is about, `after_s` how long after the firing it was."""

    at: datetime
    what: str
    who: str | None = None
    why: str | None = None
    member: Member | None = None
    after_s: float | None = None
    is_ahead: bool = False


def list_steps(session: Session, view: PackageView) -> list[Step]:
    """Return what happened with a package and its members that are shown, and what is planned, the earliest first."""
    steps = [*_list_deeds(session, view.package), *_list_moments(view), *_list_ways(session, view)]
    return sorted(steps, key=lambda step: step.at)


def list_choosable(
    session: Session,
    actor: Actor,
    *,
    theme_id: UUID | None,
    package: Package | None = None,
    chosen: Collection[UUID] = (),
) -> Sequence[DeliveryView]:
    """Return the deliveries of a theme, or of none, that the actor can take into a package, the newest first.

    Its members and what is chosen stand before them and are never left out: what is not shown could not be kept.
    """
    is_free = Variant.package_id.is_(None) | Package.cancelled_at.is_not(None)
    is_open = Delivery.id.is_(None) | Delivery.state.in_(WITHDRAWABLE)
    is_mine = Variant.package_id == package.id if package is not None else false()
    can_join = is_free & is_open & Post.state.not_in((PostState.REJECTED, PostState.WITHDRAWN))
    query = (
        select(Variant.id, Post.organisation_id)
        .join(Post, Post.id == Variant.post_id)
        .outerjoin(Delivery, Delivery.id == Variant.id)
        .outerjoin(Package, Package.id == Variant.package_id)
        .where(Post.theme_id.is_not_distinct_from(theme_id), Variant.withdrawn_at.is_(None))
        .where(or_(is_mine, can_join), is_whole_for(actor))
        .order_by(or_(is_mine, Variant.id.in_(chosen)).desc(), Variant.id.desc())
        .limit(MOST_TO_CHOOSE_FROM + len(chosen))
    )
    found = [
        key
        for key, home in session.execute(query)
        if is_allowed(actor, Permission.PLAN, organisation_id=home)
    ]
    views = load_views(session, found)
    return [views[key] for key in found]


def _list_deeds(session: Session, package: Package) -> list[Step]:
    query = select(Event).where(Event.object_type == "package", Event.object_id == package.id)
    events = session.execute(query.order_by(Event.at)).scalars().all()
    names = find_names(session, {row.actor_id for row in events if row.actor_id})
    return [
        Step(
            row.at,
            TRIGGERS[package.fired_by] if row.action == FIRE else DEEDS.get(row.action, row.action),
            names.get(row.actor_id, MACHINE.name) if row.actor_id else MACHINE.name,
            row.reason,
            after_s=0 if row.action == FIRE else None,
        )
        for row in events
    ]


def _list_moments(view: PackageView) -> list[Step]:
    """Return what the clock does: a look at the accounts, and the firing where neither the press nor a hand came first.

    The look is told only while it is ahead: whether there was one is written nowhere.
    """
    package = view.package
    if package.fires_at is None or package.fired_by is not None or package.cancelled_at is not None:
        return []
    look_at = package.fires_at - SOON
    fires = TRIGGERS[None] if view.is_fired else "Löst zur geplanten Zeit aus"
    firing = Step(package.fires_at, fires, after_s=0 if view.is_fired else None, is_ahead=not view.is_fired)
    look = Step(look_at, "Vorabprüfung der Kanäle", is_ahead=True)
    return [look, firing] if look_at > view.now else [firing]


def _list_ways(session: Session, view: PackageView) -> list[Step]:
    """Return when each member set out and when it arrived, as far as it has."""
    ids = [member.view.id for member in view.members]
    query = select(DeliveryAttempt.delivery_id, func.min(DeliveryAttempt.intent_at)).where(
        DeliveryAttempt.delivery_id.in_(ids), DeliveryAttempt.kind == AttemptKind.PUBLISH
    )
    begun = {key: at for key, at in session.execute(query.group_by(DeliveryAttempt.delivery_id))}
    fires_at, steps = view.package.fires_at, []
    for member in view.members:
        for at, what in ((begun.get(member.view.id), "Abgang"), (member.sent_at, "Angekommen")):
            if at is not None:
                after_s = (at - fires_at).total_seconds() if fires_at else None
                steps.append(Step(at, what, member=member, after_s=after_s))
    return steps
