"""The case against a post (Löschverfahren): notice, answer, decision."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from sqlalchemy.orm import Session

from app.actions.takedown_answers import respond_to_takedown
from app.actions.takedown_notices import open_takedown
from app.actions.takedown_steps import lock_takedown
from app.actions.takedowns import close_takedown, execute_takedown, revoke_takedown
from app.api.calls import Call, Kind
from app.api.deps import (
    ActorDep,
    After,
    KeepingRoute,
    Limit,
    Once,
    OnceWithKey,
    SessionDep,
)
from app.api.schemas.fields import PageOut
from app.api.schemas.posts import ReasonIn
from app.api.schemas.takedown_requests import CloseIn, ExecuteIn, RespondIn, TakedownIn
from app.api.schemas.takedowns import TakedownOut
from app.models.delivery import UNDER_WAY
from app.models.takedown import TakedownState
from app.models.user import Actor
from app.queries.takedown_filter import TakedownFilter
from app.queries.takedowns import TakedownView, get_takedown, list_takedowns
from app.settings import settings

router = APIRouter(tags=["Takedowns"], route_class=KeepingRoute)


def _tell(_session: Session, _actor: Actor, view: TakedownView) -> TakedownOut:
    return TakedownOut.of(view)


TAKEDOWN = Kind(lock_takedown, get_takedown, _tell)
TakedownCall = Annotated[Call[TakedownOut], Depends(TAKEDOWN.called("takedown_id"), scope="function")]


@router.post("/takedowns", status_code=201, dependencies=[Once])
def announce(body: TakedownIn, session: SessionDep, actor: ActorDep, response: Response) -> TakedownOut:
    """Open a case and give the ministry notice in the same act."""
    takedown = open_takedown(
        session,
        actor,
        body.charge(),
        post_id=body.post_id,
        delivery_id=body.delivery_id,
        settings=settings(),
    )
    response.headers["Location"] = f"/api/v1/takedowns/{takedown.id}"
    return TAKEDOWN.show(session, actor, takedown.id, response)


@router.get("/takedowns")
def read_takedowns(
    session: SessionDep,
    actor: ActorDep,
    state: TakedownState | None = None,
    limit: Limit = 50,
    after: After = None,
) -> PageOut[TakedownOut]:
    """List the cases one may see, newest first."""
    page = list_takedowns(session, actor, TakedownFilter(state), limit=limit, after=after)
    return PageOut(items=[TakedownOut.of(view) for view in page.items], next=page.next)


@router.get("/takedowns/{takedown_id}")
def read_takedown(takedown_id: UUID, session: SessionDep, actor: ActorDep, response: Response) -> TakedownOut:
    """Show one case with its evidence."""
    return TAKEDOWN.show(session, actor, takedown_id, response)


@router.post("/takedowns/{takedown_id}/respond", dependencies=[Once])
def respond(call: TakedownCall, body: RespondIn) -> TakedownOut:
    """Answer to a notice; «remove» removes at once."""
    respond_to_takedown(call.session, call.actor, call.id, answer=body.answer, statement=body.statement)
    return call.answer()


@router.post(
    "/takedowns/{takedown_id}/execute",
    dependencies=[OnceWithKey],
    responses={202: {"model": TakedownOut, "description": "Ordered: something of it is still on its way."}},
)
def execute(call: TakedownCall, body: ExecuteIn | None = None) -> TakedownOut:
    """Let it be removed: after the deadline or with the ministry's agreement, by a second person."""
    execute_takedown(call.session, call.actor, call.id, reason=body.reason if body else None)
    answer = call.answer()
    if any(row.removable and row.state in UNDER_WAY for row in answer.deliveries):
        call.response.status_code = 202
    return answer


@router.post("/takedowns/{takedown_id}/close", dependencies=[Once])
def close(call: TakedownCall, body: CloseIn) -> TakedownOut:
    """End a case without a removal."""
    close_takedown(call.session, call.actor, call.id, outcome=body.outcome)
    return call.answer()


@router.post("/takedowns/{takedown_id}/revoke", dependencies=[Once])
def revoke(call: TakedownCall, body: ReasonIn) -> TakedownOut:
    """Take a case back, until the removal has begun."""
    revoke_takedown(call.session, call.actor, call.id, reason=body.reason)
    return call.answer()
