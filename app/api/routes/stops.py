"""The emergency stop."""

from uuid import UUID

from fastapi import APIRouter

from app.actions.stops import lift_stop, set_stop
from app.api.deps import ActorDep, After, FreshActorDep, KeepingRoute, Limit, Once, SessionDep, SignedIn
from app.api.schemas.fields import PageOut
from app.api.schemas.records import LiftIn, StopIn, StopOut
from app.queries.stops import list_stops, view_stop

router = APIRouter(tags=["Emergency stop"], route_class=KeepingRoute)


@router.get("/stops", dependencies=[SignedIn])
def read_stops(session: SessionDep, limit: Limit = 50, after: After = None) -> PageOut[StopOut]:
    """List the stops, newest first."""
    page = list_stops(session, limit=limit, after=after)
    return PageOut(items=[StopOut.of(view) for view in page.items], next=page.next)


@router.post("/stops", dependencies=[Once])
def stop(body: StopIn, session: SessionDep, actor: ActorDep) -> StopOut:
    """Stop everything or one channel: after the answer nothing more begins to leave."""
    row = set_stop(
        session,
        actor,
        scope=body.scope,
        channel_id=body.channel_id,
        reason=body.reason,
        hold_all=body.hold_all,
    )
    return StopOut.of(view_stop(session, row))


@router.post("/stops/{stop_id}/lift", dependencies=[Once])
def lift(stop_id: UUID, body: LiftIn, session: SessionDep, actor: FreshActorDep) -> StopOut:
    """Lift a stop; needs a recent sign-in, and sends nothing by itself."""
    return StopOut.of(view_stop(session, lift_stop(session, actor, stop_id, reason=body.reason)))
