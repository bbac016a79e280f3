"""Wiring: one application out of API, pages and what every answer carries."""

from fastapi import FastAPI
from starlette.types import ASGIApp

from app.api import health, problems
from app.api.routes import router as api
from app.envelope import Envelope
from app.log import set_up

LARGEST_BODY = 256 * 1024


def create_app() -> FastAPI:
    """Return the application."""
    set_up("web")
    app = FastAPI(
        title="Redaktionssystem",
        version="1",
        docs_url=None,
        redoc_url=None,
        max_body_size=LARGEST_BODY,
    )
    app.include_router(api)
    app.include_router(health.router)
    problems.install(app)
    return app


def serve() -> ASGIApp:
    """Return the application in its envelope, as a server runs it."""
    return Envelope(create_app())
