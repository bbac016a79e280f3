"""Packages: what leaves together, prepared before and fired by the press database, the clock or a hand (ADR 0034).

Firing lets nothing go that is not approved and due: it ends that the members wait for it (G23), and every other guard stays.
Lock order: package, posts, deliveries, each by id.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from app import clock
from app.actions.attempts import clock_of
from app.actions.content import not_past
from app.actions.events import record
from app.actions.hanging import lock_theme_of_post
from app.actions.locking import ring
from app.actions.portal_looks import want_look
from app.actions.posts import hold
from app.actions.preflight import want_check
from app.actions.restore_mode import ensure_normal
from app.editorial.deliveries import WITHDRAWABLE
from app.editorial.permissions import Permission, is_allowed, may_see
from app.editorial.themes import may_see_package
from app.errors import InvalidError, Issue, NotAllowedError, NotFoundError, WrongStateError
from app.models import Channel, Delivery, Organisation, Package, Post, Variant
from app.models.channel import Idempotency
from app.models.delivery import DeliveryState, HoldReason
from app.models.package import Rest, Trigger
from app.models.user import MACHINE, Actor


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """All that is said of a package; without `fires_at` it waits for the press database or a hand."""

    title: str
    press_release: str
    portal_url: str | None
    rest: Rest
    fires_at: clock.Moment | None
    deliveries: tuple[UUID, ...]


def create_package(
    session: Session, actor: Actor, *, organisation_id: UUID, theme_id: UUID | None, bundle: Bundle
) -> Package:
    """Make a package of an organisation, of a theme or of none, which all its posts share.

    Raises NotAllowedError for another organisation's, InvalidError for members that cannot be in it.
    """
    if session.get(Organisation, organisation_id) is None:
        raise InvalidError(issues=[Issue("organisation_id", "organisation-unknown")])
    if not is_allowed(actor, Permission.PLAN, organisation_id=organisation_id):
        raise NotAllowedError
    theme = lock_theme_of_post(session, actor, theme_id) if theme_id is not None else None
    package = Package(organisation_id=organisation_id, theme=theme, created_by_id=actor.user_id)
    _write(session, package, bundle)
    session.add(package)
    session.flush()
    variants = _lock_variants(session, [package], bundle.deliveries)
    _take_in(session, actor, package, bundle.deliveries, variants)
    _record(session, actor, "package.create", package)
    return package


def change_package(session: Session, actor: Actor, package_id: UUID, bundle: Bundle) -> Package:
    """Say anew what a package is, until it is fired. What is taken out of it and was approved is held for a new time.

    Members that the actor may not see stay. Raises WrongStateError once it is fired or cancelled.
    """
    package = lock_package(session, actor, package_id)
    variants = _lock_variants(session, [package], bundle.deliveries)
    if package.is_fired(clock_of(session)):
        raise WrongStateError(key="package-fired")
    for variant in variants.values():
        is_out = variant.package_id == package.id and variant.id not in bundle.deliveries
        if is_out and may_see(actor, variant.post):
            variant.package_id = None
            _hold_waiting(session, actor, [session.get(Delivery, variant.id)])
    _write(session, package, bundle)
    _take_in(session, actor, package, bundle.deliveries, variants)
    _record(session, actor, "package.change", package)
    return package


def fire_package(session: Session, actor: Actor, package_id: UUID) -> Package:
    """Let a package go now. One that is fired already stays as it is, so that two hands at once are one."""
    package = lock_package(session, actor, package_id)
    _lock_variants(session, [package])
    _fire(session, actor, package, Trigger.HAND)
    return package


def fire_for_press(session: Session, press_release: str) -> int:
    """Let go what the press database says is published; return how many packages. What is fired already stays as it is."""
    ensure_normal(session)
    query = select(Package).where(
        func.lower(Package.press_release) == press_release.strip().lower(), Package.cancelled_at.is_(None)
    )
    found = session.execute(query.order_by(Package.id).with_for_update(of=Package)).scalars().all()
    _lock_variants(session, found)
    return sum(_fire(session, MACHINE, package, Trigger.PRESS) for package in found)


def want_preflight(session: Session, actor: Actor, package_id: UUID) -> Package:
    """Ask for a look at the account of every channel of a package, and at its page; what it finds is shown with the package."""
    package = lock_package(session, actor, package_id)
    theirs = select(Variant.channel_id).where(Variant.package_id == package.id)
    query = select(Channel).where(
        Channel.id.in_(theirs),
        Channel.endpoint.is_not(None),
        Channel.idempotency.is_distinct_from(Idempotency.MANUAL),
    )
    for channel in session.execute(query.order_by(Channel.id).with_for_update(key_share=True)).scalars():
        want_check(channel)
    want_look(package)
    _record(session, actor, "package.preflight", package)
    return package


def cancel_package(session: Session, actor: Actor, package_id: UUID, *, reason: str) -> Package:
    """Undo a package for good: what waits in it is held, and somebody who may approve gives each its own time."""
    package = lock_package(session, actor, package_id)
    members = sorted(_lock_variants(session, [package]))
    _hold_waiting(session, actor, [session.get(Delivery, key) for key in members])
    package.cancelled_at = clock_of(session)
    _record(session, actor, "package.cancel", package, reason=reason)
    return package


def lock_package(session: Session, actor: Actor, package_id: UUID) -> Package:
    """Return the package, locked.

    Raises NotFoundError for what the actor may not know of, NotAllowedError for who does not plan for its organisation,
    WrongStateError once it is cancelled.
    """
    ensure_normal(session)
    package = session.get(Package, package_id, with_for_update=True, populate_existing=True)
    if package is None or not may_see_package(actor, package):
        raise NotFoundError
    if not is_allowed(actor, Permission.PLAN, organisation_id=package.organisation_id):
        raise NotAllowedError
    if package.cancelled_at is not None:
        raise WrongStateError(key="package-cancelled")
    return package


def _lock_variants(
    session: Session, packages: Sequence[Package], deliveries: Sequence[UUID] = ()
) -> dict[UUID, Variant]:
    """Return the members that are and are to be, with their posts and deliveries locked."""
    theirs = Variant.package_id.in_([row.id for row in packages])
    query = select(Variant).where(or_(theirs, Variant.id.in_(deliveries)))
    variants = session.execute(query.order_by(Variant.id)).scalars().all()
    posts = select(Post).where(Post.id.in_({row.post_id for row in variants})).order_by(Post.id)
    rows = select(Delivery).where(Delivery.id.in_([row.id for row in variants])).order_by(Delivery.id)
    for locking in (posts.with_for_update(key_share=True), rows.with_for_update()):
        session.execute(locking.execution_options(populate_existing=True)).scalars().all()
    session.execute(query.execution_options(populate_existing=True)).scalars().all()
    return {row.id: row for row in variants}


def _write(session: Session, package: Package, bundle: Bundle) -> None:
    moment = bundle.fires_at and not_past(session, bundle.fires_at, "fires_at")
    if package.portal_url != bundle.portal_url:
        want_look(package)
    package.title, package.press_release = bundle.title, bundle.press_release.strip()
    package.portal_url, package.rest = bundle.portal_url, bundle.rest
    package.fires_at = moment.instant if moment else None


def _take_in(
    session: Session,
    actor: Actor,
    package: Package,
    deliveries: Sequence[UUID],
    variants: Mapping[UUID, Variant],
) -> None:
    """Let these be members. Raises InvalidError with an issue for each that cannot be one."""
    issues = []
    for index, key in enumerate(deliveries):
        variant = variants.get(key)
        if variant is None or not may_see(actor, variant.post):
            issues.append(Issue(f"deliveries.{index}", "package-member-unknown"))
        elif variant.package_id != package.id:
            if problem := _find_problem(session, actor, package, variant):
                issues.append(Issue(f"deliveries.{index}", problem))
            variant.package_id = package.id
    if issues:
        raise InvalidError(issues=issues)
    session.flush()


def _find_problem(session: Session, actor: Actor, package: Package, variant: Variant) -> str | None:
    """Return why a variant cannot be taken in: whose it is, its theme, another package, or that it is out."""
    if not is_allowed(actor, Permission.PLAN, organisation_id=variant.post.organisation_id):
        return "package-member-foreign"
    if variant.post.theme_id != package.theme_id:
        return "package-member-of-another-theme"
    other = session.get(Package, variant.package_id) if variant.package_id is not None else None
    if other is not None and other.cancelled_at is None:
        return "package-member-elsewhere"
    delivery = session.get(Delivery, variant.id)
    is_open = delivery is None or delivery.state in WITHDRAWABLE
    return None if is_open and variant.withdrawn_at is None else "package-member-out"


def _fire(session: Session, actor: Actor, package: Package, trigger: Trigger) -> bool:
    """Let the package, whose members are locked, go now, and tell whether it had not gone before."""
    now = clock_of(session)
    if package.is_fired(now):
        return False
    package.fires_at, package.fired_by = now, trigger
    mine = select(Variant.id).where(Variant.package_id == package.id)
    session.execute(update(Delivery).where(Delivery.id.in_(mine)).values(woken_at=None))
    ring(session)
    _record(session, actor, "package.fire", package)
    return True


def _hold_waiting(session: Session, actor: Actor, deliveries: Iterable[Delivery | None]) -> None:
    for delivery in deliveries:
        if delivery is not None and delivery.state is DeliveryState.WAITING:
            hold(session, actor, delivery, HoldReason.BY_PERSON, None)


def _record(
    session: Session, actor: Actor, action: str, package: Package, *, reason: str | None = None
) -> None:
    """Write the event: ids and instants, never a word of what is planned."""
    body: dict[str, Any] = {"rest": package.rest.value, "fired_by": package.fired_by}
    body["fires_at"] = _iso(package.fires_at)
    record(session, actor, action, package, object_id=package.id, reason=reason, **body)
    session.refresh(package)


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
