"""Platforms and their stops: what a stop would do, setting it, lifting it."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.actions.platform_stops import lift_platform_stop, stop_platform
from app.api.deps import ActorDep, After, KeepingRoute, Limit, Once, SessionDep
from app.api.schemas.fields import Name, PageOut
from app.api.schemas.platforms import (
    PlatformLiftIn,
    PlatformOut,
    PlatformStopIn,
    PlatformStopOut,
    StopEffectsOut,
)
from app.queries.platforms import foresee_stop, list_with_stops

router = APIRouter(tags=["Platforms"], route_class=KeepingRoute)
DryRun = Annotated[bool, Query(description="Only tell what the stop would do.")]


@router.get("/platforms")
def read_platforms(
    session: SessionDep, actor: ActorDep, limit: Limit = 50, after: After = None
) -> PageOut[PlatformOut]:
    """List the platforms, each with the stop that stands."""
    page = list_with_stops(session, actor, limit=limit, after=after)
    return PageOut(items=[PlatformOut.of(view) for view in page.items], next=page.next)


@router.post("/platforms/{slug}/stop", dependencies=[Once])
def stop(
    slug: Name, body: PlatformStopIn, session: SessionDep, actor: ActorDep, *, dry_run: DryRun = False
) -> StopEffectsOut:
    """Stop a platform: its channels close, what waits on them is held. A dry run lists the same without doing it."""
    if dry_run:
        said = body.model_dump(include={"effect", "decision_id", "review_on"})
        return StopEffectsOut.of(foresee_stop(session, actor, slug, **said), None)
    row, effects = stop_platform(session, actor, slug, **body.model_dump())
    return StopEffectsOut.of(effects, row)


@router.post("/platforms/{slug}/lift", dependencies=[Once])
def lift(slug: Name, body: PlatformLiftIn, session: SessionDep, actor: ActorDep) -> PlatformStopOut:
    """Lift the stop of a platform; it opens no channel and releases nothing."""
    return PlatformStopOut.model_validate(lift_platform_stop(session, actor, slug, reason=body.reason))
