"""Ausspielungen: what goes where and when, why it does not, and what can be done with one."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import TypeAdapter

from app.actions.approvals import Terms
from app.actions.deliveries import cancel_delivery, hold_delivery, release_delivery, reschedule_delivery
from app.errors import InvalidError, NotFoundError, Refusal
from app.fields import Reason
from app.queries.channels import list_connected
from app.queries.deliveries import get_delivery, list_deliveries
from app.queries.delivery_filter import DeliveryFilter, DeliveryStatus
from app.queries.organisations import find_organisation_ids
from app.queries.records import find_records
from app.web.deps import Acting, Form, LookingOn
from app.web.forms import Entered, Fault, Fields, faults_of_refusal
from app.web.moments import is_to_be_chosen, start_of, take_moment
from app.web.visit import Visit, lead_to

router = APIRouter(prefix="/deliveries", include_in_schema=False)

PAGE_LENGTH: Final = 50
SAID: Final = {"reschedule": "rescheduled", "cancel": "cancelled", "hold": "held", "release": "released"}
LABELS: Final = {"date": "Tag und Uhrzeit", "due_at": "Tag und Uhrzeit", "reason": "Grund"}
_reason = TypeAdapter(Reason)


@router.get("")
def show_deliveries(
    visit: LookingOn,
    state: str = "",
    channel: str = "",
    organisation: str = "",
    start: str = "",
    end: str = "",
    after: str | None = None,
) -> Response:
    """Show deliveries in the order of their time, by state, channel, organisation and days."""
    channels = list_connected(visit.session)
    chosen = organisation.strip()
    wanted = DeliveryFilter(
        state=DeliveryStatus(state) if state in set(DeliveryStatus) else None,
        channel=next((row.id for row in channels if str(row.id) == channel), None),
        organisations=find_organisation_ids(visit.session, chosen) if chosen else None,
        start=start_of(start),
        end=start_of(end, days=1),
    )
    page = list_deliveries(visit.session, visit.actor, wanted, limit=PAGE_LENGTH, after=after)
    visit.note_reading(view.post for view in page.items)
    said = {"state": state, "channel": channel, "organisation": organisation, "start": start, "end": end}
    return visit.show(
        "desk/deliveries.html",
        deliveries=page.items,
        next=page.next,
        wanted=said,
        channels=channels,
        all_states=list(DeliveryStatus),
    )


@router.get("/{delivery_id}")
def show_delivery(visit: LookingOn, delivery_id: UUID) -> Response:
    """Show one delivery with what can be done with it."""
    return _show(visit, delivery_id)


@router.post("/{delivery_id}")
def take_step(visit: Acting, form: Form, delivery_id: UUID) -> Response:
    """Give it another time, take it back, hold it, or let it go again."""
    entered = Entered.of(form)
    do = entered.text("do")
    try:
        with visit.session.begin_nested():
            _carry_out(visit, entered, delivery_id)
    except NotFoundError:
        raise
    except Refusal as refusal:
        place = "reason" if do in {"cancel", "hold"} else "date"
        faults = [_at_home(fault, do) for fault in faults_of_refusal(refusal, place, LABELS)]
        return _show(visit, delivery_id, faults, entered)
    return lead_to(f"/deliveries/{delivery_id}", said=SAID.get(do, "rescheduled"))


def _carry_out(visit: Visit, entered: Entered, delivery_id: UUID) -> None:
    match entered.text("do"):
        case "cancel":
            reason = entered.take_if_any("reason", _reason)
            entered.ensure_clean()
            cancel_delivery(visit.session, visit.actor, delivery_id, reason=reason)
        case "hold":
            entered.need("reason")
            reason = entered.take_if_any("reason", _reason)
            entered.ensure_clean()
            hold_delivery(visit.session, visit.actor, delivery_id, reason=reason or "")
        case do:
            due = take_moment(entered)
            if due is None:
                raise InvalidError(issues=entered.issues)
            if do == "release":
                terms = Terms(entered.text("revision_sha256"), due)
                release_delivery(visit.session, visit.actor, delivery_id, terms)
            else:
                reschedule_delivery(visit.session, visit.actor, delivery_id, due=due)


def _at_home(fault: Fault, do: str) -> Fault:
    """Return the fault at the field of the form it was made in: the page has a form for each step, with one field."""
    field = "reason" if do in {"cancel", "hold"} else "date"
    return Fault(f"{field}-{do}", fault.sentence, fault.label)


def _show(
    visit: Visit, delivery_id: UUID, faults: list[Fault] | None = None, entered: Entered | None = None
) -> Response:
    view = get_delivery(visit.session, visit.actor, delivery_id)
    visit.note_reading([view.post])
    record = find_records(visit.session, visit.actor, [view])[view.id]
    return visit.show(
        "desk/delivery.html",
        status=422 if faults else 200,
        view=view,
        can={row.name: row for row in record.actions},
        faults=faults or [],
        errors={fault.field: fault.sentence for fault in faults or []},
        entered=Fields(entered.texts if entered else {}),
        asks_for_fold=entered is not None and is_to_be_chosen(entered),
    )
