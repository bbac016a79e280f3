"""Wiring: one application out of API, pages and what every answer carries."""

from starlette.types import ASGIApp

from app import web
from app.api import health, problems
from app.api.limits import BodyLimit
from app.api.openapi import DescribedApp
from app.api.routes import router as api
from app.api.routes.post_record import write_record
from app.envelope import Envelope
from app.keys import find_versions
from app.log import set_up
from app.memory import spare_what_stays
from app.settings import settings
from app.web.errors import speak_to_people


def create_app() -> DescribedApp:
    """Return the application."""
    set_up("web")
    app = DescribedApp(
        title="Redaktionssystem",
        version="1",
        openapi_url=None,
    )
    app.add_middleware(BodyLimit)
    app.include_router(api)
    app.include_router(health.router)
    web.mount(app)
    app.state.write_record = write_record  # one file of a post, for machines and for people
    problems.install(app)
    speak_to_people(app)
    return app


def serve() -> ASGIApp:
    """Return the application in its envelope, as a server runs it. Ends where it could open credentials (CC-03)."""
    if settings().private_keys is not None or find_versions(settings().sealing_keys, "private"):
        raise SystemExit(
            "Die Seiten starten nicht, solange sie private Schlüssel erreichen: Bitte REDAKTION_PRIVATE_KEYS nur den "
            "Workern und dem Disponenten geben und im Ordner der öffentlichen Schlüssel keine privaten ablegen."
        )
    application = Envelope(create_app())
    spare_what_stays()
    return application
