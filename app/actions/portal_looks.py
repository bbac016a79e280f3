"""Looking ahead at the page in the Landesportal that a package names: whether its link can be reached.

It is looked at soon after it was named or a preflight was asked for, daily, and twice within the ten minutes before the
package's moment. A page that is not there yet is no fault: it may be made public together with the package.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.actions.attempts import clock_of
from app.actions.preflight import AGAIN, DAILY, SOON
from app.models import Package
from app.models.package import PortalFinding
from app.settings import Settings

AT_ONCE: Final = 5


@dataclass(frozen=True)
class PageLook:
    """The task of one look at a package's page, good until `until`: another one, or a new address, end it."""

    package_id: UUID
    url: str
    until: datetime


def want_look(package: Package) -> None:
    """Ask for a look soon, whatever was found before."""
    package.portal_finding = package.portal_checked_at = package.portal_next_check_at = None


def claim_due_looks(session: Session, *, settings: Settings) -> list[PageLook]:
    """Return the looks due now at pages of packages that are still to be fired, each handed out once for a lease."""
    seen_at, is_soon = Package.portal_checked_at, Package.fires_at.between(func.now(), func.now() + SOON)
    due = (
        select(Package)
        .where(
            Package.portal_url.is_not(None),
            Package.cancelled_at.is_(None),
            or_(Package.fires_at.is_(None), Package.fires_at > func.now()),
            or_(Package.portal_next_check_at.is_(None), Package.portal_next_check_at <= func.now()),
            or_(seen_at.is_(None), seen_at < func.now() - DAILY, is_soon & (seen_at < func.now() - AGAIN)),
        )
        .order_by(seen_at.asc().nulls_first(), Package.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    until = clock_of(session) + timedelta(seconds=settings.lease_s)
    looks = []
    for package in session.execute(due).scalars():
        package.portal_next_check_at = until
        looks.append(PageLook(package.id, package.portal_url or "", until))
    return looks


def record_look(session: Session, look: PageLook, finding: PortalFinding) -> None:
    """Write what the look found, unless the address is another one by now."""
    package = session.get_one(Package, look.package_id, with_for_update=True, populate_existing=True)
    if package.portal_next_check_at == look.until:
        package.portal_finding, package.portal_checked_at = finding, clock_of(session)
        package.portal_next_check_at = None
