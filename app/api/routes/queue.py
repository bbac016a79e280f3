"""The queue of those who decide."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from app.api.deps import ActorDep, After, KeepingRoute, Limit, SessionDep
from app.api.schemas.fields import Name, PageOut
from app.api.schemas.queue import MinistryCountOut, QueueCountsOut, QueueItemOut
from app.api.throttling import CostlyFinding
from app.queries.queue import ClaimedBy, QueueFilter, count_queue, list_queue

router = APIRouter(tags=["Approval"], route_class=KeepingRoute)


def want(
    organisation: Name | None = None,
    channel: UUID | None = None,
    finding: Annotated[Name | None, Query(description="The key of a finding.")] = None,
    claimed_by: ClaimedBy | None = None,
    urgent: bool | None = None,  # noqa: FBT001 - a query parameter by name
) -> QueueFilter:
    """Return which part of the queue is wanted."""
    return QueueFilter(organisation, channel, finding, claimed_by, urgent)


@router.get("/queue", dependencies=[CostlyFinding])
def read_queue(
    session: SessionDep,
    actor: ActorDep,
    wanted: Annotated[QueueFilter, Depends(want)],
    limit: Limit = 50,
    after: After = None,
) -> PageOut[QueueItemOut]:
    """List what waits for one's decision: the urgent first, then the next due."""
    page = list_queue(session, actor, wanted, limit=limit, after=after)
    return PageOut(items=[QueueItemOut.of_entry(entry) for entry in page.items], next=page.next)


@router.get("/queue/counts")
def read_counts(session: SessionDep, actor: ActorDep) -> QueueCountsOut:
    """Count what waits for one's decision, by organisation."""
    return QueueCountsOut(items=[MinistryCountOut.model_validate(row) for row in count_queue(session, actor)])
