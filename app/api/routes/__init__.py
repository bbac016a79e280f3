"""One file per thing; `router` is everything below /api/v1."""

from fastapi import APIRouter

from app.api.routes import approvals, auth, deliveries, posts, register, stops

router = APIRouter(prefix="/api/v1")
for part in (auth, register, posts, approvals, deliveries, stops):
    router.include_router(part.router)
