"""One file per thing; `router` is everything below /api/v1."""

from typing import Final

from fastapi import APIRouter

from app.api.routes import approvals, auth, credentials, deliveries, posts, register, stops
from app.api.schemas.problems import Problem

PROBLEMS: Final = {
    400: "The Idempotency-Key is missing where it is required.",
    401: "Not signed in.",
    403: "Not allowed, or the sign-in is too old for this.",
    404: "Not there, or not for this person.",
    409: "Not possible in the current state.",
    412: "Changed since it was read.",
    413: "Too large.",
    422: "The request is wrong; `issues` name the fields.",
}

router = APIRouter(
    prefix="/api/v1",
    responses={status: {"model": Problem, "description": text} for status, text in PROBLEMS.items()},
)
for part in (auth, register, credentials, posts, approvals, deliveries, stops):
    router.include_router(part.router)
