"""Telling of a package that is fired and stands: all were to leave together, and one of them cannot."""

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from app.actions.notifications import notify_desk, notify_organisation
from app.actions.predecessors import waits_for_package
from app.models import Delivery, Package, Variant
from app.models.delivery import DeliveryState
from app.models.notification import NotificationKind
from app.models.package import Rest


def tell_of_standing_packages(session: Session) -> None:
    """Tell its organisation and the desk, once, of each package of which something waits although it is fired (R057).

    The notice names no words of it: an embargo may lie on them.
    """
    waits = exists().where(
        Variant.package_id == Package.id,
        Delivery.id == Variant.id,
        Delivery.state == DeliveryState.WAITING,
        waits_for_package(),
    )
    standing = select(Package).where(
        Package.rest == Rest.ALL,
        Package.cancelled_at.is_(None),
        Package.fires_at.between(func.now() - func.make_interval(0, 0, 0, 7), func.now()),
        waits,
    )
    for package in session.execute(standing.order_by(Package.id)).scalars():
        fired = package.fires_at.isoformat() if package.fires_at else ""
        kind = NotificationKind.PACKAGE_STANDS
        notify_organisation(session, kind, package.organisation_id, package, once=fired, fired_at=fired)
        notify_desk(session, kind, package, once=fired, fired_at=fired)
