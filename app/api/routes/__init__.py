"""One file per thing; `router` is everything below /api/v1."""

from fastapi import APIRouter, Depends

from app.api.deps import refuse_unknown_query
from app.api.operations import PREFIX
from app.api.routes import (
    approvals,
    auth,
    comments,
    credentials,
    deliveries,
    diff,
    hooks,
    media,
    memberships,
    notices,
    post_record,
    posts,
    queue,
    register,
    stops,
    takedowns,
    tokens,
    users,
)

router = APIRouter(prefix=PREFIX, dependencies=[Depends(refuse_unknown_query)])
for part in (
    auth,
    tokens,
    register,
    credentials,
    media,
    posts,
    comments,
    diff,
    queue,
    post_record,
    approvals,
    deliveries,
    takedowns,
    stops,
    notices,
    hooks,
    users,
    memberships,
):
    router.include_router(part.router)
