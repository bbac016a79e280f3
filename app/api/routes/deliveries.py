"""Deliveries: what leaves when, and what people do about it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from sqlalchemy.orm import Session

from app import clock
from app.actions.deliveries import (
    cancel_delivery,
    hold_delivery,
    release_delivery,
    reschedule_delivery,
    take_down,
)
from app.actions.locking import lock_delivery
from app.api.deps import ActorDep, After, IfMatch, KeepingRoute, Limit, Once, SessionDep, ensure_fresh
from app.api.routes.approvals import terms_of
from app.api.schemas.fields import PageOut, When
from app.api.schemas.posts import DeliveryOut, MaybeReasonIn, ReasonIn, ReleaseIn, RescheduleIn
from app.models.delivery import DeliveryState
from app.models.user import Actor
from app.queries.deliveries import DeliveryFilter, DeliveryStatus, get_delivery, list_deliveries

router = APIRouter(tags=["Deliveries"], route_class=KeepingRoute)
UNDER_WAY = {DeliveryState.SENDING.value, DeliveryState.UNCLEAR.value}


def answer(session: Session, actor: Actor, delivery_id: UUID, response: Response) -> DeliveryOut:
    """Return the delivery as it is now, with its ETag."""
    session.flush()
    view = get_delivery(session, actor, delivery_id)
    response.headers["ETag"] = view.etag
    return DeliveryOut.of(view)


def ensure_unchanged(session: Session, actor: Actor, delivery_id: UUID, if_match: str | None) -> None:
    """Lock the delivery and raise StaleError if it is no longer the one the caller saw."""
    if if_match is not None:
        lock_delivery(session, actor, delivery_id)
        ensure_fresh(get_delivery(session, actor, delivery_id).etag, if_match)


@router.get("/deliveries")
def read_deliveries(
    session: SessionDep,
    actor: ActorDep,
    state: DeliveryStatus | None = None,
    channel: UUID | None = None,
    from_: Annotated[When | None, Query(alias="from")] = None,
    until: When | None = None,
    limit: Limit = 50,
    after: After = None,
) -> PageOut[DeliveryOut]:
    """List deliveries in the order of their time; `from` and `until` bound it."""
    wanted = DeliveryFilter(
        state=state,
        channel=channel,
        start=from_.instant if isinstance(from_, clock.Moment) else None,
        end=until.instant if isinstance(until, clock.Moment) else None,
    )
    page = list_deliveries(session, actor, wanted, limit=limit, after=after)
    return PageOut(items=[DeliveryOut.of(view) for view in page.items], next=page.next)


@router.get("/deliveries/{delivery_id}")
def read_delivery(delivery_id: UUID, session: SessionDep, actor: ActorDep, response: Response) -> DeliveryOut:
    """Show one delivery."""
    return answer(session, actor, delivery_id, response)


@router.post("/deliveries/{delivery_id}/reschedule", dependencies=[Once])
def reschedule(
    delivery_id: UUID,
    body: RescheduleIn,
    session: SessionDep,
    actor: ActorDep,
    response: Response,
    if_match: IfMatch = None,
) -> DeliveryOut:
    """Give a waiting delivery another time."""
    ensure_unchanged(session, actor, delivery_id, if_match)
    reschedule_delivery(session, actor, delivery_id, due=body.due_at)  # type: ignore[arg-type] # When is a Moment
    return answer(session, actor, delivery_id, response)


@router.post("/deliveries/{delivery_id}/cancel", dependencies=[Once])
def cancel(
    delivery_id: UUID,
    session: SessionDep,
    actor: ActorDep,
    response: Response,
    body: MaybeReasonIn | None = None,
    if_match: IfMatch = None,
) -> DeliveryOut:
    """Take one delivery back. A 200 means that it will not leave."""
    ensure_unchanged(session, actor, delivery_id, if_match)
    cancel_delivery(session, actor, delivery_id, reason=body.reason if body else None)
    return answer(session, actor, delivery_id, response)


@router.post("/deliveries/{delivery_id}/hold", dependencies=[Once])
def hold(
    delivery_id: UUID,
    body: ReasonIn,
    session: SessionDep,
    actor: ActorDep,
    response: Response,
    if_match: IfMatch = None,
) -> DeliveryOut:
    """Object to a waiting delivery: it stays until somebody who may approve releases it."""
    ensure_unchanged(session, actor, delivery_id, if_match)
    hold_delivery(session, actor, delivery_id, reason=body.reason)
    return answer(session, actor, delivery_id, response)


@router.post("/deliveries/{delivery_id}/release", dependencies=[Once])
def release(
    delivery_id: UUID,
    body: ReleaseIn,
    session: SessionDep,
    actor: ActorDep,
    response: Response,
    if_match: IfMatch = None,
) -> DeliveryOut:
    """Let a held delivery go at a new time."""
    ensure_unchanged(session, actor, delivery_id, if_match)
    release_delivery(session, actor, delivery_id, terms_of(body))
    return answer(session, actor, delivery_id, response)


@router.post("/deliveries/{delivery_id}/take-down", dependencies=[Once])
def remove(
    delivery_id: UUID,
    body: ReasonIn,
    session: SessionDep,
    actor: ActorDep,
    response: Response,
    if_match: IfMatch = None,
) -> DeliveryOut:
    """Remove a published delivery from its channel; 202 while it is still on its way there."""
    ensure_unchanged(session, actor, delivery_id, if_match)
    delivery = take_down(session, actor, delivery_id, reason=body.reason)
    if delivery.state.value in UNDER_WAY:
        response.status_code = 202
    return answer(session, actor, delivery_id, response)
