"""Occasions: holidays, anniversaries and other days worth a theme."""

from datetime import date
from uuid import UUID

from fastapi import APIRouter

from app.actions.occasions import enter_occasion, remove_occasion
from app.api.deps import ActorDep, KeepingRoute, Once, SessionDep, SignedIn
from app.api.schemas.themes import OccasionIn, OccasionOut
from app.queries.themes import list_occasions

router = APIRouter(tags=["Occasions"], route_class=KeepingRoute)


@router.get("/occasions", dependencies=[SignedIn])
def read_occasions(session: SessionDep, since: date, until: date) -> list[OccasionOut]:
    """List the occasions that touch these days, both included."""
    return [OccasionOut.model_validate(row) for row in list_occasions(session, since=since, until=until)]


@router.post("/occasions", dependencies=[Once], status_code=201)
def enter(body: OccasionIn, session: SessionDep, actor: ActorDep) -> OccasionOut:
    """Enter an occasion."""
    return OccasionOut.model_validate(enter_occasion(session, actor, **body.model_dump()))


@router.delete("/occasions/{occasion_id}", dependencies=[Once], status_code=204)
def remove(occasion_id: UUID, session: SessionDep, actor: ActorDep) -> None:
    """Remove an occasion that should not be there."""
    remove_occasion(session, actor, occasion_id)
