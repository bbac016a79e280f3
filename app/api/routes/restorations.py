"""Restore mode: how far it is, and the two persons who end it."""

from uuid import UUID

from fastapi import APIRouter

from app.actions.restore_ends import confirm_restoration
from app.api.deps import After, FreshActorDep, KeepingRoute, Limit, Once, SessionDep, SignedIn
from app.api.schemas.fields import PageOut
from app.api.schemas.restorations import ConfirmationIn, RestorationOut
from app.queries.restorations import list_restorations, view_restoration

router = APIRouter(tags=["Restore mode"], route_class=KeepingRoute)


@router.get("/restorations", dependencies=[SignedIn])
def read_restorations(session: SessionDep, limit: Limit = 50, after: After = None) -> PageOut[RestorationOut]:
    """List the restorations, newest first. While the first one has not ended, nothing leaves."""
    page = list_restorations(session, limit=limit, after=after)
    return PageOut(items=[RestorationOut.of(view) for view in page.items], next=page.next)


@router.post("/restorations/{restoration_id}/confirm", dependencies=[Once])
def confirm(
    restoration_id: UUID, body: ConfirmationIn, session: SessionDep, actor: FreshActorDep
) -> RestorationOut:
    """Say that the database may be trusted again; the second person's word ends restore mode. Needs a recent sign-in."""
    row = confirm_restoration(session, actor, restoration_id, reason=body.reason)
    return RestorationOut.of(view_restoration(session, row))
