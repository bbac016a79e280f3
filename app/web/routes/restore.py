"""Wiederherstellung: how far the office is after its database was restored, and the two persons who end that."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import TypeAdapter

from app.actions.restore_ends import confirm_restoration
from app.editorial.permissions import Permission, is_allowed
from app.errors import NotFoundError, Refusal, SignInTooOldError
from app.fields import Reason
from app.identity import ensure_recent
from app.models.delivery import HoldReason
from app.queries.deliveries import list_deliveries
from app.queries.delivery_filter import DeliveryFilter, DeliveryStatus
from app.queries.restorations import list_restorations
from app.web.deps import Acting, Form, Looking
from app.web.forms import Entered, Fault, Fields, faults_of_refusal
from app.web.visit import Visit, lead_to

router = APIRouter(prefix="/restore", include_in_schema=False)

LABELS: Final = {"reason": "Was Sie geprüft haben"}
_reason = TypeAdapter(Reason)


@router.get("")
def show_restore(visit: Looking) -> Response:
    """Show what became of each channel, what is to be released one by one, and how the mode ends."""
    return _show(visit)


@router.post("/{restoration_id}")
def take_confirmation(visit: Acting, form: Form, restoration_id: UUID) -> Response:
    """Take one person's word; the second one's ends restore mode. Needs a recent sign-in."""
    entered = Entered.of(form)
    entered.need("reason")
    reason = entered.take_if_any("reason", _reason)
    try:
        ensure_recent(visit.session, visit.actor)
        with visit.session.begin_nested():
            entered.ensure_clean()
            row = confirm_restoration(visit.session, visit.actor, restoration_id, reason=reason or "")
    except SignInTooOldError:
        return lead_to("/sign-in?to=/restore", said="reauth")
    except NotFoundError:
        raise
    except Refusal as refusal:
        return _show(visit, faults_of_refusal(refusal, "reason", LABELS), entered)
    return lead_to("/restore", said="restore-ended" if row.ended_at else "restore-confirmed")


def _show(visit: Visit, faults: list[Fault] | None = None, entered: Entered | None = None) -> Response:
    views = list_restorations(visit.session, limit=20, after=None).items
    wanted = DeliveryFilter(DeliveryStatus.HELD, hold_reason=HoldReason.RESTORED)
    held = list_deliveries(visit.session, visit.actor, wanted, limit=100, after=None).items
    visit.note_reading(view.post for view in held)
    return visit.show(
        "desk/restore.html",
        status=422 if faults else 200,
        open=next((view for view in views if view.restoration.ended_at is None), None),
        past=[view for view in views if view.restoration.ended_at is not None],
        held=held,
        may_end=is_allowed(visit.actor, Permission.END_RESTORE),
        faults=faults or [],
        errors={fault.field: fault.sentence for fault in faults or []},
        entered=Fields(entered.texts if entered else {}),
    )
