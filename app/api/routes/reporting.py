"""Costs and staffing entered by hand, each as a whole and changed by whoever last saw it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from sqlalchemy.orm import Session

from app.actions.reporting import change_reported, enter_cost, enter_staffing, lock_reported, remove_reported
from app.api.calls import Call, Kind
from app.api.deps import ActorDep, IfMatch, KeepingRoute, Once, SessionDep, ensure_given
from app.api.schemas.reported import CostItemOut, StaffingOut
from app.api.schemas.reporting import CostIn, StaffingIn
from app.models import CostItem, StaffingRecord
from app.models.user import Actor
from app.queries.reported import get_reported

router = APIRouter(tags=["Reports"], route_class=KeepingRoute)


def _lock_cost(session: Session, actor: Actor, cost_id: UUID) -> CostItem:
    return lock_reported(session, actor, CostItem, cost_id)


def _find_cost(session: Session, actor: Actor, cost_id: UUID) -> CostItemOut:
    return CostItemOut.of(get_reported(session, actor, CostItem, cost_id))


def _lock_staffing(session: Session, actor: Actor, staffing_id: UUID) -> StaffingRecord:
    return lock_reported(session, actor, StaffingRecord, staffing_id)


def _find_staffing(session: Session, actor: Actor, staffing_id: UUID) -> StaffingOut:
    return StaffingOut.of(get_reported(session, actor, StaffingRecord, staffing_id))


COST = Kind(_lock_cost, _find_cost, lambda _session, _actor, found: found)
STAFFING = Kind(_lock_staffing, _find_staffing, lambda _session, _actor, found: found)
CostCall = Annotated[Call[CostItemOut], Depends(COST.called("cost_id"), scope="function")]
StaffingCall = Annotated[Call[StaffingOut], Depends(STAFFING.called("staffing_id"), scope="function")]


@router.post("/costs", dependencies=[Once], status_code=201)
def note_cost(body: CostIn, session: SessionDep, actor: ActorDep, response: Response) -> CostItemOut:
    """Enter what channels cost."""
    item = enter_cost(session, actor, body.values())
    return COST.show(session, actor, item.id, response)


@router.get("/costs/{cost_id}")
def read_cost(cost_id: UUID, session: SessionDep, actor: ActorDep, response: Response) -> CostItemOut:
    """Show one amount as it was reported."""
    return COST.show(session, actor, cost_id, response)


@router.put("/costs/{cost_id}", dependencies=[Once])
def change_cost(call: CostCall, body: CostIn, if_match: IfMatch = None) -> CostItemOut:
    """Say anew as a whole what was entered by hand."""
    ensure_given(if_match)
    change_reported(call.session, call.actor, CostItem, call.id, body.values())
    return call.answer()


@router.delete("/costs/{cost_id}", dependencies=[Once], status_code=204)
def drop_cost(call: CostCall, if_match: IfMatch = None) -> None:
    """Remove what should not have been entered."""
    ensure_given(if_match)
    remove_reported(call.session, call.actor, CostItem, call.id)


@router.post("/staffing", dependencies=[Once], status_code=201)
def note_staffing(body: StaffingIn, session: SessionDep, actor: ActorDep, response: Response) -> StaffingOut:
    """Enter who looks after channels."""
    record = enter_staffing(session, actor, body.values())
    return STAFFING.show(session, actor, record.id, response)


@router.get("/staffing/{staffing_id}")
def read_staffing(staffing_id: UUID, session: SessionDep, actor: ActorDep, response: Response) -> StaffingOut:
    """Show who looks after channels, as it was reported."""
    return STAFFING.show(session, actor, staffing_id, response)


@router.put("/staffing/{staffing_id}", dependencies=[Once])
def change_staffing(call: StaffingCall, body: StaffingIn, if_match: IfMatch = None) -> StaffingOut:
    """Say anew as a whole what was entered by hand."""
    ensure_given(if_match)
    change_reported(call.session, call.actor, StaffingRecord, call.id, body.values())
    return call.answer()


@router.delete("/staffing/{staffing_id}", dependencies=[Once], status_code=204)
def drop_staffing(call: StaffingCall, if_match: IfMatch = None) -> None:
    """Remove what should not have been entered."""
    ensure_given(if_match)
    remove_reported(call.session, call.actor, StaffingRecord, call.id)
