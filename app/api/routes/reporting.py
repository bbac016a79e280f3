"""What is entered by hand for a body, each entry as a whole and changed by whoever last saw it."""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from sqlalchemy.orm import Session

from app.actions.reporting import change_reported, enter_reported, lock_reported, remove_reported
from app.api.calls import Call, Kind
from app.api.deps import ActorDep, IfMatch, KeepingRoute, Once, SessionDep, ensure_given
from app.api.schemas.fields import Answer
from app.api.schemas.reported import CostItemOut, MetricsSnapshotOut, StaffingOut, StrategyOut
from app.api.schemas.reporting import CostIn, MetricsSnapshotIn, StaffingIn, StrategyIn
from app.models import CostItem, MetricsSnapshot, StaffingRecord, Strategy
from app.models.user import Actor
from app.queries.reported import get_reported

router = APIRouter(tags=["Reports"], route_class=KeepingRoute)


Out = TypeVar("Out", bound=Answer)


def _kind(model: type[Any], answer: Callable[[Any], Out]) -> Kind[Out, Out]:
    """Return how entries of a kind are locked, found and shown."""

    def lock(session: Session, actor: Actor, entry_id: UUID) -> object:
        return lock_reported(session, actor, model, entry_id)

    def find(session: Session, actor: Actor, entry_id: UUID) -> Out:
        return answer(get_reported(session, actor, model, entry_id))

    return Kind(lock, find, lambda _session, _actor, found: found)


COST, STAFFING = _kind(CostItem, CostItemOut.of), _kind(StaffingRecord, StaffingOut.of)
STRATEGY, SNAPSHOT = _kind(Strategy, StrategyOut.of), _kind(MetricsSnapshot, MetricsSnapshotOut.of)
CostCall = Annotated[Call[CostItemOut], Depends(COST.called("cost_id"), scope="function")]
StaffingCall = Annotated[Call[StaffingOut], Depends(STAFFING.called("staffing_id"), scope="function")]
StrategyCall = Annotated[Call[StrategyOut], Depends(STRATEGY.called("strategy_id"), scope="function")]
SnapshotCall = Annotated[Call[MetricsSnapshotOut], Depends(SNAPSHOT.called("snapshot_id"), scope="function")]


@router.post("/costs", dependencies=[Once], status_code=201)
def note_cost(body: CostIn, session: SessionDep, actor: ActorDep, response: Response) -> CostItemOut:
    """Enter what channels cost."""
    item = enter_reported(session, actor, CostItem, body.values())
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
    record = enter_reported(session, actor, StaffingRecord, body.values())
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


@router.post("/strategies", dependencies=[Once], status_code=201)
def note_strategy(body: StrategyIn, session: SessionDep, actor: ActorDep, response: Response) -> StrategyOut:
    """Enter whose strategy a body follows."""
    entry = enter_reported(session, actor, Strategy, body.values())
    return STRATEGY.show(session, actor, entry.id, response)


@router.get("/strategies/{strategy_id}")
def read_strategy(strategy_id: UUID, session: SessionDep, actor: ActorDep, response: Response) -> StrategyOut:
    """Show whose strategy a body follows, as it was reported."""
    return STRATEGY.show(session, actor, strategy_id, response)


@router.put("/strategies/{strategy_id}", dependencies=[Once])
def change_strategy(call: StrategyCall, body: StrategyIn, if_match: IfMatch = None) -> StrategyOut:
    """Say anew as a whole what was entered by hand."""
    ensure_given(if_match)
    change_reported(call.session, call.actor, Strategy, call.id, body.values())
    return call.answer()


@router.delete("/strategies/{strategy_id}", dependencies=[Once], status_code=204)
def drop_strategy(call: StrategyCall, if_match: IfMatch = None) -> None:
    """Remove what should not have been entered."""
    ensure_given(if_match)
    remove_reported(call.session, call.actor, Strategy, call.id)


@router.post("/metrics-snapshots", dependencies=[Once], status_code=201)
def note_snapshot(
    body: MetricsSnapshotIn, session: SessionDep, actor: ActorDep, response: Response
) -> MetricsSnapshotOut:
    """Enter how many followed a channel or looked at it on a day."""
    entry = enter_reported(session, actor, MetricsSnapshot, body.values())
    return SNAPSHOT.show(session, actor, entry.id, response)


@router.get("/metrics-snapshots/{snapshot_id}")
def read_snapshot(
    snapshot_id: UUID, session: SessionDep, actor: ActorDep, response: Response
) -> MetricsSnapshotOut:
    """Show how many followed an account on a day, as it was reported."""
    return SNAPSHOT.show(session, actor, snapshot_id, response)


@router.put("/metrics-snapshots/{snapshot_id}", dependencies=[Once])
def change_snapshot(
    call: SnapshotCall, body: MetricsSnapshotIn, if_match: IfMatch = None
) -> MetricsSnapshotOut:
    """Say anew as a whole what was entered by hand."""
    ensure_given(if_match)
    change_reported(call.session, call.actor, MetricsSnapshot, call.id, body.values())
    return call.answer()


@router.delete("/metrics-snapshots/{snapshot_id}", dependencies=[Once], status_code=204)
def drop_snapshot(call: SnapshotCall, if_match: IfMatch = None) -> None:
    """Remove what should not have been entered."""
    ensure_given(if_match)
    remove_reported(call.session, call.actor, MetricsSnapshot, call.id)
