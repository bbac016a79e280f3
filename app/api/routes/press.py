"""Press databases: connected by admins, and heard by their signature instead of a sign-in."""

from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool

from app.actions.packages import fire_for_press
from app.actions.press import (
    connect_press,
    disconnect_press,
    ensure_from_press,
    ensure_manages_press,
    renew_press_secret,
)
from app.api.deps import ActorDep, FreshActorDep, SessionDep
from app.api.schemas.packages import (
    PressConnectionIn,
    PressConnectionMadeOut,
    PressConnectionOut,
    PressNoticeIn,
)
from app.api.throttling import AddressDep
from app.queries.packages import list_press_connections
from app.settings import settings
from app.throttle import throttle

router = APIRouter(tags=["Packages"])


async def ask_signature(
    connection_id: UUID, request: Request, session: SessionDep, address: AddressDep
) -> None:
    """Let pass what the connection signed a moment ago, and nothing else."""
    throttle().count(throttle().by_token, address)
    body, limits = await request.body(), settings()
    await run_in_threadpool(ensure_from_press, session, connection_id, request.headers, body, settings=limits)


Signed = Depends(ask_signature, scope="function")


@router.get("/press-connections")
def read_connections(session: SessionDep, actor: ActorDep) -> list[PressConnectionOut]:
    """List the press databases that are connected."""
    ensure_manages_press(actor)
    return [PressConnectionOut.model_validate(row) for row in list_press_connections(session)]


@router.post("/press-connections", status_code=201)
def connect(
    body: PressConnectionIn, session: SessionDep, actor: FreshActorDep, response: Response
) -> PressConnectionMadeOut:
    """Connect a press database; its secret is shown this once. Needs a recent sign-in."""
    secret, row = connect_press(session, actor, name=body.name, settings=settings())
    session.refresh(row)
    response.headers["Cache-Control"] = "no-store"
    return PressConnectionMadeOut(id=row.id, name=row.name, created_at=row.created_at, secret=secret)


@router.post("/press-connections/{connection_id}/secret")
def give_new_press_secret(
    connection_id: UUID, session: SessionDep, actor: FreshActorDep, response: Response
) -> PressConnectionMadeOut:
    """Give a press database a new secret, shown this once; the old one counts no more. Needs a recent sign-in."""
    response.headers["Cache-Control"] = "no-store"
    secret, row = renew_press_secret(session, actor, connection_id, settings=settings())
    return PressConnectionMadeOut(id=row.id, name=row.name, created_at=row.created_at, secret=secret)


@router.delete("/press-connections/{connection_id}", status_code=204)
def disconnect(connection_id: UUID, session: SessionDep, actor: FreshActorDep) -> None:
    """Believe nothing any more that a press database signs. Needs a recent sign-in."""
    disconnect_press(session, actor, connection_id)


@router.post("/press-connections/{connection_id}/events", status_code=204, dependencies=[Signed])
def hear(body: PressNoticeIn, session: SessionDep) -> None:
    """Let go the packages of a press release that is published; the same answer for one that nobody knows.

    Signed as Standard Webhooks asks for (`webhook-id`, `webhook-timestamp`, `webhook-signature`).
    """
    fire_for_press(session, body.press_release)
