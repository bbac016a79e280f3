"""HTML for people: the public portal now, the desk's own pages later."""

from fastapi import FastAPI
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles

from app.web.pages import STATIC
from app.web.pages import error_page as error_page
from app.web.routes import docs
from app.web.routes.portal import router as router


def mount(app: FastAPI) -> None:
    """Add the pages and their static files to an application."""
    app.include_router(router)
    app.include_router(docs.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_api_route("/favicon.ico", show_icon, include_in_schema=False)


def show_icon() -> FileResponse:
    """Return the icon where browsers look for it unasked, as beside a feed."""
    return FileResponse(STATIC / "icon.svg", media_type="image/svg+xml")
