"""Not-Aus: stopping everything or one channel, and lifting a stop, after which each delivery is released by itself."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import TypeAdapter

from app.actions.stops import lift_stop, may_stop, set_stop
from app.editorial.permissions import MATRIX, Permission
from app.errors import NotFoundError, Refusal, SignInTooOldError
from app.fields import Reason
from app.identity import ensure_recent
from app.models.delivery import HoldReason
from app.models.stop import StopScope
from app.queries.channels import list_connected
from app.queries.deliveries import list_deliveries
from app.queries.delivery_filter import DeliveryFilter, DeliveryStatus
from app.queries.stops import list_stops
from app.web.deps import Acting, Form, Looking
from app.web.forms import Entered, Fault, Fields, faults_of_refusal
from app.web.visit import Visit, lead_to

router = APIRouter(prefix="/stops", include_in_schema=False)

ALL: Final = "all"
LABELS: Final = {"reason": "Grund", "what": "Was gestoppt wird"}
_reason = TypeAdapter(Reason)


@router.get("")
def show_stops(visit: Looking) -> Response:
    """Show what is stopped, what is to be released one by one, and how to stop."""
    return _show(visit)


@router.post("")
def take_stop(visit: Acting, form: Form) -> Response:
    """Stop everything or one channel: after the answer nothing more begins to leave."""
    entered = Entered.of(form)
    try:
        with visit.session.begin_nested():
            _stop(visit, entered)
    except Refusal as refusal:
        return _show(visit, faults_of_refusal(refusal, "reason", LABELS), entered)
    return lead_to("/stops", said="stopped")


@router.post("/{stop_id}/lift")
def take_lift(visit: Acting, form: Form, stop_id: UUID) -> Response:
    """Lift a stop; needs a recent sign-in, and sends nothing by itself."""
    entered = Entered.of(form)
    entered.need("reason")
    reason = entered.take_if_any("reason", _reason)
    try:
        ensure_recent(visit.session, visit.actor)
        with visit.session.begin_nested():
            entered.ensure_clean()
            lift_stop(visit.session, visit.actor, stop_id, reason=reason or "")
    except SignInTooOldError:
        return lead_to("/sign-in?to=/stops", said="reauth")
    except NotFoundError:
        raise
    except Refusal as refusal:
        faults = faults_of_refusal(refusal, "reason", LABELS)
        return _show(visit, [Fault(f"reason-{stop_id}", row.sentence, row.label) for row in faults], entered)
    return lead_to("/stops", said="lifted")


def _stop(visit: Visit, entered: Entered) -> None:
    entered.need("what", "reason")
    reason = entered.take_if_any("reason", _reason)
    what = entered.text("what")
    channel = next((row for row in list_connected(visit.session) if str(row.id) == what), None)
    entered.ensure_clean()
    set_stop(
        visit.session,
        visit.actor,
        scope=StopScope.ALL if what == ALL else StopScope.CHANNEL,
        channel_id=channel.id if channel and what != ALL else None,
        reason=reason or "",
        hold_all=bool(entered.text("hold_all")),
    )


def _show(visit: Visit, faults: list[Fault] | None = None, entered: Entered | None = None) -> Response:
    stops = list_stops(visit.session, limit=50, after=None).items
    wanted = DeliveryFilter(DeliveryStatus.HELD, hold_reason=HoldReason.EMERGENCY_STOP)
    held = list_deliveries(visit.session, visit.actor, wanted, limit=100, after=None).items
    visit.note_reading(view.post for view in held)
    channels = list_connected(visit.session)
    return visit.show(
        "desk/stops.html",
        status=422 if faults else 200,
        active=[row for row in stops if row.stop.lifted_at is None],
        past=[row for row in stops if row.stop.lifted_at is not None],
        held=held,
        channels=channels,
        labels={row.id: row.label for row in channels},
        stoppable=[row for row in channels if may_stop(visit.actor, Permission.SET_STOP, row)],
        may_stop_all=may_stop(visit.actor, Permission.SET_STOP, None),
        may_lift=visit.actor.holds(*MATRIX[Permission.LIFT_STOP]),
        faults=faults or [],
        errors={fault.field: fault.sentence for fault in faults or []},
        entered=Fields(entered.texts if entered else {}),
    )
