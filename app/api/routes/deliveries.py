"""Deliveries: what leaves when, and what people do about it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from sqlalchemy.orm import Session

from app import clock
from app.actions.by_hand import post_by_hand
from app.actions.deliveries import (
    cancel_delivery,
    hold_delivery,
    release_delivery,
    reschedule_delivery,
    take_down,
)
from app.actions.extra_approvals import approve_again
from app.actions.locking import lock_delivery
from app.actions.preparation import find_images
from app.actions.reading import note_reading
from app.actions.removal_by_hand import confirm_removal
from app.actions.resolutions import Word, resolve_delivery
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
from app.api.routes.approvals import terms_of
from app.api.schemas.deliveries import ResolveIn, WholeDeliveryOut
from app.api.schemas.fields import Name, PageOut, Search, When
from app.api.schemas.posts import ApproveAgainIn, MaybeReasonIn, ReasonIn, ReleaseIn, RescheduleIn
from app.api.throttling import CostlySearch
from app.api.tokens import open_to_tokens
from app.api.uploads import BYTES
from app.imaging import ENDINGS
from app.models.delivery import UNDER_WAY, HoldReason
from app.models.user import Actor, TokenScope
from app.queries.deliveries import DeliveryView, get_delivery, list_deliveries, read_delivery_image
from app.queries.delivery_filter import DeliveryFilter, DeliveryOrder, DeliveryStatus
from app.queries.records import find_records
from app.settings import settings
from app.storage import storage

router = APIRouter(tags=["Deliveries"], route_class=KeepingRoute)


def _tell(session: Session, actor: Actor, view: DeliveryView) -> WholeDeliveryOut:
    note_reading(session, actor, [view.post])
    return WholeDeliveryOut.with_record(view, find_records(session, actor, [view])[view.id])


DELIVERY = Kind(lock_delivery, get_delivery, _tell)
DeliveryCall = Annotated[Call[WholeDeliveryOut], Depends(DELIVERY.called("delivery_id"), scope="function")]


def want(  # noqa: PLR0913, PLR0917 - a list is narrowed in that many ways
    state: DeliveryStatus | None = None,
    hold_reason: HoldReason | None = None,
    channel: UUID | None = None,
    organisation: Name | None = None,
    decidable: Annotated[bool | None, Query(description="Only what is one's own to decide on.")] = None,
    from_: Annotated[When | None, Query(alias="from")] = None,
    until: When | None = None,
    q: Search | None = None,
    order: DeliveryOrder | None = None,
) -> DeliveryFilter:
    """Return which deliveries a list is to show."""
    return DeliveryFilter(
        state=state,
        hold_reason=hold_reason,
        channel=channel,
        organisation=organisation,
        decidable=bool(decidable),
        start=from_.instant if isinstance(from_, clock.Moment) else None,
        end=until.instant if isinstance(until, clock.Moment) else None,
        text=q,
        order=order or DeliveryOrder.EARLIEST,
    )


@router.get("/deliveries", dependencies=[CostlySearch], openapi_extra=open_to_tokens(TokenScope.POSTS_READ))
def read_deliveries(
    session: SessionDep,
    actor: ActorDep,
    wanted: Annotated[DeliveryFilter, Depends(want)],
    limit: Limit = 50,
    after: After = None,
) -> PageOut[WholeDeliveryOut]:
    """List deliveries in the order of their time, the earliest first unless `order` says otherwise; `from` and `until` bound it."""
    page = list_deliveries(session, actor, wanted, limit=limit, after=after)
    note_reading(session, actor, [view.post for view in page.items])
    records = find_records(session, actor, page.items)
    return PageOut(
        items=[WholeDeliveryOut.with_record(view, records[view.id]) for view in page.items], next=page.next
    )


@router.get("/deliveries/{delivery_id}", openapi_extra=open_to_tokens(TokenScope.POSTS_READ))
def read_delivery(
    delivery_id: UUID, session: SessionDep, actor: ActorDep, response: Response
) -> WholeDeliveryOut:
    """Show one delivery."""
    return DELIVERY.show(session, actor, delivery_id, response)


@router.get(
    "/deliveries/{delivery_id}/images/{sha256}",
    response_class=Response,
    responses={200: {"description": "The image.", "content": {key: {"schema": BYTES} for key in ENDINGS}}},
)
def read_image(delivery_id: UUID, sha256: str, session: SessionDep, actor: ActorDep) -> Response:
    """Show an image of a delivery, for whoever posts it by hand."""
    view = get_delivery(session, actor, delivery_id)
    note_reading(session, actor, [view.post])
    image, content = read_delivery_image(view, sha256)
    name = f'attachment; filename="{sha256[:16]}.{ENDINGS[image.content_type]}"'
    return Response(content, headers={"Content-Disposition": name}, media_type=image.content_type)


@router.post("/deliveries/{delivery_id}/reschedule", dependencies=[Once])
def reschedule(call: DeliveryCall, body: RescheduleIn) -> WholeDeliveryOut:
    """Give a waiting delivery another time."""
    reschedule_delivery(call.session, call.actor, call.id, due=body.due_at)  # type: ignore[arg-type] # When is a Moment
    return call.answer()


@router.post("/deliveries/{delivery_id}/cancel", dependencies=[Once])
def cancel(call: DeliveryCall, body: MaybeReasonIn | None = None) -> WholeDeliveryOut:
    """Take one delivery back. A 200 means that it will not leave."""
    cancel_delivery(call.session, call.actor, call.id, reason=body.reason if body else None)
    return call.answer()


@router.post("/deliveries/{delivery_id}/hold", dependencies=[Once])
def hold(call: DeliveryCall, body: ReasonIn) -> WholeDeliveryOut:
    """Object to a waiting delivery: it stays until somebody who may approve releases it."""
    hold_delivery(call.session, call.actor, call.id, reason=body.reason)
    return call.answer()


@router.post("/deliveries/{delivery_id}/release", dependencies=[OnceWithKey])
def release(call: DeliveryCall, body: ReleaseIn) -> WholeDeliveryOut:
    """Let a held delivery go at a new time."""
    release_delivery(call.session, call.actor, call.id, terms_of(body))
    return call.answer()


@router.post("/deliveries/{delivery_id}/approve-again", dependencies=[OnceWithKey])
def approve_once_more(call: DeliveryCall, body: ApproveAgainIn) -> WholeDeliveryOut:
    """Approve a delivery as the second person, which it needs in a pre-election period."""
    approve_again(call.session, call.actor, call.id, revision_sha256=body.revision_sha256)
    return call.answer()


@router.post(
    "/deliveries/{delivery_id}/take-down",
    dependencies=[OnceWithKey],
    responses={202: {"model": WholeDeliveryOut, "description": "Will be removed once it is there."}},
)
def remove(call: DeliveryCall, body: ReasonIn) -> WholeDeliveryOut:
    """Remove a published delivery from its channel; 202 while it is still on its way there."""
    delivery = take_down(call.session, call.actor, call.id, reason=body.reason)
    if delivery.state in UNDER_WAY:
        call.response.status_code = 202
    return call.answer()


@router.post(
    "/deliveries/{delivery_id}/resolve",
    dependencies=[OnceWithKey],
    responses={202: {"model": WholeDeliveryOut, "description": "Kept: a look or a decision comes first."}},
)
def resolve(call: DeliveryCall, body: ResolveIn) -> WholeDeliveryOut:
    """Say whether an unclear delivery is on its channel; 202 while a last look, or somebody who decides, comes first."""
    word = Word(body.outcome, body.reason, body.remote_url)
    resolution = resolve_delivery(call.session, call.actor, call.id, word, settings=settings())
    if resolution.closed_at is None:
        call.response.status_code = 202
    return call.answer()


@router.post("/deliveries/{delivery_id}/post-by-hand", dependencies=[OnceWithKey])
def post(call: DeliveryCall) -> WholeDeliveryOut:
    """Say that one is posting it by hand now; after a 200 one may, after a refusal one must not."""
    images = find_images(call.session, call.id)
    intact = frozenset(row.sha256 for row in images if storage().read(row.sha256) is not None)
    post_by_hand(call.session, call.actor, call.id, settings=settings(), intact_images=intact)
    return call.answer()


@router.post("/deliveries/{delivery_id}/confirm-removal", dependencies=[OnceWithKey])
def confirm(call: DeliveryCall, body: ReasonIn) -> WholeDeliveryOut:
    """Say that a delivery was removed from its channel by hand."""
    confirm_removal(call.session, call.actor, call.id, reason=body.reason, settings=settings())
    return call.answer()
