"""HTML for people: the public portal, and the desk's own pages."""

from fastapi import FastAPI
from fastapi.responses import FileResponse
from starlette.middleware.gzip import GZipMiddleware

from app.web.lookout import Lookout
from app.web.pages import STATIC
from app.web.pages import error_page as error_page
from app.web.routes import (
    accessibility,
    account,
    approvals,
    calendar,
    calendar_feed,
    channels,
    chapters,
    comments,
    composer,
    deliveries,
    delivery,
    demo,
    docs,
    hooks,
    links,
    live,
    moving,
    my_day,
    notifications,
    opening,
    post_list,
    post_records,
    posts,
    revisions,
    sign_in,
    stops,
    takedown_opening,
    takedowns,
    tokens,
    wishes,
)
from app.web.routes.portal import router as router
from app.web.static_files import Static


def mount(app: FastAPI) -> None:
    """Add the pages and their static files to an application."""
    app.state.lookout = Lookout()
    app.include_router(router)
    for part in (
        docs,
        sign_in,
        account,
        tokens,
        wishes,
        notifications,
        my_day,
        composer,
        approvals,
        post_list,
        post_records,
        posts,
        revisions,
        comments,
        deliveries,
        delivery,
        takedown_opening,
        takedowns,
        calendar,
        moving,
        calendar_feed,
        channels,
        stops,
        hooks,
        opening,
        links,
        live,
        demo,
        chapters,
        accessibility,
    ):
        app.include_router(part.router)
    app.mount("/static", GZipMiddleware(Static(directory=STATIC), minimum_size=1_000), name="static")
    app.add_api_route("/favicon.ico", show_icon, include_in_schema=False)


def show_icon() -> FileResponse:
    """Return the icon where browsers look for it unasked, as beside a feed."""
    return FileResponse(STATIC / "icon.svg", media_type="image/svg+xml")
