"""One delivery: what leaves, what was tried, and everything that can be done with it."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Response

from app.editorial.payload import content_warning_of, link_of
from app.editorial.permissions import may_resolve, may_see, may_see_published
from app.errors import NotFoundError, Refusal
from app.imaging import ENDINGS
from app.messages import CARES, explain
from app.models.channel import Idempotency
from app.models.delivery import AttemptKind
from app.queries.abilities import Ability
from app.queries.deliveries import DeliveryView, get_delivery, read_delivery_image
from app.queries.records import Record, find_records
from app.queries.takedown_abilities import may_announce
from app.queries.takedowns import find_takedowns
from app.web.delivery_steps import carry_out
from app.web.deps import Acting, Form, Looking, LookingOn
from app.web.forms import Entered, Fault, Fields, faults_of_refusal
from app.web.moments import is_to_be_chosen
from app.web.pages import LASTING
from app.web.visit import Visit, lead_to

router = APIRouter(prefix="/deliveries", include_in_schema=False)

LABELS: Final = {
    "date": "Tag und Uhrzeit",
    "reason": "Grund",
    "remote_url": "Adresse des Beitrags",
}
AT_A_TIME: Final = {"reschedule", "release"}
"""Steps whose form asks for a time; the others' ask for a reason."""


AWAITED: Final = {"held": "release", "unclear": "resolve_there", "removing": "confirm_removal"}
"""The step of a person that a delivery in this state waits for."""


class Abilities(dict[str, Ability]):
    """What the reader can do, by name: nothing of what is not there, as for who sees only what is published."""

    def __missing__(self, name: str) -> Ability:
        return Ability(name, allowed=False, reason=None)


@router.get("/{delivery_id}")
def show_delivery(visit: LookingOn, delivery_id: UUID) -> Response:
    """Show one delivery with what can be done with it."""
    return _show(visit, delivery_id)


@router.post("/{delivery_id}")
def take_step(visit: Acting, form: Form, delivery_id: UUID) -> Response:
    """Carry out one step and show the delivery as it is then."""
    entered = Entered.of(form)
    try:
        with visit.session.begin_nested():
            said = carry_out(visit, entered, delivery_id)
    except NotFoundError:
        raise
    except Refusal as refusal:
        return _show(visit, delivery_id, _faults_of(refusal, entered.text("do")), entered)
    return lead_to(f"/deliveries/{delivery_id}", said=said)


@router.get("/{delivery_id}/images/{sha256}")
def show_image(visit: Looking, delivery_id: UUID, sha256: str) -> Response:
    """Show an image of a delivery, for whoever posts it by hand."""
    view = get_delivery(visit.session, visit.actor, delivery_id)
    visit.note_reading([view.post])
    image, content = read_delivery_image(view, sha256)
    named = {"Content-Disposition": f'inline; filename="{sha256[:16]}.{ENDINGS[image.content_type]}"'}
    return Response(content, headers=LASTING | named, media_type=image.content_type)


def _faults_of(refusal: Refusal, do: str) -> list[Fault]:
    """Return a refusal at the fields of the form it was made in; the page has one form for each step."""
    place = "date" if do in AT_A_TIME else "reason"
    faults = faults_of_refusal(refusal, place, LABELS)
    names = {"due_at": "date"}
    return [Fault(f"{names.get(row.field, row.field)}-{do}", row.sentence, row.label) for row in faults]


def _show(
    visit: Visit, delivery_id: UUID, faults: list[Fault] | None = None, entered: Entered | None = None
) -> Response:
    view = get_delivery(visit.session, visit.actor, delivery_id)
    visit.note_reading([view.post])
    record = find_records(visit.session, visit.actor, [view])[view.id]
    delivery, payload = view.delivery, view.payload
    can = Abilities((row.name, row) for row in record.actions)
    cases = find_takedowns(visit.session, visit.actor, view.post)
    return visit.show(
        "desk/deliveries/delivery.html",
        status=422 if faults else 200,
        view=view,
        record=record,
        can=can,
        obstacle=_find_obstacle(view, can),
        care=CARES[delivery.hold_reason] if delivery and delivery.hold_reason else None,
        link=link_of(payload) if payload else None,
        content_warning=content_warning_of(payload) if payload else None,
        is_by_hand=view.channel_row.idempotency is Idempotency.MANUAL,
        decides=_decides(visit, view, record),
        sees_post=may_see(visit.actor, view.post) or may_see_published(visit.actor, view.post),
        cases=[row for row in cases if any(one.row.delivery_id == view.id for one in row.covered)],
        may_announce=may_announce(visit.actor, view.post, [view]),
        faults=faults or [],
        errors={fault.field: fault.sentence for fault in faults or []},
        entered=Fields(entered.texts if entered else {}),
        asks_for_fold=entered is not None and is_to_be_chosen(entered),
    )


def _find_obstacle(view: DeliveryView, can: Abilities) -> str | None:
    """Return what stands in the way of the step the delivery waits for; None for whom the step is not."""
    step = AWAITED.get(view.state)
    if step is None or can["post_by_hand"].allowed or can[step].reason == explain("not-allowed"):
        return None
    if step == "confirm_removal" and view.channel_row.idempotency is not Idempotency.MANUAL:
        return None
    return can[step].reason


def _decides(visit: Visit, view: DeliveryView, record: Record) -> bool:
    """Tell whether the reader's word on an unclear delivery counts at once, or is a proposal to those who decide."""
    by_id = next((row.by_id for row in record.attempts if row.kind is AttemptKind.PUBLISH), None)
    return may_resolve(visit.actor, view.channel_row, posted_by_id=by_id)
