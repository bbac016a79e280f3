"""Packages: what leaves together, and when."""

from uuid import UUID

from fastapi import APIRouter, Response
from sqlalchemy.orm import Session

from app.actions.packages import (
    cancel_package,
    change_package,
    create_package,
    fire_package,
    lock_package,
    want_preflight,
)
from app.actions.reading import note_reading
from app.api.deps import (
    ActorDep,
    After,
    IfMatch,
    KeepingRoute,
    Limit,
    Once,
    SessionDep,
    ensure_fresh,
    ensure_given,
)
from app.api.schemas.elections import WithdrawalIn
from app.api.schemas.fields import PageOut
from app.api.schemas.packages import PackageChange, PackageIn, PackageOut, WholePackageOut
from app.models.user import Actor
from app.queries.packages import get_package, list_packages
from app.settings import settings

router = APIRouter(tags=["Packages"], route_class=KeepingRoute)


@router.get("/packages")
def read_packages(
    session: SessionDep, actor: ActorDep, limit: Limit = 50, after: After = None
) -> PageOut[PackageOut]:
    """List the packages that you may know of, the newest first."""
    page = list_packages(session, actor, limit=limit, after=after)
    return PageOut(items=[PackageOut.of(row) for row in page.items], next=page.next)


@router.post("/packages", dependencies=[Once], status_code=201)
def create(body: PackageIn, session: SessionDep, actor: ActorDep, response: Response) -> WholePackageOut:
    """Make a package."""
    package = create_package(
        session, actor, organisation_id=body.organisation_id, theme_id=body.theme_id, bundle=body.bundle()
    )
    return _show(session, actor, package.id, response)


@router.get("/packages/{package_id}")
def read_package(
    package_id: UUID, session: SessionDep, actor: ActorDep, response: Response
) -> WholePackageOut:
    """Show a package with the light of every member and the seconds between them."""
    return _show(session, actor, package_id, response)


@router.put("/packages/{package_id}", dependencies=[Once])
def change(
    package_id: UUID,
    body: PackageChange,
    session: SessionDep,
    actor: ActorDep,
    response: Response,
    if_match: IfMatch = None,
) -> WholePackageOut:
    """Say anew what a package is, until it is fired; what is taken out of it is held."""
    lock_package(session, actor, package_id)
    seen = get_package(session, actor, package_id, environment=settings().environment)
    ensure_fresh(WholePackageOut.with_members(seen).etag, ensure_given(if_match))
    change_package(session, actor, package_id, body.bundle())
    return _show(session, actor, package_id, response)


@router.post("/packages/{package_id}/fire", dependencies=[Once])
def fire(package_id: UUID, session: SessionDep, actor: ActorDep, response: Response) -> WholePackageOut:
    """Let a package go now; a second time changes nothing."""
    fire_package(session, actor, package_id)
    return _show(session, actor, package_id, response)


@router.post("/packages/{package_id}/preflight", dependencies=[Once])
def preflight(package_id: UUID, session: SessionDep, actor: ActorDep, response: Response) -> WholePackageOut:
    """Let the accounts of all its channels be looked at soon; the lights tell what was found."""
    want_preflight(session, actor, package_id)
    return _show(session, actor, package_id, response)


@router.post("/packages/{package_id}/cancel", dependencies=[Once])
def cancel(
    package_id: UUID, body: WithdrawalIn, session: SessionDep, actor: ActorDep, response: Response
) -> WholePackageOut:
    """Undo a package; what waits in it is held."""
    cancel_package(session, actor, package_id, reason=body.reason)
    return _show(session, actor, package_id, response)


def _show(session: Session, actor: Actor, package_id: UUID, response: Response) -> WholePackageOut:
    """Return the whole package with its ETag."""
    view = get_package(session, actor, package_id, environment=settings().environment)
    note_reading(session, actor, [member.view.post for member in view.members])
    answer = WholePackageOut.with_members(view)
    response.headers["ETag"] = answer.etag
    return answer
