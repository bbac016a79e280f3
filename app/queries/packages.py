"""Packages as somebody may know of them: each member with its light, and how far apart they left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import false, func, or_, select
from sqlalchemy.orm import Session, joinedload

from app import db
from app.actions.facts import find_facts
from app.editorial.deliveries import GUARDS, Facts, closes_at, failing_guards
from app.editorial.payload import images_of
from app.editorial.permissions import may_see, may_see_published
from app.editorial.themes import may_see_package
from app.errors import NotFoundError
from app.messages import AGAINST_HANDS, HOLDS, LATER
from app.models import Delivery, Package, PressConnection, Variant
from app.models.delivery import DeliveryState
from app.models.package import PortalFinding
from app.models.user import Actor
from app.queries.cursor import Page, as_id, fetch_page
from app.queries.deliveries import DeliveryView, load_views
from app.queries.visibility import is_package_shown_to
from app.storage import storage

MISSING: Final = "Noch nicht freigegeben."
UNCHECKED: Final = "Das Konto des Kanals wird noch geprüft."
LATE: Final = "Freigegeben für eine Zeit nach dem Auslösen – geht erst dann hinaus."
PAST: Final = "Das Zeitfenster endet vor dem Auslösen."
READY: Final = "Bereit."
OF_THE_MOMENT: Final = frozenset({"G02", "G04", "G12", "G22", "G23"})
"""Guards that say nothing against a member before its moment; a hand is called at that moment."""

PATIENCE: Final = timedelta(minutes=2)
"""After that a member is late, as any delivery is overdue (PUBLISHING section 9)."""


class Light(StrEnum):
    """What a preflight says of a member: it will leave, may leave later, or cannot."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


PAGE_LIGHTS: Final[Mapping[PortalFinding | None, Light]] = {
    PortalFinding.REACHABLE: Light.GREEN,
    PortalFinding.UNREACHABLE: Light.RED,
}
"""The lights of the page in the Landesportal; whatever else was found, or nothing yet, is amber."""

LIGHTS: Final = {
    DeliveryState.HELD: Light.RED,
    DeliveryState.CANCELLED: Light.RED,
    DeliveryState.SENDING: Light.AMBER,
    DeliveryState.UNCLEAR: Light.AMBER,
}
"""The lights of what waits no more; whatever left is green."""


@dataclass(frozen=True)
class Member:
    """One delivery of a package, its light, and why."""

    view: DeliveryView
    light: Light
    why: str

    @property
    def sent_at(self) -> datetime | None:
        """When it was published."""
        return self.view.delivery.sent_at if self.view.delivery is not None else None


@dataclass(frozen=True)
class PackageView:
    """A package with the members that somebody may see; `hidden` is how many there are besides."""

    package: Package
    members: Sequence[Member]
    hidden: int
    now: datetime

    @property
    def is_fired(self) -> bool:
        """Whether its moment has come."""
        return self.package.is_fired(self.now)

    @property
    def page_light(self) -> Light | None:
        """The light of the page in the Landesportal, if one is named."""
        return PAGE_LIGHTS.get(self.package.portal_finding, Light.AMBER) if self.package.portal_url else None

    @property
    def spread_s(self) -> float | None:
        """How many seconds lie between the first and the last that left; None until there are two."""
        times = [member.sent_at for member in self.members if member.sent_at is not None]
        return (max(times) - min(times)).total_seconds() if len(times) > 1 else None

    def after_s(self, member: Member) -> float | None:
        """Return how many seconds after the package was fired a member left."""
        fires_at = self.package.fires_at
        return (member.sent_at - fires_at).total_seconds() if member.sent_at and fires_at else None

    @property
    def stuck(self) -> list[Member]:
        """The members that are late or will not leave by themselves any more."""
        return [row for row in self.members if self.has_failed(row) or self.is_late(row)]

    @property
    def anew_in_s(self) -> float | None:
        """In how many seconds time alone changes what is said: when it is fired, or when a member becomes late."""
        fires_at = self.package.fires_at
        if fires_at is None or self.package.cancelled_at is not None:
            return None
        awaited = [row.view.due_at for row in self.members if row.sent_at is None and row.view.due_at]
        moments = [fires_at, *(max(fires_at, due_at) + PATIENCE for due_at in awaited)]
        ahead = [(moment - self.now).total_seconds() for moment in moments if moment > self.now]
        return min(ahead, default=None)

    def has_failed(self, member: Member) -> bool:
        """Tell whether a member of a package that is fired will not leave by itself any more."""
        return self.is_fired and member.light is Light.RED

    def is_late(self, member: Member) -> bool:
        """Tell whether a member left minutes after the package and its own time, or should have left by now."""
        fires_at, due_at = self.package.fires_at, member.view.due_at
        if not self.is_fired or fires_at is None or due_at is None or self.has_failed(member):
            return False
        return (member.sent_at or self.now) > max(fires_at, due_at) + PATIENCE


@dataclass(frozen=True, kw_only=True)
class PackageFilter:
    """Which packages are wanted: of an organisation, fired or still to be, or with a word in title or press release."""

    organisation_id: UUID | None = None
    is_fired: bool | None = None
    text: str | None = None


EVERY: Final = PackageFilter()


def list_packages(
    session: Session,
    actor: Actor,
    wanted: PackageFilter = EVERY,
    *,
    limit: int,
    after: str | None,
) -> Page[Package]:
    """Return the packages that the actor may know of, the newest first, without those cancelled."""
    query = select(Package).options(joinedload(Package.organisation), joinedload(Package.theme))
    query = query.where(is_package_shown_to(actor), Package.cancelled_at.is_(None))
    if wanted.organisation_id is not None:
        query = query.where(Package.organisation_id == wanted.organisation_id)
    if wanted.is_fired is not None:
        has_come = func.coalesce(Package.fires_at <= func.now(), false())
        query = query.where(has_come if wanted.is_fired else ~has_come)
    if wanted.text:
        places = (Package.title, Package.press_release)
        query = query.where(or_(*(place.icontains(wanted.text, autoescape=True) for place in places)))
    return fetch_page(
        session, query, by=[Package.id], kinds=[as_id], limit=limit, after=after, descending=True
    )


def get_package(session: Session, actor: Actor, package_id: UUID, *, environment: str) -> PackageView:
    """Return a package with its lights. Raises NotFoundError for one that the actor may not know of."""
    package = session.get(Package, package_id)
    if package is None or not may_see_package(actor, package):
        raise NotFoundError
    ids = set(session.execute(select(Variant.id).where(Variant.package_id == package.id)).scalars())
    views = load_views(session, ids)
    shown = [
        views[key]
        for key in sorted(ids)
        if may_see(actor, views[key].post) or may_see_published(actor, views[key].post)
    ]
    deliveries = [view.delivery for view in shown if view.delivery is not None]
    intact = _find_intact(deliveries)
    facts = (
        {row.delivery.id: row for row in find_facts(session, deliveries, environment, intact)}
        if deliveries
        else {}
    )
    members = [Member(view, *_judge(view, facts.get(view.id), package)) for view in shown]
    return PackageView(package, members, len(ids) - len(shown), db.now(session))


def list_press_connections(session: Session) -> Sequence[PressConnection]:
    """Return the press databases that may say what is published, the newest first."""
    return session.execute(select(PressConnection).order_by(PressConnection.id.desc())).scalars().all()


def _judge(view: DeliveryView, facts: Facts | None, package: Package) -> tuple[Light, str]:
    """Return the light of a member and why: of what waits, what the guards would say at the moment at which it leaves."""
    if facts is None:
        return Light.RED, view.message if view.variant.withdrawn_at else MISSING
    if facts.delivery.state is DeliveryState.WAITING:
        return _look_ahead(facts, package)
    return LIGHTS.get(facts.delivery.state, Light.GREEN), view.message


def _look_ahead(facts: Facts, package: Package) -> tuple[Light, str]:
    moment = max(facts.now, package.fires_at or facts.now)
    if closes_at(facts.delivery) < moment:
        return Light.RED, PAST
    then = replace(facts, now=moment, clock=moment)
    failing = [name for name in failing_guards(then) if name not in OF_THE_MOMENT]
    holds = [GUARDS[name].hold for name in failing if not GUARDS[name].waits(then)]
    if hold := next(filter(None, holds), None):
        return Light.RED, HOLDS[hold]
    if failing:
        return Light.AMBER, AGAINST_HANDS.get(failing[0], LATER)
    if facts.delivery.due_at > moment:
        return Light.AMBER, LATE
    is_checked = facts.channel.checked_at is not None or facts.channel.endpoint is None
    return (Light.GREEN, READY) if is_checked else (Light.AMBER, UNCHECKED)


def _find_intact(deliveries: Sequence[Delivery]) -> frozenset[str]:
    """Return the hashes of the images of these deliveries whose files are there unchanged."""
    hashes = {image.sha256 for row in deliveries for image in images_of(row.payload)}
    return frozenset(sha256 for sha256 in hashes if storage().read(sha256) is not None)
