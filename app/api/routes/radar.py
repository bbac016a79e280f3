"""Radar: what a stretch of days holds, and what it lacks."""

from datetime import date

from fastapi import APIRouter

from app.api.deps import ActorDep, SessionDep
from app.api.schemas.radar import RadarOut
from app.queries.days import ensure_days
from app.queries.radar import LONGEST, find_radar

router = APIRouter(tags=["Themes"])


@router.get("/radar")
def read_radar(session: SessionDep, actor: ActorDep, since: date, until: date) -> RadarOut:
    """Count what these days hold by ministry, goal and format, planned and out; both days are included."""
    ensure_days(since, until, LONGEST)
    return RadarOut.model_validate(find_radar(session, actor, since=since, until=until))
