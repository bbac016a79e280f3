"""A part of the office that has shown no work for too long, or is not there at all."""

from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import WorkerHeartbeat
from app.models.finding import FindingRule
from app.queries.watch.base import Around, Fault, Rule, Seen, say_length

NAMES: Final = {"dispatcher": "Der Disponent", "beat": "Beat", "web": "Das Portal"}


def look(session: Session, around: Around) -> Seen:
    """Return the parts without a sign of work, each served by nobody or only by who is silent."""
    part = func.unnest(WorkerHeartbeat.parts).label("part")
    age = func.extract("epoch", func.clock_timestamp() - WorkerHeartbeat.seen_at).label("age")
    seen = select(part, age).subquery()
    query = select(seen.c.part, func.min(seen.c.age)).group_by(seen.c.part)
    ages = {name: float(seconds) for name, seconds in session.execute(query)}
    silent = [name for name in around.parts if ages.get(name, around.silent_s) >= around.silent_s]
    faults = [Fault("part", name, {"part": _name(name), "ago": _ago(ages.get(name))}) for name in silent]
    if around.portal.is_away:
        faults.append(Fault("part", "web", {"part": _name("web"), "ago": ""}))
    return Seen([], is_whole=False) if around.is_patient else Seen(faults)


def _name(part: str) -> str:
    return NAMES.get(part, f"Der Worker {part}")


def _ago(seconds: float | None) -> str:
    return "" if seconds is None else f" (zuletzt vor {say_length(seconds)})"


RULE: Final = Rule(FindingRule.PART_SILENT, look)
